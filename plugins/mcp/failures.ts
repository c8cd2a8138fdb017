import type { Clock } from "@portico/bot";
import type { ServerProblem } from "./server_problem.ts";

/** Failures in a row, of which nothing has come right since. */
export interface Failure {
  /** Wall time of the first, in milliseconds. */
  readonly since: number;
  /** The last. */
  readonly problem: ServerProblem;
}

/** After a failure nobody tries again so soon, in milliseconds; twice as long after each further one, up to the longest. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 300_000;

/** Remembers how a server fails, and for how long it is left alone. */
export class Failures {
  #last: Failure | undefined;
  #count = 0;
  /** In monotonic milliseconds. */
  #retryAt = 0;

  constructor(private readonly clock: Clock) {}

  /** The last one, since which nothing has come right. */
  get last(): Failure | undefined {
    return this.#last;
  }

  /** Why nobody is to try now; `undefined` when somebody may. */
  get pause(): ServerProblem | undefined {
    return this.clock.monotonic() < this.#retryAt ? this.#last?.problem : undefined;
  }

  /** Counts one. */
  add(problem: ServerProblem): void {
    this.#count++;
    // What was refused costs nothing to look at again, and may have been put right.
    const pause = problem.isRefusal ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#count - 1));
    this.#retryAt = this.clock.monotonic() + pause;
    this.#last = { since: this.#last?.since ?? this.clock.now(), problem };
  }

  /** All is well, or may be. */
  forgive(): void {
    this.#last = undefined;
    this.#count = 0;
    this.#retryAt = 0;
  }
}
