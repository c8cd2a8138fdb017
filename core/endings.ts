/** What has begun, and has ended or will. */
import type { Clock } from "./clock.ts";

/**
 * The end of what has ended within the call that began it: one promise for all, by which whoever called knows that there is nothing to wait for. For
 * everybody else it is a promise as any other.
 */
export const ENDED: Promise<void> = Promise.resolve();

/**
 * The end of what a plugin's function has returned, whether it is a promise, something like one, or nothing to wait for: then `ENDED`. It resolves with
 * what that resolves with.
 */
export function endOf(result: unknown): Promise<void> {
  if (result instanceof Promise) return result;
  return isThenable(result) ? Promise.resolve(result) : ENDED;
}

function isThenable(value: unknown): value is PromiseLike<void> {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return false;
  return "then" in value && typeof value.then === "function";
}

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

/** Something took longer than it may. It may still end, of which nobody hears. */
export class TookTooLong extends Error {
  constructor(what: string, milliseconds: number) {
    super(`${what} had not ended after ${Math.round(milliseconds) / 1_000} s.`);
  }
}

/** What something comes to, where it does so within so many milliseconds. Rejects as it does. @throws {TookTooLong} */
export async function inTime<T>(clock: Clock, milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  if (!await endsWithin(clock, milliseconds, work)) throw new TookTooLong(what, milliseconds);
  return await work;
}
