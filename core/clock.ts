import { setImmediate } from "node:timers";
import { outside } from "./watch/plugin_boundary.ts";

/** Cancels a timer; calling it twice is fine. */
export type CancelTimer = () => void;

/**
 * The only place that reads the time. Everything that needs the time is given a clock, so that tests run in virtual time
 * (`TestClock` in `tests/support`). Abstract, so that it is type and DI token in one.
 */
export abstract class Clock {
  /** Wall time in milliseconds since 1970. May jump in both directions; use it for what people see and what is stored. */
  abstract now(): number;
  /** Milliseconds from some fixed moment; never goes back. Use it for durations and deadlines. */
  abstract monotonic(): number;
  /**
   * Calls `fire` once, `delay` milliseconds from now. Delays beyond what the platform's timers can hold (2^31 - 1 ms) are the
   * implementation's business: they fire late never, early never.
   */
  abstract setTimer(delay: number, fire: () => void): CancelTimer;
}

/** Resolves when all that waits by now has had its turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** The longest delay `setTimeout` holds: what is longer by a millisecond overflows its 32 bits and fires at once. */
const longestTimeout = 2 ** 31 - 1;

/** The real time, from the platform. Longer delays than its timers can hold are taken in several steps. */
export class SystemClock extends Clock {
  /** Wall time in milliseconds since 1970. */
  now(): number {
    return Date.now();
  }

  /** Milliseconds since the process began. It may stand still while the machine sleeps. */
  monotonic(): number {
    return performance.now();
  }

  /**
   * Calls `fire` once, `delay` milliseconds from now, never early; one of infinity never.
   *
   * @throws {RangeError} when `delay` is not a number.
   */
  setTimer(delay: number, fire: () => void): CancelTimer {
    if (Number.isNaN(delay)) throw new RangeError("A timer needs a delay in milliseconds, not NaN");
    const due = performance.now() + delay;
    const wake = (): void => {
      const left = due - performance.now();
      // A timeout may come a fraction of a millisecond early by the finer clock, and a long one is only a part of the way.
      if (left > 0) wait(left);
      else fire();
    };
    const wait = (left: number): void => {
      timeout = outside(() => setTimeout(wake, Math.min(longestTimeout, Math.max(0, Math.ceil(left)))));
    };
    let timeout: ReturnType<typeof setTimeout>;
    wait(delay);
    return () => clearTimeout(timeout);
  }
}
