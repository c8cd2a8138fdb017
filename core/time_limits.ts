import type { Clock } from "./clock.ts";
import type { Deadlines } from "./deadlines.ts";

/** Something whose time is limited. */
export interface Limited {
  /** Sets its clock going, unless it has ended. */
  startClock(): void;
}

/**
 * Starts the clocks of handlers at the end of the turn of the event loop in which they began: nearly all have ended by then, and have
 * cost neither a look at the time nor a deadline.
 */
export class TimeLimits {
  #begun: Limited[] = [];

  constructor(readonly clock: Clock, readonly deadlines: Deadlines) {}

  /** Limits the time of what has just begun. */
  add(limited: Limited): void {
    if (this.#begun.push(limited) === 1) this.deadlines.at(this.clock.monotonic(), this);
  }

  /** The turn has ended. */
  expire(): void {
    const begun = this.#begun;
    this.#begun = [];
    for (const limited of begun) limited.startClock();
  }
}
