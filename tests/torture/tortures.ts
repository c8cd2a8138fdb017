/** All tortures, in the order in which `deno task torture all` runs them. What each needs is read when it is run. */
import type { Torture } from "./torture.ts";

/** The one that runs when none is named. */
export const usualTorture = "crash";

export const tortures: Readonly<Record<string, Torture>> = {
  load: {
    promise:
      "very many people, open batches and pending events: nothing is lost or grows, and who floods delays nobody else",
    counts: "users",
    long: 10_000,
    run: async (options) => (await import("./load/load.ts")).load(options),
  },
};

/** The same tests on others as well, by `--peers`. */
export const comparisons: Readonly<Record<string, Torture>> = {};
