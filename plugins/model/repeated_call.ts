/** The one place that tries a call to a model again. */
import { abortable } from "@std/async/abortable";
import type { Clock } from "@portico/bot";
import { type CallFailure, failureOf } from "./call_failure.ts";

/** How calls are tried again. */
export interface Persistence {
  readonly clock: Clock;
  /** Tries at most. */
  readonly attempts: number;
  /** Milliseconds: what asks for a longer wait is given up at once. */
  readonly longestWait: number;
  /** Between 0 and 1. */
  readonly random: () => number;
}

/** Longest delay before the second try, in milliseconds; it doubles with each. */
const FIRST_DELAY = 1_000;

/**
 * Makes a call, again where that repeats nothing: after as long as the endpoint asks for, else after a random time out of one that doubles, so that
 * many do not come back at once.
 *
 * @throws {ModelError} why the last try failed; and the signal's reason, at once, when it is aborted.
 */
export async function repeated<T>(
  call: () => PromiseLike<T>,
  { clock, attempts, longestWait, random }: Persistence,
  signal: AbortSignal | undefined,
  onRetry: (failure: CallFailure) => void,
): Promise<T> {
  for (let attempt = 1;; attempt++) {
    signal?.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      const failure = failureOf(error, clock.now());
      const { repeatable, wait } = failure;
      if (!repeatable || attempt >= attempts || (wait !== undefined && wait > longestWait)) throw failure.error;
      onRetry(failure);
      const jitter = random() * FIRST_DELAY * 2 ** (attempt - 1);
      await pause(clock, wait === undefined ? jitter : wait + random() * FIRST_DELAY, signal);
    }
  }
}

async function pause(clock: Clock, milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.setTimer(milliseconds, resolve);
  try {
    await (signal === undefined ? promise : abortable(promise, signal));
  } finally {
    cancel();
  }
}
