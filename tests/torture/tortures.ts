/** All tortures, in the order in which `deno task torture all` runs them. What each needs is read when it is run. */
import type { Torture } from "./torture.ts";

/** The one that runs when none is named. */
export const usualTorture = "crash";

export const tortures: Readonly<Record<string, Torture>> = {
  time: {
    promise: "whatever the clock does, nothing is lost, stuck, doubled or too fast",
    counts: "rounds",
    long: 100,
    run: async (options) => await (await import("./time/time.ts")).tortureTime(options),
  },
  network: {
    promise:
      "whatever the network and the platform do, nothing is lost, doubled, untold or too fast, and memory is bounded",
    counts: "rounds",
    long: 100,
    run: async (options) => await (await import("./network/network.ts")).tortureNetwork(options),
  },
};

/** The same tests on others as well, by `--peers`. */
export const comparisons: Readonly<Record<string, Torture>> = {};
