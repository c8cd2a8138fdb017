/** Input: whatever comes in at any door, nothing falls over, nothing gets out of the data folder, and the next message is served. */
import { settle } from "../../support/clock.ts";
import type { Figure, TortureOptions } from "../torture.ts";
import type { InputTarget } from "./target.ts";
import { targets } from "./targets.ts";
import { tryTarget } from "./trial.ts";

/** Feeds these targets, all by default, one after the other. */
export async function tortureInput(
  options: TortureOptions,
  chosen: readonly InputTarget[] = targets,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const target of chosen) {
    using stray = new StrayRejections();
    const { runs, failures, slowest } = await tryTarget(target, options);
    await settle();
    for (const reason of stray.reasons) options.say(`${target.name}: nobody handles a rejection: ${reason}`);
    figures.push({ what: `${target.name}, inputs`, value: runs });
    figures.push({ what: `${target.name}, slowest input`, value: Math.round(slowest), unit: "ms" });
    figures.push({ what: `${target.name}, failures`, value: failures + stray.reasons.length, most: 0 });
    options.say(`${target.name}: ${runs} inputs`);
  }
  return figures;
}

/** Rejections that nobody handles, while it is there. */
class StrayRejections implements Disposable {
  readonly reasons: unknown[] = [];
  readonly #hear = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    this.reasons.push(event.reason);
  };

  constructor() {
    globalThis.addEventListener("unhandledrejection", this.#hear);
  }

  [Symbol.dispose](): void {
    globalThis.removeEventListener("unhandledrejection", this.#hear);
  }
}
