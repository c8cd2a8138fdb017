import { NotSent, type Operation } from "../../core/mod.ts";
import { describeOperation } from "./addresses.ts";

/**
 * What a platform that asks to wait pauses: one chat, or the whole bot. When the time is over, one operation tries whether it is; the others
 * follow when that has passed.
 */
export class Pause {
  #until: number | undefined;
  #probe: object | undefined;

  /** When something may go, in monotonic milliseconds: in the past where nothing is in the way, infinite while an operation tries. */
  get freeAt(): number {
    if (this.#probe !== undefined) return Infinity;
    return this.#until ?? -Infinity;
  }

  /** Until when the platform has asked to wait; in the past where it has not, or no more. */
  get until(): number {
    return this.#until ?? -Infinity;
  }

  /** Pauses at least until this time; never shortens a pause. */
  extend(until: number): void {
    this.#until = Math.max(until, this.#until ?? -Infinity);
  }

  /** Something goes. After a pause it is the one that tries. Only when `freeAt` has come. */
  begin(operation: object): void {
    if (this.#until !== undefined) this.#probe = operation;
  }

  /** Something has ended. The one that tried lets the others go when the platform took it, or leaves trying to the next one. */
  end(operation: object, passed: boolean, now: number): void {
    if (this.#probe !== operation) return;
    this.#probe = undefined;
    if (passed && this.#until !== undefined && this.#until <= now) this.#until = undefined;
  }
}

/** The platform asks to wait for longer than the program will run: given up at once, and tried no more in this run. */
export class PutOff extends NotSent {}

/** See `PutOff`. */
export function putOff(operation: Operation): PutOff {
  return new PutOff(
    `${describeOperation(operation)} has to wait, as the platform asks, until after the program's end.`,
  );
}

/** Whoever wanted it wants it no more. */
export function givenUp(operation: Operation, signal: AbortSignal): NotSent {
  return new NotSent(`${describeOperation(operation)} was given up while it waited for the platform's rates.`, {
    cause: signal.reason,
  });
}
