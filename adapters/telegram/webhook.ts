import { createHash, timingSafeEqual } from "node:crypto";
import type { Clock, Inbox, Logger } from "../../core/mod.ts";
import { plain, readBody } from "../http/mod.ts";
import type { Update } from "grammy/types";
import { AcceptQueue } from "./accept_queue.ts";
import { isUpdate, type ReadUpdate, readUpdates } from "./update_batch.ts";

/** What receives. */
export interface WebhookOptions {
  readonly inbox: Pick<Inbox, "accept">;
  readonly read: ReadUpdate;
  readonly clock: Clock;
  readonly log: Logger;
  /** What Telegram has to send along with each update. */
  readonly secret: string;
}

/** Requests at once; Telegram is told to make no more. */
export const MAX_CONNECTIONS = 40;
/** Bytes: an update is some kilobytes at most. */
const MAX_BODY = 1_000_000;
/** Milliseconds for a body to come. */
const BODY_WITHIN = 10_000;
/** Updates that wait for the journal; more are sent away, and come again. */
const MAX_WAITING = 4 * MAX_CONNECTIONS;

const HEADER = "x-telegram-bot-api-secret-token";

/** Takes updates that Telegram sends, and says 200 only when they are in the journal: all other answers make Telegram send them again. */
export class Webhook {
  readonly #options: WebhookOptions;
  readonly #queue: AcceptQueue;
  readonly #secret: Uint8Array;
  #waiting = 0;
  #isOpen = true;
  #lastAt: number | undefined;

  /** Takes requests from now on. */
  constructor(options: WebhookOptions) {
    this.#options = options;
    this.#queue = new AcceptQueue(options.inbox);
    this.#secret = digest(options.secret);
  }

  /** Milliseconds since an update came last; `undefined` when none has come. */
  get age(): number | undefined {
    return this.#lastAt === undefined ? undefined : this.#options.clock.monotonic() - this.#lastAt;
  }

  /** Answers one request. */
  async answer(request: Request): Promise<Response> {
    if (request.method !== "POST") return plain(405, { allow: "POST" });
    if (!timingSafeEqual(digest(request.headers.get(HEADER) ?? ""), this.#secret)) return plain(401);
    if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) return plain(415);
    if (!this.#isOpen || this.#waiting >= MAX_WAITING) return plain(503, { "retry-after": "1" });
    this.#waiting++;
    try {
      return await this.#take(request);
    } finally {
      this.#waiting--;
    }
  }

  /** Takes no more, and resolves when what it has taken is in the journal. */
  async close(): Promise<void> {
    this.#isOpen = false;
    await this.#queue.idle();
  }

  async #take(request: Request): Promise<Response> {
    const { clock, read, log } = this.#options;
    const body = await readBody(request, { size: MAX_BODY, within: BODY_WITHIN, clock });
    if ("status" in body) return plain(body.status);
    const update = parse(body.bytes);
    if (update === undefined) return plain(400);
    const events = readUpdates([update], read, log);
    try {
      await this.#queue.add(update.update_id, events);
    } catch (error) {
      if (this.#isOpen) log.warn("An update could not be journaled, and Telegram sends it again: {error}", { error });
      return plain(503, { "retry-after": "1" });
    }
    this.#lastAt = clock.monotonic();
    return new Response();
  }
}

function parse(bytes: Uint8Array): Update | undefined {
  try {
    const update: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isUpdate(update) ? update : undefined;
  } catch {
    return undefined;
  }
}

/** Of one length whatever the text's, so that comparing tells nothing of it. */
function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
