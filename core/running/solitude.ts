import type { Clock } from "../clock.ts";
import type { Deadline, Deadlines } from "../tasks/deadlines.ts";

/** How long everybody else waits at most for all that are to run alone, in milliseconds. */
const LONGEST = 10_000;

/**
 * Lets one run while nothing else begins. A process that dies takes all down that run in it, and blames each of them; one that was alone has
 * only itself to blame. It is bounded: being sure whose fault it was is not worth that slow handlers hold up everybody, so that past the limit
 * those who still want to be alone go on beside the others.
 */
export class Solitude {
  #now: PromiseWithResolvers<void> | undefined;
  #limit: Deadline | undefined;
  /** Those that are alone or want to be. */
  #members = 0;
  #over = false;

  constructor(private readonly clock: Clock, private readonly deadlines: Deadlines) {}

  /** Resolves when the one that is alone now is so no longer; `undefined` when there is none. */
  get over(): Promise<void> | undefined {
    return this.#now?.promise;
  }

  /**
   * Keeps others from beginning, waits until those that run have ended, and resolves with the function that lets the others go on.
   *
   * @param othersEnd resolves when nothing runs.
   */
  async enter(othersEnd: () => Promise<void>): Promise<() => void> {
    this.#members++;
    this.#limit ??= this.deadlines.at(this.clock.monotonic() + LONGEST, () => this.close());
    while (this.#now !== undefined) await this.#now.promise;
    if (this.#over) return () => this.#leave();
    const own = this.#now = Promise.withResolvers<void>();
    await Promise.race([othersEnd(), own.promise]);
    return () => {
      this.#end(own);
      this.#leave();
    };
  }

  /** Nobody is alone any more: all that wait go on at once. */
  close(): void {
    this.#over = this.#members > 0;
    if (this.#now !== undefined) this.#end(this.#now);
  }

  #end(own: PromiseWithResolvers<void>): void {
    if (this.#now === own) this.#now = undefined;
    own.resolve();
  }

  #leave(): void {
    if (--this.#members > 0) return;
    this.#limit?.cancel();
    this.#limit = undefined;
    this.#over = false;
  }
}
