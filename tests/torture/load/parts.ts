/** The parts of the load, by what they load. `count` is the number of users, which everything else goes by. */
import type { Torture } from "../torture.ts";
import { drain } from "./drain.ts";
import { fairness } from "./fairness.ts";
import { openBatches } from "./open_batches.ts";
import { hour } from "./hour.ts";
import { restart } from "./restart.ts";

type Part = Torture["run"];

export const parts = {
  drain: ({ count, seed, say }) => drain({ events: count * 100, seed, say }),
  fairness: ({ count, seed }) => fairness({ flood: count * 2, quiet: 100, minutes: 10, total: count, seed }),
  openBatches: ({ count, say }) => openBatches({ batches: count * 10, say }),
  restart: ({ count }) => restart({ flood: count * 10, quiet: 100 }),
  hour: (options) => hour({ ...options, users: options.count }),
} satisfies Record<string, Part>;

/** Whether there is a part of this name. */
export function isPart(name: string): name is keyof typeof parts {
  return Object.hasOwn(parts, name);
}
