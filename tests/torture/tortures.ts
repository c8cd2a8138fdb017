/** All tortures, in the order in which `deno task torture all` runs them. What each needs is read when it is run. */
import type { Torture } from "./torture.ts";

/** The one that runs when none is named. */
export const usualTorture = "crash";

export const tortures: Readonly<Record<string, Torture>> = {
  secrets: {
    promise: "no secret is in a log, a trace, an error, a chat, a file or a request where none has to be",
    counts: "rounds",
    long: 24,
    run: async (options) => (await import("./secrets/secrets.ts")).tortureSecrets(options),
  },
};

/** The same tests on others as well, by `--peers`. */
export const comparisons: Readonly<Record<string, Torture>> = {};
