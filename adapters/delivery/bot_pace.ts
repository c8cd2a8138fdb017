import type { DeliveryRate } from "../../core/mod.ts";
import type { Flow, Ticket } from "./gate_chat.ts";
import { Pause } from "./pause.ts";
import { SlidingWindow } from "./sliding_window.ts";

/** So many are sent off without waiting for answers or time: more would all run into a pause of which nobody has heard yet. */
const AHEAD = 2;

/** Over what part of a window broadcasts are spread while nobody is answered: the rest is how much sooner they are done. */
const SPREAD = 0.4;

/** For how many windows after an answer broadcasts leave room for the next one. */
const ATTENTION = 10;

/**
 * How fast the whole bot goes.
 *
 * The window alone would let all its places go at once and then nobody for the rest of it. So operations keep a distance when `AHEAD` of them are on
 * their way already, which costs nothing of the rate and, when the platform pauses the bot, few run into the pause. And broadcasts keep a distance
 * in any case: places come free at the distance at which they were taken, so that an answer finds one soon. While people are answered they are
 * spread over the whole window, which costs a long broadcast once half a window.
 */
export class BotPace {
  /** What the platform has paused for the whole bot. */
  readonly pause: Pause = new Pause();
  readonly #window: SlidingWindow | undefined;
  /** Milliseconds between two operations at the rate. */
  readonly #distance: number;
  #underWay = 0;
  #departedAt = -Infinity;
  #broadcastAt = -Infinity;
  #attentionUntil = -Infinity;

  constructor(private readonly rate: DeliveryRate | undefined, guard: number) {
    this.#window = rate && new SlidingWindow(rate, guard);
    this.#distance = rate ? rate.window / rate.limit : 0;
  }

  /** Somebody is answered. */
  noticePerson(now: number): void {
    if (this.rate) this.#attentionUntil = now + ATTENTION * this.rate.window;
  }

  get #broadcastDistance(): number {
    return this.#distance * (this.#broadcastAt < this.#attentionUntil ? 1 : SPREAD);
  }

  /** When the next of this flow may go; infinite while an operation tries whether a pause is over. */
  freeAt(flow: Flow): number {
    const paused = this.pause.freeAt;
    if (flow === "passing" || this.#window === undefined) return paused;
    const ahead = this.#underWay < AHEAD ? -Infinity : this.#departedAt + this.#distance;
    const freeAt = Math.max(paused, this.#window.freeAt, ahead);
    return flow === "interactive" ? freeAt : Math.max(freeAt, this.#broadcastAt + this.#broadcastDistance);
  }

  /** Something goes. */
  begin(ticket: Ticket, now: number): void {
    this.pause.begin(ticket);
    if (ticket.flow === "passing" || this.#window === undefined) return;
    this.#underWay++;
    this.#departedAt = now;
    // By when it was due, not by when the timer came: late timers must not add up.
    if (ticket.flow === "broadcast") {
      const distance = this.#broadcastDistance;
      this.#broadcastAt = Math.max(this.#broadcastAt + distance, now - distance);
    }
    ticket.places.push({ window: this.#window, place: this.#window.take(now) });
  }

  /** Something has ended. */
  end(ticket: Ticket, passed: boolean, now: number): void {
    this.pause.end(ticket, passed, now);
    if (ticket.flow !== "passing" && this.#window !== undefined) this.#underWay--;
  }
}
