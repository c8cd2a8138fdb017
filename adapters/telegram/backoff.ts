/** How long to wait after each failure in a row. */
export interface BackoffOptions {
  /** From 0 up to, but not including, 1: spreads the delays. */
  readonly random: () => number;
  /** Longest first delay, in milliseconds; 1 s by default. It doubles with each failure. */
  readonly first?: number;
  /** Longest delay of all, in milliseconds; 60 s by default. */
  readonly longest?: number;
}

/** Delays with full jitter, so that many bots don't come back at the same moment after an outage. */
export class Backoff {
  #failures = 0;

  constructor(private readonly options: BackoffOptions) {}

  /** Milliseconds to wait after one more failure. */
  next(): number {
    const { random, first = 1_000, longest = 60_000 } = this.options;
    const ceiling = Math.min(longest, first * 2 ** this.#failures);
    if (ceiling < longest) this.#failures++;
    return Math.round(random() * ceiling);
  }

  /** It works again: the next failure is a first one. */
  reset(): void {
    this.#failures = 0;
  }
}
