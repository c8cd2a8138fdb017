/** How much newer notes are preferred. */

/** How much of the score of a passage is how new its note is, and after how long half of that is gone, in milliseconds. */
const FRESHNESS = 0.15;
const HALF_LIFE = 180 * 24 * 60 * 60_000;

/** What the score of a note of this age, in milliseconds, is multiplied with: 1 for one of now. */
export function freshness(age: number): number {
  return 1 - FRESHNESS + FRESHNESS * 2 ** (-(Math.max(0, age) || 0) / HALF_LIFE);
}
