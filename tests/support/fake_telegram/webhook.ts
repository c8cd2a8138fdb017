/** Delivery of updates to a webhook. */
import type { Update, WebhookInfo } from "grammy/types";
import type { CancelTimer, Clock } from "../../../core/clock.ts";
import { isObject, type JsonObject } from "./arguments.ts";
import type { Updates } from "./updates.ts";

/** Where updates go. */
export interface WebhookTarget {
  readonly url: string;
  readonly secretToken: string;
  /** How many updates are under way at once: 40 by default. */
  readonly maxConnections: number;
}

/** Milliseconds until the third attempt; the second comes at once, and every later one takes twice as long. */
const firstDelay = 2_000;
const longestDelay = 60_000;

/** One delivery, as the bot answered it. */
export interface Delivery {
  readonly update: Update;
  readonly attempt: number;
  /** The HTTP status; `undefined` when no answer came. */
  readonly status?: number;
}

/** Sends the updates of a chat one after the other, and those of several chats side by side, until each was answered by 2xx. */
export class Webhook {
  readonly deliveries: Delivery[] = [];
  readonly #updates: Updates;
  readonly #clock: Clock;
  readonly #fetch: typeof fetch;
  readonly #call: (method: string, values: JsonObject) => Promise<unknown>;
  readonly #busy = new Map<number, CancelTimer>();
  readonly #underWay = new Set<number>();
  #target: WebhookTarget | undefined;
  #closing = new AbortController();
  #lastError: { readonly date: number; readonly message: string } | undefined;

  /** @param call carries out a method that the bot wrote into its answer. */
  constructor(
    { updates, clock, fetch, call }: {
      updates: Updates;
      clock: Clock;
      fetch: typeof globalThis.fetch;
      call: (method: string, values: JsonObject) => Promise<unknown>;
    },
  ) {
    this.#updates = updates;
    this.#clock = clock;
    this.#fetch = fetch;
    this.#call = call;
  }

  get target(): WebhookTarget | undefined {
    return this.#target;
  }

  get isIdle(): boolean {
    return this.#underWay.size === 0;
  }

  /** Sends to another place from now on, or nowhere. */
  set(target: WebhookTarget | undefined): void {
    this.close();
    this.#target = target;
    this.#updates.onNew = target && (() => this.#send());
    this.#lastError = undefined;
    this.#send();
  }

  /** Ends all deliveries. */
  close(): void {
    this.#target = undefined;
    this.#updates.onNew = undefined;
    this.#closing.abort();
    this.#closing = new AbortController();
    for (const cancel of this.#busy.values()) cancel();
    this.#busy.clear();
    this.#underWay.clear();
  }

  info(): WebhookInfo {
    const target = this.#target;
    return {
      url: target?.url ?? "",
      has_custom_certificate: false,
      pending_update_count: this.#updates.pending,
      ...target && { max_connections: target.maxConnections },
      ...target && this.#lastError &&
        { last_error_date: this.#lastError.date, last_error_message: this.#lastError.message },
      ...this.#updates.allowed && { allowed_updates: this.#updates.allowed },
    };
  }

  #send(): void {
    const target = this.#target;
    if (!target) return;
    const lanes = new Set<number>(this.#busy.keys());
    for (const update of this.#updates.peek(2 * target.maxConnections)) {
      if (this.#underWay.size >= target.maxConnections) return;
      const lane = laneOf(update);
      if (lanes.has(lane)) continue;
      lanes.add(lane);
      this.#deliver(target, update, lane, 1);
    }
  }

  async #deliver(target: WebhookTarget, update: Update, lane: number, attempt: number): Promise<void> {
    const { signal } = this.#closing;
    this.#busy.set(lane, () => {});
    this.#underWay.add(update.update_id);
    let response: Response | undefined;
    let error = "Webhook connection closed";
    let body: unknown;
    try {
      response = await this.#fetch(target.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...target.secretToken !== "" && { "x-telegram-bot-api-secret-token": target.secretToken },
        },
        body: JSON.stringify(update),
        signal,
      });
      const text = await response.text();
      if (text.startsWith("{")) body = JSON.parse(text);
      error = `Wrong response from the webhook: ${response.status} ${response.statusText}`.trim();
    } catch (failure) {
      if (failure instanceof SyntaxError) body = undefined;
      else response = undefined;
    }
    if (signal.aborted) return;
    this.deliveries.push({ update, attempt, status: response?.status });
    this.#underWay.delete(update.update_id);
    if (response?.ok) {
      this.#busy.delete(lane);
      this.#updates.remove(update.update_id);
      if (isObject(body) && typeof body.method === "string") await this.#call(body.method, body).catch(() => {});
      this.#send();
    } else this.#retry(target, { update, lane, attempt }, error, Number(response?.headers.get("retry-after") ?? 0));
  }

  #retry(
    target: WebhookTarget,
    { update, lane, attempt }: { update: Update; lane: number; attempt: number },
    message: string,
    retryAfter: number,
  ): void {
    this.#lastError = { date: Math.floor(this.#clock.now() / 1_000), message };
    const delay = attempt === 1 ? 0 : Math.min(longestDelay, firstDelay * 2 ** (attempt - 2));
    this.#busy.set(
      lane,
      this.#clock.setTimer(
        Math.max(delay, retryAfter * 1_000),
        () => this.#deliver(target, update, lane, attempt + 1),
      ),
    );
    this.#send();
  }
}

/** Updates of the same chat keep their order. */
function laneOf(update: Update): number {
  const message = update.message ?? update.edited_message ?? update.channel_post ?? update.edited_channel_post ??
    update.callback_query?.message;
  return message?.chat.id ?? update.my_chat_member?.chat.id ?? update.message_reaction?.chat.id ?? 0;
}
