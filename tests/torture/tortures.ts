/** All tortures, in the order in which `deno task torture all` runs them. What each needs is read when it is run. */
import type { Torture } from "./torture.ts";

/** The one that runs when none is named. */
export const usualTorture = "crash";

export const tortures: Readonly<Record<string, Torture>> = {
  plugins: {
    promise: "a plugin that misbehaves is named, hurts nobody else, and leaves nothing behind",
    counts: "loads",
    long: 1_000,
    run: async (options) => (await import("./plugins/plugins.ts")).torturePlugins(options),
  },
};

/** The same tests on others as well, by `--peers`. */
export const comparisons: Readonly<Record<string, Torture>> = {};
