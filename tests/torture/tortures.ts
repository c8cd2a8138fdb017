/** All tortures, in the order in which `deno task torture all` runs them. What each needs is read when it is run. */
import type { Torture } from "./torture.ts";

/** The one that runs when none is named. */
export const usualTorture = "crash";

export const tortures: Readonly<Record<string, Torture>> = {
  power: {
    promise: "what was told is on the disk when the power goes",
    counts: "cuts",
    long: 500,
    run: async (options) => (await import("./power/power.ts")).cutPower(options),
  },
  disk: {
    promise:
      "whatever is wrong with the disk and with what lies on it, nothing is lost or doubled, and all goes on by itself",
    counts: "rounds",
    long: 140,
    run: async (options) => (await import("./disk/trouble.ts")).troubleDisk(options),
  },
};

/** The same tests on others as well, by `--peers`. */
export const comparisons: Readonly<Record<string, Torture>> = {};
