/** All tortures, in the order in which `deno task torture all` runs them. What each needs is read when it is run. */
import type { Torture } from "./torture.ts";

/** The one that runs when none is named. */
export const usualTorture = "crash";

export const tortures: Readonly<Record<string, Torture>> = {};

/** The same tests on others as well, by `--peers`. */
export const comparisons: Readonly<Record<string, Torture>> = {
  crash: {
    promise: "kill -9 at random moments under load: nothing is lost, nothing happens twice",
    counts: "kills",
    long: 30,
    run: async (options) => (await import("./peers/deaths.ts")).crash(options),
  },
  shutdown: {
    promise: "SIGTERM at random moments under load: nothing is lost, nothing happens twice, code 0 by the deadline",
    counts: "stops",
    long: 30,
    run: async (options) => (await import("./peers/deaths.ts")).shutdown(options),
  },
};
