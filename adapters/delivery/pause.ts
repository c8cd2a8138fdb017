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
