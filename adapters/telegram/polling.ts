import { type Clock, DeliveryUnknown, type Inbox, type Logger, messageOf, RateLimited } from "../../core/mod.ts";
import type { Update } from "grammy/types";
import { Backoff } from "./backoff.ts";
import { fatal } from "./fatal_errors.ts";
import { pause } from "./pause.ts";
import type { TelegramApi } from "./telegram_api.ts";
import { ALLOWED_UPDATES, isUpdate, type ReadUpdate, readUpdates } from "./update_batch.ts";

/** What polls. */
export interface PollingOptions {
  readonly api: Pick<TelegramApi, "call">;
  readonly inbox: Pick<Inbox, "accept">;
  readonly read: ReadUpdate;
  readonly clock: Clock;
  readonly log: Logger;
  /** From 0 up to, but not including, 1: spreads what is tried again. */
  readonly random: () => number;
  /** Told when polling has ended for good, and why. */
  readonly onFatal: (error: unknown) => void;
}

/** How long Telegram may hold a poll that has nothing to tell, in milliseconds, and how long it is waited for. */
const TIMEOUT = 50_000;
const PATIENCE = TIMEOUT * 1.5;
/** Milliseconds for telling Telegram at the end what has been handled. It takes that as soon as it hears it, and may answer late. */
const CONFIRM_WITHIN = 1_000;
/** Milliseconds after which a poll has certainly reached Telegram, and with it the offset. */
const ARRIVED_AFTER = 100;
/** Milliseconds after which a failure is none of those that come of a stop. */
const STOP_SHOWS = 100;

/**
 * Fetches updates: a poll, its whole batch into the journal, and only then the next poll, which tells Telegram that the batch has arrived, and is on
 * its way while the batch is handled. Whatever fails is tried again with growing, jittered delays, for as long as it takes; a poll that is not
 * answered in 1.5 times its own timeout is aborted. While the inbox is full, nothing is fetched.
 */
export class Polling {
  readonly #options: PollingOptions;
  readonly #backoff: Backoff;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  /** The first update not yet in the journal. */
  #offset: number | undefined;
  /** The last offset that Telegram has heard of. */
  #confirmed: number | undefined;
  /** The offset of the poll that is under way. */
  #polled: number | undefined;
  /** Somebody has been warned that nothing can be fetched, and is to hear of the end of it. */
  #isCut = false;
  /** The poll that was sent while the batch before it was handled. */
  #ahead: Promise<Update[]> | undefined;
  #sentAt = 0;
  #completedAt: number;
  /** Until when Telegram wants to be asked for nothing, in monotonic milliseconds. */
  #pausedUntil = -Infinity;

  /** Fetches nothing before `start`. */
  constructor(options: PollingOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.random);
    this.#completedAt = options.clock.monotonic();
  }

  /** Begins, once. */
  start(): void {
    this.#completedAt = this.#options.clock.monotonic();
    this.#running ??= this.#run().catch(this.#options.onFatal);
  }

  /** Milliseconds since a poll was last answered, or since the start. */
  get age(): number {
    return this.#options.clock.monotonic() - this.#completedAt;
  }

  /** No poll was answered for 1.5 times as long as one may take, though Telegram may be asked. */
  get isWedged(): boolean {
    return Math.min(this.age, -this.pausedFor) > PATIENCE;
  }

  /** Milliseconds for which Telegram wants to be asked for nothing; 0 or less where it does not. */
  get pausedFor(): number {
    return this.#pausedUntil - this.#options.clock.monotonic();
  }

  /** Resolves when nothing more is fetched, and Telegram knows what has been handled or could not be told in time. */
  async stop(): Promise<void> {
    // A poll that waits has told its offset, and asking for the same again would only take time.
    const { api, clock, log } = this.#options;
    if (this.#polled !== undefined && clock.monotonic() - this.#sentAt >= ARRIVED_AFTER) this.#confirmed = this.#polled;
    this.#stop.abort();
    await this.#running;
    if (this.#offset === undefined || this.#offset === this.#confirmed) return;
    const payload = { offset: this.#offset, limit: 1, timeout: 0, allowed_updates: ALLOWED_UPDATES };
    this.#confirmed = this.#offset;
    try {
      await api.call("getUpdates", payload, { timeout: CONFIRM_WITHIN });
    } catch (error) {
      // They come again at the next start, and are known then.
      log.info("Telegram could not be told what has been handled: {error}", { error: messageOf(error) });
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const { log } = this.#options;
    while (!signal.aborted) {
      try {
        const updates = await this.#next();
        if (updates.length > 0) await this.#accept(updates);
        this.#backoff.reset();
        if (this.#isCut) log.warn("Fetching from Telegram works again.");
        this.#isCut = false;
      } catch (error) {
        if (signal.aborted) return;
        const end = fatal(error);
        if (end !== undefined) return this.#options.onFatal(end);
        await this.#recover(error);
      }
    }
  }

  #next(): Promise<Update[]> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead ?? this.#poll();
  }

  async #poll(): Promise<Update[]> {
    const { api, clock } = this.#options;
    const offset = this.#offset;
    this.#polled = offset;
    this.#sentAt = clock.monotonic();
    try {
      const updates = await api.call("getUpdates", {
        ...(offset === undefined ? {} : { offset }),
        limit: 100,
        timeout: TIMEOUT / 1_000,
        allowed_updates: ALLOWED_UPDATES,
      }, { signal: this.#stop.signal, timeout: PATIENCE });
      // Asked again at once, what answers so would be asked without end.
      if (!Array.isArray(updates) || !updates.every(isUpdate)) {
        throw new DeliveryUnknown("what answers getUpdates is no list of updates.");
      }
      this.#completedAt = clock.monotonic();
      this.#confirmed = offset;
      return updates;
    } finally {
      this.#polled = undefined;
    }
  }

  async #accept(updates: readonly Update[]): Promise<void> {
    const { inbox, read, log } = this.#options;
    const events = readUpdates(updates, read, log);
    const offset = Math.max(...updates.map(({ update_id }) => update_id)) + 1;
    if (events.length > 0) await inbox.accept(events, () => this.#pollAhead(offset));
    this.#offset = offset;
  }

  /** The batch is in the journal: Telegram may hear of it, and look for the next one, while this one is handled. */
  #pollAhead(offset: number): void {
    this.#offset = offset;
    this.#ahead = this.#poll();
    this.#ahead.catch(() => {}); // whoever takes it sees to that
  }

  /** The next poll asks for the same updates again, whether it was Telegram or the journal that failed. */
  async #recover(error: unknown): Promise<void> {
    const { clock, log } = this.#options;
    const { signal } = this.#stop;
    const isAsked = error instanceof RateLimited;
    const delay = isAsked ? error.retryAfter : this.#backoff.next();
    if (isAsked) this.#pausedUntil = clock.monotonic() + delay;
    // A stop makes the journal refuse what comes late; that is no trouble anybody has to know of.
    const shown = Math.min(delay, STOP_SHOWS);
    await pause(clock, shown, signal);
    if (signal.aborted) return;
    this.#isCut = true;
    log.warn("Fetching from Telegram failed and is tried again after {delay} ms: {error}", {
      delay,
      error: messageOf(error),
    });
    await pause(clock, delay - shown, signal);
  }
}
