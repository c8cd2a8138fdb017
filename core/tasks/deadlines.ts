/** Any number of deadlines on one timer. */
import type { CancelTimer, Clock } from "../clock.ts";
import { DeadlineHeap, type DeadlineTarget, HeapDeadline } from "./deadline_heap.ts";
import { logger } from "../logs/log.ts";

export type { DeadlineTarget } from "./deadline_heap.ts";

/** One deadline that has not passed yet. */
export interface Deadline {
  /**
   * Moves it to a time of the clock's monotonic milliseconds. To a later time this costs nothing until the earlier one has
   * come. Does nothing once it has fired or was cancelled.
   *
   * @throws {RangeError} when `at` is not a number.
   */
  move(at: number): void;
  /** Takes it back, at once; calling it twice, or after it has fired, is fine. */
  cancel(): void;
}

/** How long one round of deadlines may keep the event loop to itself, in milliseconds; the rest goes on in the next. */
const roundLimit = 10;

/** Deadlines looked at between two looks at the clock. */
const stride = 64;

/**
 * Any number of deadlines for one live timer of the clock. Times are the clock's monotonic milliseconds. A deadline never
 * fires early; those due at different times fire in their order, and a round of very many yields to the event loop.
 *
 * @example
 * ```ts
 * import { Deadlines, SystemClock } from "@portico/bot";
 *
 * const clock = new SystemClock();
 * const deadlines = new Deadlines(clock);
 * const deadline = deadlines.at(clock.monotonic() + 5_000, () => console.log("five quiet seconds"));
 * deadline.move(clock.monotonic() + 5_000);
 * deadlines.stop();
 * ```
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #heap: DeadlineHeap = new DeadlineHeap(() => this.#arm());
  readonly #log = logger("deadlines");
  #cancelTimer: CancelTimer | undefined;
  /** The time the timer is set for: never later than the earliest deadline, except during a round. */
  #armedFor = Infinity;
  #inRound = false;
  #stopped = false;

  /**
   * Makes one with no deadline yet.
   *
   * @param clock whose monotonic time the deadlines go by, and which gives them their timer.
   */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many deadlines are waiting. */
  get size(): number {
    return this.#heap.size;
  }

  /**
   * Calls `target` once, when the monotonic clock has reached `at`: soon but never at once when that is past, never when it
   * is infinite. What it throws is logged and hurts no other. After `stop` it is never called.
   *
   * @throws {RangeError} when `at` is not a number.
   */
  at(at: number, target: DeadlineTarget): Deadline {
    if (Number.isNaN(at)) throw new RangeError("A deadline needs a time in milliseconds, not NaN");
    return this.#stopped ? new HeapDeadline(this.#heap, target) : this.#heap.add(at, target);
  }

  /** Forgets every deadline and the timer, for good: nothing fires any more. */
  stop(): void {
    this.#stopped = true;
    this.#heap.clear();
  }

  /** Sees to it that the timer comes no later than the earliest deadline. One that comes too early looks again and sets itself. */
  #arm(): void {
    if (this.#inRound) return;
    const earliest = this.#heap.earliest;
    if (earliest >= this.#armedFor && earliest !== Infinity) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#armedFor = earliest;
    if (earliest === Infinity) return;
    const delay = Math.max(0, earliest - this.#clock.monotonic());
    this.#cancelTimer = this.#clock.setTimer(delay, () => this.#round());
  }

  #round(): void {
    this.#cancelTimer = undefined;
    this.#armedFor = Infinity;
    const begun = this.#clock.monotonic();
    // At most as many as were there: one that sets itself again for now waits for the next round, as with a timer.
    let left = this.#heap.size;
    this.#inRound = true;
    for (let looks = 1; left > 0 && this.#heap.earliest <= begun; looks++) {
      const due = this.#heap.settleTop(begun);
      if (due !== undefined) {
        left--;
        const target = due.target;
        this.#heap.remove(due);
        if (target !== undefined) this.#fire(target);
      }
      if (looks % stride === 0 && this.#clock.monotonic() - begun > roundLimit) break;
    }
    this.#inRound = false;
    this.#arm();
  }

  #fire(target: DeadlineTarget): void {
    try {
      if (typeof target === "function") target();
      else target.expire();
    } catch (error) {
      this.#log.error("A deadline's callback failed: {error}", { error });
    }
  }
}
