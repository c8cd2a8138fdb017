/** The parts of the load, by what they load. `count` is the number of users, which everything else goes by. */
import type { Torture } from "../torture.ts";
import { drain } from "./drain.ts";
import { fairness, realFairness } from "./fairness.ts";
import { hour } from "./hour.ts";
import { openBatches } from "./open_batches.ts";
import { restart } from "./restart.ts";

type Part = Torture["run"];

/** People beside one who floods. */
const QUIET = 100;

export const parts = {
  hour: (options) => hour({ ...options, users: options.count }),
  openBatches: ({ count, say }) => openBatches({ batches: count * 10, say }),
  drain: ({ count, seed, say }) => drain({ events: count * 100, seed, say }),
  restart: ({ count }) => restart({ flood: count * 10, quiet: QUIET, total: count }),
  fairness: async ({ count, seed }) => {
    const options = { flood: count * 2, quiet: QUIET, total: count, seed };
    return [
      ...await fairness({ ...options, rounds: 10, round: 60_000, work: 1_000 }),
      ...await realFairness({ ...options, rounds: 10, round: 6_000, work: 100 }),
    ];
  },
} satisfies Record<string, Part>;

/** Whether there is a part of this name. */
export function isPart(name: string): name is keyof typeof parts {
  return Object.hasOwn(parts, name);
}
