/** Feeds one target: what is kept of it first, then what chance makes. */
import fc from "fast-check";
import { messageOf } from "../../../core/mod.ts";
import type { TortureOptions } from "../torture.ts";
import { lineOf, readCorpus } from "./corpus.ts";
import type { InputTarget, OpenTarget } from "./target.ts";

/** How a target has stood it. */
export interface Outcome {
  readonly runs: number;
  readonly failures: number;
  /** What the slowest input took, in milliseconds: told, and no promise. */
  readonly slowest: number;
}

/** Feeds a target from its corpus and then so many times by chance; says what did harm, and how to make it again. */
export async function tryTarget(target: InputTarget, { count, seed, say }: TortureOptions): Promise<Outcome> {
  await using open = await target.open();
  let runs = 0;
  let failures = 0;
  let slowest = 0;
  const fed = async (input: unknown) => {
    runs++;
    const began = performance.now();
    const failure = await failureOf(open, input);
    slowest = Math.max(slowest, performance.now() - began);
    return failure;
  };
  for (const { place, input } of await readCorpus(target.name)) {
    const failure = await fed(input);
    if (failure === undefined) continue;
    failures++;
    say(`${target.name}: ${place} fails: ${failure}`);
  }
  const property = fc.asyncProperty(target.inputs, async (input) => {
    const failure = await fed(input);
    if (failure !== undefined) throw new Error(failure);
  });
  const details = await fc.check(property, { numRuns: Math.max(1, Math.round(count / (target.costs ?? 1))), seed });
  if (details.failed) {
    failures++;
    const [input] = details.counterexample ?? [];
    say(`${target.name}: ${messageOf(details.errorInstance)}`);
    say(`  fast-check: seed ${details.seed}, path ${JSON.stringify(details.counterexamplePath)}`);
    say(`  for corpus/${target.name}.txt: ${lineOf(input)}`);
  }
  return { runs, failures, slowest };
}

async function failureOf(open: OpenTarget, input: unknown): Promise<string | undefined> {
  try {
    await open.feed(input);
    return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : messageOf(error);
  }
}
