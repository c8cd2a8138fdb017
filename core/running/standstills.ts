/** Units that can't go on until something has passed that is no fault of theirs, such as a full disk. */
import type { Clock } from "../clock.ts";
import type { Deadline, Deadlines } from "../tasks/deadlines.ts";
import { PorticoError, StoreError } from "../errors.ts";

/** Milliseconds before the first try, which double from try to try, and at most. */
const FIRST = 1_000;
const LONGEST = 30_000;

interface Standstill {
  readonly over: PromiseWithResolvers<boolean>;
  tries: number;
  /** Of the next try; `undefined` while one is under way. */
  next: Deadline | undefined;
}

/** Has them tried again, ever more seldom, until they have come to their end. */
export class Standstills {
  readonly #standing = new Map<string, Standstill>();
  #closed = false;

  constructor(private readonly clock: Pick<Clock, "monotonic">, private readonly deadlines: Pick<Deadlines, "at">) {}

  /** Whether this unit has stood still and has not come to its end since. */
  has(unit: string): boolean {
    return this.#standing.has(unit);
  }

  /** Calls `again` later. Resolves with true when the unit has come to its end, with false when nobody waits any more. */
  hold(unit: string, again: () => void): Promise<boolean> {
    const standstill = this.#standing.getOrInsertComputed(unit, () => {
      return { over: Promise.withResolvers<boolean>(), tries: 0, next: undefined };
    });
    if (this.#closed) this.#leave(unit, false);
    else {
      const delay = Math.min(LONGEST, FIRST * 2 ** standstill.tries++);
      standstill.next = this.deadlines.at(this.clock.monotonic() + delay, () => {
        standstill.next = undefined;
        again();
      });
    }
    return standstill.over.promise;
  }

  /** The unit has come to its end, whether it stood still or not. */
  end(unit: string): void {
    if (this.#standing.size > 0) this.#leave(unit, true);
  }

  /** The program ends: nothing is tried any more but what is being tried now. */
  close(): void {
    this.#closed = true;
    for (const [unit, { next }] of this.#standing) if (next !== undefined) this.#leave(unit, false);
  }

  #leave(unit: string, isEnded: boolean): void {
    const standstill = this.#standing.get(unit);
    this.#standing.delete(unit);
    standstill?.next?.cancel();
    standstill?.over.resolve(isEnded);
  }
}

/** Whether an error, or what has caused it, is nobody's fault and passes. */
export function isPassing(error: unknown): boolean {
  return isCausedBy(error, (cause) => cause instanceof PorticoError && cause.isPassing);
}

/** Whether an error, or what has caused it, is that the store has ended: the program does as well, and that is told once for all that fails by it. */
export function hasEnded(error: unknown): boolean {
  return isCausedBy(error, (cause) => cause instanceof StoreError && cause.code === "ended");
}

function isCausedBy(error: unknown, fits: (cause: Error) => boolean): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (fits(cause)) return true;
  return false;
}
