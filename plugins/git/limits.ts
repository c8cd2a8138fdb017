/** When work is to end. */
import type { Clock } from "@portico/bot";

/** A signal, and how to have done with it. */
export interface Limit {
  readonly signal: AbortSignal;
  readonly cancel: () => void;
}

/** How long commits may go on when everything stops, in milliseconds. */
const GRACE = 2_500;

/** Aborted after so many milliseconds, or when one of the others is. */
export function limitTime(clock: Pick<Clock, "setTimer">, longest: number, ...others: readonly AbortSignal[]): Limit {
  const late = new AbortController();
  const cancel = clock.setTimer(longest, () => late.abort());
  return { signal: AbortSignal.any([late.signal, ...others]), cancel };
}

/** Commits may come to their end for a while when their task is told to stop: aborted only then, when `onLate` is called, too. */
export function stopLater(clock: Pick<Clock, "setTimer">, signal: AbortSignal, onLate: () => void): Limit {
  const stop = new AbortController();
  let cancelTimer = () => {};
  const begin = () => {
    cancelTimer = clock.setTimer(GRACE, () => {
      stop.abort(signal.reason);
      onLate();
    });
  };
  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true });
  return {
    signal: stop.signal,
    cancel: () => {
      signal.removeEventListener("abort", begin);
      cancelTimer();
    },
  };
}
