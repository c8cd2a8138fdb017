/** All tortures, in the order in which `deno task torture all` runs them. What each needs is read when it is run. */
import type { Torture } from "./torture.ts";

/** The one that runs when none is named. */
export const usualTorture = "crash";

export const tortures: Readonly<Record<string, Torture>> = {
  input: {
    promise:
      "whatever comes in at any door, nothing falls over or gets out of the data folder, and the next message is served",
    counts: "runs",
    long: 20_000,
    run: async (options) => (await import("./input/input.ts")).tortureInput(options),
  },
};

/** The same tests on others as well, by `--peers`. */
export const comparisons: Readonly<Record<string, Torture>> = {};
