/** Waits for something no longer than it may take. */
import type { Clock, Deadlines } from "@portico/bot";

/** How long to wait. */
export interface TimeLimit {
  /** How long it may take. */
  readonly milliseconds: number;
  /** Ends it before its time. */
  readonly signal: AbortSignal;
  /** Whose time it is. */
  readonly clock: Clock;
  /** By which it is ended. */
  readonly deadlines: Deadlines;
  /** Milliseconds in which what was told to end may still do so; none by default. */
  readonly grace?: number;
}

/** It did not end in its time, nor in the grace behind it: what it does may go on. */
export class TimeIsUp extends Error {
  /** The class's name. */
  override readonly name = "TimeIsUp";
}

/**
 * Resolves as `run` does. When its time is up, or `signal` is aborted, the signal it was given is aborted too, and what has not ended after the grace is
 * waited for no longer.
 *
 * @throws {TimeIsUp}
 */
export async function withinTime<T>(run: (signal: AbortSignal) => Promise<T>, limit: TimeLimit): Promise<T> {
  const { milliseconds, signal, clock, deadlines, grace = 0 } = limit;
  const controller = new AbortController();
  const { promise: given, reject } = Promise.withResolvers<never>();
  const end = (reason: unknown) => {
    if (controller.signal.aborted) return;
    controller.abort(reason);
    deadline.cancel();
    deadline = deadlines.at(clock.monotonic() + grace, () => reject(new TimeIsUp("It did not end in time.")));
  };
  const abort = () => end(signal.reason);
  let deadline = deadlines.at(clock.monotonic() + milliseconds, () => end(new TimeIsUp("Its time is up.")));
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    const work = run(controller.signal);
    work.catch(() => {}); // what ends too late is of no interest
    return await Promise.race([work, given]);
  } finally {
    deadline.cancel();
    signal.removeEventListener("abort", abort);
  }
}
