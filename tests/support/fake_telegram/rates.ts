/** How many messages a bot may send, as Telegram documents it, and what a bot did about it. */
import { tooManyRequests } from "./telegram_error.ts";

/** So many messages in any window of so many milliseconds. */
export interface WindowLimit {
  readonly messages: number;
  /** Milliseconds. */
  readonly per: number;
}

/** Limits; one that is `undefined` is off. */
export interface RateLimits {
  /** All chats together: 30 a second. */
  readonly bot?: WindowLimit;
  /** A private chat: one a second, after a burst of that many at once. */
  readonly private?: WindowLimit & { readonly burst: number };
  /** A group, supergroup or channel: 20 a minute. */
  readonly group?: WindowLimit;
}

/** "About 30 messages a second", "one message a second in a chat, short bursts may go over", "20 messages a minute". */
export const documentedLimits: Required<RateLimits> = {
  bot: { messages: 30, per: 1_000 },
  private: { messages: 1, per: 1_000, burst: 3 },
  group: { messages: 20, per: 60_000 },
};

/** A message that came too early, or while the bot was banned. */
export interface Violation {
  /** Monotonic milliseconds. */
  readonly at: number;
  readonly chat: number;
  readonly limit: "bot" | "private" | "group" | "ban";
  /** Seconds, as answered. */
  readonly retryAfter: number;
}

interface Arrival {
  readonly at: number;
  readonly chat: number;
}

/** Counts messages, and refuses those over a limit. What is refused counts for no limit. */
export class Rates {
  limits: RateLimits;
  readonly violations: Violation[] = [];
  readonly #monotonic: () => number;
  /** All that arrived, refused or not. */
  readonly #arrivals: Arrival[] = [];
  readonly #bot: number[] = [];
  readonly #groups = new Map<number, number[]>();
  /** When the bucket of a private chat will be full again. */
  readonly #buckets = new Map<number, number>();
  readonly #bans = new Map<number | "bot", number>();

  constructor(limits: RateLimits, monotonic: () => number) {
    this.limits = limits;
    this.#monotonic = monotonic;
  }

  /** Refuses everything for so many seconds: every call to `chat`, or every call of the bot but those for updates. */
  ban(seconds: number, chat: number | "bot" = "bot"): void {
    this.#bans.set(chat, this.#monotonic() + seconds * 1_000);
  }

  /** @throws {TelegramError} 429 while there is a ban for this chat or the whole bot. */
  checkBan(chat: number): void {
    if (this.#bans.size === 0) return;
    const at = this.#monotonic();
    const until = Math.max(this.#bans.get("bot") ?? 0, this.#bans.get(chat) ?? 0);
    if (until > at) this.#refuse({ at, chat, limit: "ban", wait: until - at });
  }

  /**
   * Counts `messages` to a chat.
   *
   * @throws {TelegramError} 429 when they are too many.
   */
  admit(chat: number, isPrivate: boolean, messages = 1): void {
    const at = this.#monotonic();
    for (let message = 0; message < messages; message++) this.#arrivals.push({ at, chat });
    const { bot, private: single, group } = this.limits;
    const times = this.#groups.get(chat) ?? [];
    if (bot) this.#check(this.#bot, bot, { at, chat, limit: "bot", messages });
    if (isPrivate && single) this.#checkBucket(chat, at, messages, single);
    if (!isPrivate && group) {
      this.#check(times, group, { at, chat, limit: "group", messages });
      this.#groups.set(chat, times);
    }
    for (let message = 0; message < messages; message++) {
      if (bot) this.#bot.push(at);
      if (!isPrivate && group) times.push(at);
    }
    if (isPrivate && single) {
      this.#buckets.set(chat, Math.max(at, this.#buckets.get(chat) ?? 0) + messages * single.per / single.messages);
    }
  }

  #check(
    times: number[],
    { messages: most, per }: WindowLimit,
    { at, chat, limit, messages }: Arrival & { limit: "bot" | "group"; messages: number },
  ): void {
    let old = 0;
    while (old < times.length && times[old] <= at - per) old++;
    if (old > 0) times.splice(0, old);
    const over = times.length + messages - most;
    if (over <= 0) return;
    this.#refuse({ at, chat, limit, wait: (times[over - 1] ?? at) + per - at });
  }

  #checkBucket(chat: number, at: number, messages: number, { messages: most, per, burst }: {
    messages: number;
    per: number;
    burst: number;
  }): void {
    const full = Math.max(at, this.#buckets.get(chat) ?? 0) + messages * per / most;
    const wait = full - at - Math.max(burst, messages) * per / most;
    // Sums of fractions of milliseconds are not exact.
    if (wait > 0.001) this.#refuse({ at, chat, limit: "private", wait });
  }

  #refuse({ at, chat, limit, wait }: Arrival & { limit: Violation["limit"]; wait: number }): never {
    const retryAfter = Math.max(1, Math.ceil(wait / 1_000));
    this.violations.push({ at, chat, limit, retryAfter });
    throw tooManyRequests(retryAfter);
  }

  /** The most messages that arrived in any window of so many milliseconds, refused ones too: of a chat, or of all. */
  peak(per = 1_000, chat?: number): number {
    const times = this.#arrivals.filter((arrival) => chat === undefined || arrival.chat === chat).map(({ at }) => at);
    let most = 0;
    for (let first = 0, last = 0; last < times.length; last++) {
      while (times[first] <= times[last] - per) first++;
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  /** Forgets what arrived and what was refused; limits go on counting. */
  forget(): void {
    this.#arrivals.length = 0;
    this.violations.length = 0;
  }
}
