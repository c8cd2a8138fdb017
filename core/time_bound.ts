import type { Clock } from "./clock.ts";

/** Waits for something, but not for ever: false when it had not ended after so many milliseconds. Rejects as it does. */
export async function endsWithin(clock: Clock, milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const cancel = clock.setTimer(milliseconds, () => resolve(false));
  try {
    return await Promise.race([work.then(() => true), promise]);
  } finally {
    cancel();
  }
}
