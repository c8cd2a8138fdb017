import type { Clock } from "../../core/mod.ts";

/**
 * Telegram asks to wait in the same words whether a chat or the whole bot was too fast. A first chat that is asked to wait is taken for itself, so
 * that one busy group holds up nobody; when a second one is asked while the first still has to wait, it is about the bot.
 */
export class FloodScope {
  /** Until when each chat has to wait, in monotonic milliseconds. */
  readonly #waiting = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** What a request to wait is about. @param chat of the refused call. @param wait milliseconds. */
  of(chat: string, wait: number): "chat" | "bot" {
    const now = this.clock.monotonic();
    for (const [other, until] of this.#waiting) if (until <= now) this.#waiting.delete(other);
    const isAlone = this.#waiting.size === 0 || (this.#waiting.size === 1 && this.#waiting.has(chat));
    this.#waiting.set(chat, now + wait);
    return isAlone ? "chat" : "bot";
  }
}
