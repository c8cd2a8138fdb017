/** The same done to us and to others, and figures of it side by side. */
import type { Figure } from "../torture.ts";

/** Who takes part. */
export interface Contestant {
  readonly name: string;
}

/** What a figure of ours is held to. */
export type Bounds = Pick<Figure, "most" | "least" | "unit">;

/** What everybody came to. */
export interface Comparison<Outcome> {
  /** One figure: ours with its bounds, and the others'. */
  readonly figure: (what: string, read: (outcome: Outcome) => number, bounds?: Bounds) => Figure;
}

/** Does something to the first of them, which is ours, then to the others side by side. */
export async function compare<C extends Contestant, Outcome>(
  [ours, ...others]: readonly C[],
  run: (contestant: C) => Promise<Outcome>,
): Promise<Comparison<Outcome>> {
  const outcome = await run(ours);
  const theirs = await Promise.all(others.map(async (other) => ({ name: other.name, outcome: await run(other) })));
  return {
    figure: (what, read, bounds = {}) => ({
      what,
      value: read(outcome),
      ...bounds,
      peers: theirs.map(({ name, outcome }) => ({ name, value: read(outcome) })),
    }),
  };
}
