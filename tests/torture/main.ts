/**
 * `deno task torture [names…] [--<what it counts> N] [--seed N] [--peers] [--json]`: tries to break the promises, in the long form.
 * Without a name it is `crash`, and `all` is all of them. Every run prints its seed, with which the same choices are made again. `--peers`
 * puts others through the same, where they promise the same. Ends with code 1 when a promise did not hold.
 */
import { parseArgs } from "node:util";
import { lines } from "./report.ts";
import { type Figure, holds, type Torture } from "./torture.ts";
import { comparisons, tortures, usualTorture } from "./tortures.ts";
import { versions } from "./peers/versions.ts";

/** What one torture came to. */
interface Outcome {
  readonly name: string;
  readonly seed: number;
  readonly counts: string;
  readonly count: number;
  readonly seconds: number;
  readonly figures: readonly Figure[];
}

function refuse(message: string): never {
  console.error(message);
  Deno.exit(2);
}

/** The flags: what any of them counts is a flag. */
function readFlags() {
  const everything = [...Object.values(tortures), ...Object.values(comparisons)];
  const counts = Object.fromEntries(everything.map(({ counts }) => [counts, { type: "string" } as const]));
  const options = {
    ...counts,
    seed: { type: "string" },
    peers: { type: "boolean" },
    json: { type: "boolean" },
  } as const;
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const { seed, peers = false, json = false, ...given } = values;
    return { seed, peers, json, given: new Map<string, unknown>(Object.entries(given)), names: positionals };
  } catch (error) {
    if (error instanceof TypeError) refuse(error.message); // it says which flag, and what is wrong with it
    throw error;
  }
}

/** A whole number above 0 from a flag, or what holds without one. */
function numberOf(flag: string, value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1) {
    refuse(`--${flag} takes a whole number above 0, as in --${flag} 100.`);
  }
  return number;
}

/** Those that were named, by their names. */
function chosenOf(
  names: readonly string[],
  all: Readonly<Record<string, Torture>>,
  usual: string,
): [string, Torture][] {
  const asked = names.length > 0 ? names : [usual];
  if (asked.includes("all")) return Object.entries(all);
  const unknown = asked.filter((name) => !Object.hasOwn(all, name));
  if (unknown.length > 0) {
    refuse(`There is no torture ${unknown.join(", ")}. There are: ${Object.keys(all).join(", ")}, and all.`);
  }
  return asked.map((name) => [name, all[name]]);
}

const flags = readFlags();
const chosen = flags.peers ? chosenOf(flags.names, comparisons, "all") : chosenOf(flags.names, tortures, usualTorture);
if (flags.peers) console.error(`beside ${(await versions()).join(", ")}`);
const outcomes: Outcome[] = [];
for (const [name, { promise, counts, long, run }] of chosen) {
  const count = numberOf(counts, flags.given.get(counts), long);
  const seed = numberOf("seed", flags.seed, 1 + Math.floor(Math.random() * 999_999));
  console.error(`${name}: ${promise}\n  --${counts} ${count} --seed ${seed}`);
  const began = performance.now();
  const figures = await run({ count, seed, say: (line) => console.error(`  ${line}`) });
  const seconds = Math.round((performance.now() - began) / 1_000);
  outcomes.push({ name, seed, counts, count, seconds, figures });
  if (!flags.json) console.log(`${name} --${counts} ${count} --seed ${seed} (${seconds} s)\n${lines(figures)}\n`);
}
if (flags.json) console.log(JSON.stringify(outcomes));
Deno.exit(outcomes.every(({ figures }) => figures.every(holds)) ? 0 : 1);
