/** Longest first delay and longest of all, in milliseconds. */
const FIRST = 1_000;
const LONGEST = 60_000;

/** Delays with full jitter that double with each failure in a row, so that many bots don't come back at the same moment after an outage. */
export class Backoff {
  #failures = 0;

  /** @param random from 0 up to, but not including, 1: spreads the delays. */
  constructor(private readonly random: () => number) {}

  /** Milliseconds to wait after one more failure. */
  next(): number {
    const ceiling = Math.min(LONGEST, FIRST * 2 ** this.#failures);
    if (ceiling < LONGEST) this.#failures++;
    return Math.round(this.random() * ceiling);
  }

  /** It works again: the next failure is a first one. */
  reset(): void {
    this.#failures = 0;
  }
}
