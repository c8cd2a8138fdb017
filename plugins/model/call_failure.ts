/** What went wrong with a call, in words that hold neither key nor prompt nor what the endpoint wrote. */
import { APICallError } from "@ai-sdk/provider";
import { isRecord, secrets } from "@portico/bot";
import { ModelError, type ModelErrorCode } from "./model_error.ts";
import { causesOf, FailedCall, type FailedCallReason } from "./watched_fetch.ts";

/** Why a call failed, and whether it may be made again. */
export interface CallFailure {
  readonly error: ModelError;
  /** The endpoint has certainly not answered: trying again repeats nothing. */
  readonly repeatable: boolean;
  /** Milliseconds that the endpoint asks to be left alone. */
  readonly wait?: number;
}

const REASONS: Readonly<Record<FailedCallReason, readonly [ModelErrorCode, string]>> = {
  "not-sent": ["unreachable", "There is no connection to the endpoint. Is it running, and is PORTICO_MODEL_URL right?"],
  lost: ["unreachable", "The connection to the endpoint broke before the answer had ended."],
  timeout: ["timeout", "Nothing came from the endpoint for too long. PORTICO_MODEL_TIMEOUT says how long it has."],
  forbidden: [
    "unreachable",
    'This start may not use the endpoint\'s host. "deno task serve" is the start that may use the whole network.',
  ],
  redirect: ["refused", "The endpoint leads to another address. Set PORTICO_MODEL_URL to that one."],
  endless: ["broken", "The endpoint sent more than any answer has."],
};

/** @param now wall time in milliseconds. */
export function failureOf(error: unknown, now: number): CallFailure {
  const chain = [...causesOf(error)];
  const model = chain.find((cause) => cause instanceof ModelError);
  if (model !== undefined) return { error: model, repeatable: false };
  const call = chain.find((cause) => cause instanceof FailedCall);
  if (call !== undefined) {
    const [code, message] = REASONS[call.reason];
    return { error: new ModelError(code, message), repeatable: call.reason === "not-sent" };
  }
  const answer = chain.find((cause) => APICallError.isInstance(cause));
  if (answer?.statusCode !== undefined && answer.statusCode >= 400) {
    const { statusCode, responseHeaders, responseBody } = answer;
    return failureOfStatus(statusCode, responseBody ?? "", waitIn(responseHeaders, now), now);
  }
  const told = errorIn(answer?.responseBody);
  return told === undefined ? broken() : failureInStream(told, now);
}

/** The error that some endpoints tell with the status of success. */
function errorIn(body = ""): unknown {
  try {
    const answer: unknown = JSON.parse(body);
    return isRecord(answer) && isRecord(answer.error) ? answer.error : undefined;
  } catch {
    return undefined;
  }
}

/** What an endpoint says of its trouble within a stream that began well. */
export function failureInStream(error: unknown, now: number): CallFailure {
  if (error instanceof Error || !isRecord(error)) return failureOf(error, now);
  const status = [error.code, error.status].map(Number).find((code) => code >= 400 && code < 600);
  const { error: told } = failureOfStatus(status ?? 500, JSON.stringify(error), undefined, now);
  return { error: told, repeatable: false };
}

function broken(): CallFailure {
  const message =
    "What came from the endpoint is not what an OpenAI-compatible one answers. Is PORTICO_MODEL_URL right?";
  return { error: new ModelError("broken", message), repeatable: false };
}

/** What endpoints say when a prompt is too long, each in its own way. */
const TOO_LONG =
  /context.?(?:length|window|size)|maximum context|(?:prompt|input) is too long|too many (?:input )?tokens/i;
const NO_CREDIT = /insufficient[_ ](?:quota|credits?|balance|funds)/i;

/** @param body what the endpoint wrote: looked at, never shown. */
function failureOfStatus(status: number, body: string, wait: number | undefined, now: number): CallFailure {
  const known = `the endpoint answered ${status}${codeIn(body)}`;
  const fail = (code: ModelErrorCode, advice: string, retryAt?: number) =>
    new ModelError(code, `${known[0].toUpperCase()}${known.slice(1)}. ${advice}`, retryAt);
  const waiting = wait === undefined ? {} : { wait };
  if (status === 429 && !NO_CREDIT.test(body)) {
    const retryAt = wait === undefined ? undefined : now + wait;
    return { error: fail("busy", "It takes no more calls for now.", retryAt), repeatable: true, ...waiting };
  }
  if (status >= 500) return { error: fail("unreachable", "It fails."), repeatable: true, ...waiting };
  if (status === 408) return { error: fail("timeout", "It gave up waiting."), repeatable: true };
  if (status === 413 || (status < 429 && TOO_LONG.test(body))) {
    return { error: fail("too-long", "The prompt does not fit into the model's window."), repeatable: false };
  }
  return { error: fail("refused", adviceFor(status)), repeatable: false };
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403) return "Is PORTICO_MODEL_KEY right?";
  if (status === 402 || status === 429) return "The account there has no credit.";
  if (status === 404) return "Are PORTICO_MODEL and PORTICO_MODEL_URL right?";
  return "It does not take the call as it is.";
}

/** The endpoint's own code for it: short words of its making, no part of a prompt. */
function codeIn(body: string): string {
  const code = /"(?:code|type)"\s*:\s*"([a-z]+(?:_[a-z]+)+)"/.exec(body.slice(0, 10_000))?.[1];
  return code === undefined || code.length > 40 ? "" : ` (${secrets.redact(code)})`;
}

/** `Retry-After`, in seconds or as a date, and the finer `retry-after-ms`. */
function waitIn(headers: Readonly<Record<string, string>> = {}, now: number): number | undefined {
  const fine = Number.parseFloat(headers["retry-after-ms"] ?? "");
  if (fine >= 0) return fine;
  const told = headers["retry-after"];
  if (told === undefined) return undefined;
  const wait = /^\s*[\d.]+\s*$/.test(told) ? Number.parseFloat(told) * 1_000 : Date.parse(told) - now;
  return wait >= 0 ? wait : undefined;
}
