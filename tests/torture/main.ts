/**
 * `deno task torture NAME… [--<what it counts> N] [--seed N] [--peers] [--json]`: tries to break the promises, in the long form. Without
 * arguments it tells what there is. Every run prints its seed, with which the same choices are made again. Ends with code 1 when a promise did not hold.
 */
import { help } from "./help.ts";
import { versions } from "./peers/versions.ts";
import { lines } from "./report.ts";
import { type Job, readRequest, RequestError } from "./request.ts";
import { type Figure, holds } from "./torture.ts";
import { comparisons, tortures } from "./tortures.ts";

const catalogue = { tortures, comparisons };

/** What one torture came to. */
interface Outcome {
  readonly name: string;
  readonly seed: number;
  readonly counts: string;
  readonly count: number;
  readonly seconds: number;
  readonly figures: readonly Figure[];
}

function readArguments() {
  try {
    return readRequest(Deno.args, catalogue);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
}

async function run({ name, torture: { promise, counts, run }, count }: Job, seed: number): Promise<Outcome> {
  console.error(`${name}: ${promise}\n  --${counts} ${count} --seed ${seed}`);
  const began = performance.now();
  const figures = await run({ count, seed, say: (line) => console.error(`  ${line}`) });
  const seconds = Math.round((performance.now() - began) / 1_000);
  return { name, seed, counts, count, seconds, figures };
}

const asked = readArguments();
if (asked === "help") {
  console.log(help(catalogue));
  Deno.exit(0);
}
if (asked.peers) console.error(`beside ${(await versions()).join(", ")}`);
const outcomes: Outcome[] = [];
for (const job of asked.jobs) {
  const outcome = await run(job, asked.seed ?? 1 + Math.floor(Math.random() * 999_999));
  const { name, seed, counts, count, seconds, figures } = outcome;
  outcomes.push(outcome);
  if (!asked.json) console.log(`${name} --${counts} ${count} --seed ${seed} (${seconds} s)\n${lines(figures)}\n`);
}
if (asked.json) console.log(JSON.stringify(outcomes));
Deno.exit(outcomes.every(({ figures }) => figures.every(holds)) ? 0 : 1);
