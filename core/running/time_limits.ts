import type { Clock } from "../clock.ts";
import type { Deadlines } from "../tasks/deadlines.ts";
import { Roster } from "./roster.ts";

/** Something whose time is limited. */
export interface Limited {
  /** Its place among those that have just begun. */
  begun: number;
  /** Sets its clock going, unless it has ended. */
  startClock(): void;
}

/**
 * Starts the clocks of handlers at the end of the turn of the event loop in which they began: nearly all have ended by then, and have
 * cost neither a look at the time nor a deadline.
 */
export class TimeLimits {
  readonly #begun = new Roster<"begun", Limited>("begun");
  #armed = false;

  constructor(readonly clock: Clock, readonly deadlines: Deadlines) {}

  /** Limits the time of what has just begun. */
  add(limited: Limited): void {
    this.#begun.add(limited);
    if (this.#armed) return;
    this.#armed = true;
    this.deadlines.at(this.clock.monotonic(), this);
  }

  /** It has ended. */
  remove(limited: Limited): void {
    this.#begun.remove(limited);
  }

  /** The turn has ended. */
  expire(): void {
    this.#armed = false;
    for (const limited of this.#begun.take()) limited.startClock();
  }
}
