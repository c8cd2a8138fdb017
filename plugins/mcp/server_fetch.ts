/** The way by which the SDK asks a server: to its own host only, to addresses that were looked at, bounded in size, never a second time by itself. */
import type { Web, WebAnswer } from "../agent/mod.ts";
import { boundedBody } from "./bounded_body.ts";
import { ServerProblem } from "./server_problem.ts";

/** What a server may be asked, and what it may answer. */
export interface FetchRules {
  readonly url: URL;
  readonly web: Web;
  /** Only public addresses. */
  readonly isGuarded: boolean;
  /** Whether the server is one of the older kind, which answers by a stream of its own. */
  readonly isStreamed: boolean;
  /** Bytes that an answer may have. */
  readonly answerSize: number;
  /** Ends all that is under way. */
  readonly signal: AbortSignal;
  /** The connection is of no use any more. */
  readonly onBroken: (problem: ServerProblem) => void;
}

/** Failures before anything was sent. */
const NOT_SENT = /^(?:ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ERR_TLS.*|CERT_.*|.*_CERT.*)$/;
/** A stream that lasts may have so many answers' bytes. */
const STREAM_LENGTHS = 8;
/** Answers that have no body. */
const EMPTY: readonly number[] = [101, 204, 205, 304];

/** Makes such a fetch. */
export function serverFetch(rules: FetchRules): typeof globalThis.fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const method = init.method ?? "GET";
    // It would only bring notices, and be open all the time.
    if (method === "GET" && !rules.isStreamed) return new Response(null, { status: 405 });
    if (url.origin !== rules.url.origin) throw new ServerProblem("refused", "it sends to another host", true);
    const signal = init.signal ? AbortSignal.any([init.signal, rules.signal]) : rules.signal;
    signal.throwIfAborted();
    const answer = await ask(rules, url, method, init, signal);
    if (EMPTY.includes(answer.status)) {
      await answer.body.cancel().catch(() => {});
      return new Response(null, { status: answer.status, headers: answer.headers });
    }
    const body = boundedBody(answer.body, {
      limit: method === "GET" ? rules.answerSize * STREAM_LENGTHS : rules.answerSize,
      onFlood: () => rules.onBroken(new ServerProblem("flood")),
      onCut: (cause) => {
        if (!signal.aborted) rules.onBroken(new ServerProblem("ended", codeOf(cause), false, { cause }));
      },
    });
    return new Response(body, { status: answer.status, headers: answer.headers });
  };
}

async function ask(
  { web, isGuarded }: FetchRules,
  url: URL,
  method: string,
  { headers, body }: RequestInit,
  signal: AbortSignal,
): Promise<WebAnswer> {
  const { addresses, isPublic } = await web.addressesOf(url);
  signal.throwIfAborted();
  if (addresses.length === 0) throw new ServerProblem("unreachable", "there is no such host", true);
  if (isGuarded && !isPublic) throw new ServerProblem("private-address", "", true);
  const question = { method, headers: Object.fromEntries(new Headers(headers)), signal };
  try {
    return await web.send(url, addresses, typeof body === "string" ? { ...question, body } : question);
  } catch (error) {
    signal.throwIfAborted();
    const code = codeOf(error);
    throw NOT_SENT.test(code)
      ? new ServerProblem("unreachable", code, true, { cause: error })
      : new ServerProblem("ended", code, false, { cause: error });
  }
}

/** Only the kind of failure: messages of the system name addresses. */
function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
