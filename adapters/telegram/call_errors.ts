import {
  ChatMigrated,
  ChatUnreachable,
  DeliveryUnknown,
  MarkupRejected,
  messageOf,
  NotSent,
  type PorticoError,
  RateLimited,
  Rejected,
  secrets,
  Unchanged,
} from "../../core/mod.ts";
import { GrammyError, HttpError } from "grammy/web";
import { StrangeAnswer } from "./unrepeated_fetch.ts";

/** Telegram said no. Never carries what was sent, nor the address it was sent to: the one is private, the other holds the token. */
export class TelegramRefusal extends Rejected {
  /** In Telegram's words. */
  readonly description: string;
  /** Names the method and what Telegram said. */
  constructor(
    /** Of the Bot API, such as `sendMessage`. */
    readonly method: string,
    status: number,
    description: string,
  ) {
    super(sayRefusal(method, status, description), status);
    this.description = secrets.redact(description);
  }

  /** Whether Telegram's words contain these. */
  says(words: RegExp): boolean {
    return words.test(this.description);
  }
}

/** Milliseconds to wait where Telegram does not say how long. It never means less: who comes back at once comes back without end. */
const DEFAULT_WAIT = 1_000;

/** One call, for its errors. */
export interface CallFacts {
  /** Of the Bot API. */
  readonly method: string;
  /** Given up by the caller or because it took too long: what was said about that. */
  readonly givenUp?: string;
  /** Says whether being asked to wait is about the chat of this call or about the whole bot. */
  readonly scopeOf: (retryAfter: number) => "chat" | "bot";
}

/** The delivery error for what a call of grammY's client threw. */
export function classify(error: unknown, { method, givenUp, scopeOf }: CallFacts): PorticoError {
  if (error instanceof GrammyError) {
    const { error_code: status, description, parameters } = error;
    if (status === 429) {
      const wait = waitOf(parameters.retry_after);
      return new RateLimited(wait, scopeOf(wait));
    }
    // Whoever answers without a status has not refused anything.
    if (typeof status !== "number" || typeof description !== "string") {
      return new DeliveryUnknown(`${method} was answered with nonsense.`);
    }
    if (status >= 500) {
      return new DeliveryUnknown(`Telegram failed at ${method}: ${secrets.redact(description)} (${status}).`);
    }
    const moved = parameters.migrate_to_chat_id;
    return moved === undefined ? refusalOf(method, status, description) : new ChatMigrated(String(moved));
  }
  const inner = error instanceof HttpError ? error.error : error;
  if (inner instanceof Deno.errors.NotCapable) {
    return new Rejected(`This program may not reach the API server: ${secrets.redact(inner.message)}.`);
  }
  if (givenUp !== undefined) return new DeliveryUnknown(`${method} ${givenUp}.`);
  if (inner instanceof StrangeAnswer) {
    return inner.isUnheard
      ? new NotSent(`${method} did not reach Telegram: ${inner.message}.`)
      : new DeliveryUnknown(`${method} was sent to Telegram, but ${inner.message}.`);
  }
  const cause = new Error(secrets.redact(chainOf(inner)));
  delete cause.stack; // it would name the address again
  const said = chainOf(inner);
  // Ports of other services, such as 25, to which fetch connects for nobody: https://fetch.spec.whatwg.org/#port-blocking
  const port = /requests to port (\d+) are blocked/i.exec(said)?.[1];
  if (port !== undefined) {
    return new NotSent(`${method} did not reach Telegram: port ${port} is none to connect to.`, { cause });
  }
  return said.includes("client error (Connect)")
    ? new NotSent(`${method} did not reach Telegram: there is no connection.`, { cause })
    : new DeliveryUnknown(`${method} was sent to Telegram, but no answer came.`, { cause });
}

/** Milliseconds, of seconds as they came. */
function waitOf(seconds: unknown): number {
  const wait = Number(seconds) * 1_000;
  return wait > DEFAULT_WAIT ? wait : DEFAULT_WAIT; // not a number is not greater
}

/** Blocked, removed, deactivated, never met: whatever the reason, nothing can be sent there. */
const UNREACHABLE = /chat not found|user is deactivated|PEER_ID_INVALID|have no rights to send a message/i;
const UNCHANGED = /message is not modified|message to delete not found|query is too old|query ID is invalid/i;
const MARKUP = /can't parse|ENTIT(Y|IES)|entit(y|ies)/;

function refusalOf(method: string, status: number, description: string): Rejected {
  const said = sayRefusal(method, status, description);
  if (status === 403 || UNREACHABLE.test(description)) return new ChatUnreachable(said, status);
  if (UNCHANGED.test(description)) return new Unchanged(said, status);
  if (MARKUP.test(description)) return new MarkupRejected(said, status);
  return new TelegramRefusal(method, status, description);
}

function sayRefusal(method: string, status: number, description: string): string {
  return `Telegram refused ${method}: ${secrets.redact(description)} (${status}).`;
}

/** What an error and its causes say. */
function chainOf(error: unknown): string {
  const said: string[] = [];
  for (let next = error; next !== undefined; next = next instanceof Error ? next.cause : undefined) {
    said.push(messageOf(next));
  }
  return said.join(": ");
}
