/** All tortures, in the order in which `deno task torture all` runs them. What each needs is read when it is run. */
import type { Torture } from "./torture.ts";

/** The one that runs when none is named. */
export const usualTorture = "crash";

export const tortures: Readonly<Record<string, Torture>> = {
  crash: {
    promise: "what is accepted is never lost and its effects happen once, whenever the program is killed",
    counts: "kills",
    long: 1_000,
    run: async (options) => (await import("./crash/crash.ts")).crash(options),
  },
  shutdown: {
    promise: "asked to stop at any moment, it ends by the deadline, and nothing is lost, doubled or missing",
    counts: "stops",
    long: 200,
    run: async (options) => (await import("./shutdown/shutdown.ts")).shutdown(options),
  },
};

/** The same tests on others as well, by `--peers`. */
export const comparisons: Readonly<Record<string, Torture>> = {};
