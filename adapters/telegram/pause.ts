import type { Clock } from "../../core/mod.ts";

/** Resolves after so many milliseconds, or as soon as the signal is aborted. */
export async function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.setTimer(milliseconds, resolve);
  const onAbort = () => resolve();
  signal.addEventListener("abort", onAbort);
  await promise;
  signal.removeEventListener("abort", onAbort);
  cancel();
}
