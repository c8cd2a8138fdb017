/** What is asked for on the command line of `deno task torture`. */
import { parseArgs } from "node:util";
import { nearest } from "../../core/nearest.ts";
import type { Torture } from "./torture.ts";

type Tortures = Readonly<Record<string, Torture>>;

/** All that can be asked for: tries to break our promises, and by `--peers` those which are made on others too. */
export interface Catalogue {
  readonly tortures: Tortures;
  readonly comparisons: Tortures;
}

/** One torture, and how often it is run. */
export interface Job {
  readonly name: string;
  readonly torture: Torture;
  readonly count: number;
}

/** What is to be done: nothing but to tell what there is, or these, one after the other. */
export type Request =
  | "help"
  | { readonly jobs: readonly Job[]; readonly seed?: number; readonly peers: boolean; readonly json: boolean };

/** What was asked for can't be done; the message says what can. */
export class RequestError extends Error {
  override readonly name = "RequestError";
}

const SEE_HELP = "`deno task torture --help` tells what there is.";

/** The words, taken apart. */
interface Words {
  readonly names: readonly string[];
  /** Options with a value, by their names. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly switches: ReadonlySet<string>;
}

/** Finds out what is asked for. @throws {RequestError} it can't be done. */
export function readRequest(args: readonly string[], catalogue: Catalogue): Request {
  const { names, numbers, switches } = wordsOf(args, countsOf(catalogue));
  if (switches.has("help") || args.length === 0) return "help";
  const seed = numbers.get("seed");
  const counts = new Map(numbers.entries().filter(([option]) => option !== "seed"));
  const peers = switches.has("peers");
  const chosen = chosenOf(names, counts, peers, catalogue);
  refuseStrayCounts(counts, chosen);
  const jobs = chosen.map(([name, torture]) => ({ name, torture, count: counts.get(torture.counts) ?? torture.long }));
  return { jobs, ...seed === undefined ? {} : { seed }, peers, json: switches.has("json") };
}

function countsOf({ tortures, comparisons }: Catalogue): Set<string> {
  return new Set([...Object.values(tortures), ...Object.values(comparisons)].map(({ counts }) => counts));
}

function wordsOf(args: readonly string[], counts: ReadonlySet<string>): Words {
  const valued = [...counts, "seed"];
  const { tokens } = parseArgs({
    args: [...args],
    strict: false, // strict refuses in words that are not ours
    tokens: true,
    options: {
      ...Object.fromEntries(valued.map((option) => [option, { type: "string" as const }])),
      peers: { type: "boolean" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  const names: string[] = [];
  const numbers = new Map<string, number>();
  const switches = new Set<string>();
  for (const token of tokens) {
    if (token.kind === "positional") names.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    if (valued.includes(name)) numbers.set(name, numberOf(name, value));
    else if (!["peers", "json", "help"].includes(name)) throw unknownOption(rawName, valued);
    else if (value !== undefined) throw new RequestError(`${rawName} takes no value.`);
    else switches.add(name);
  }
  return { names, numbers, switches };
}

function unknownOption(option: string, valued: readonly string[]): RequestError {
  const [meant] = nearest(option.replace(/^-+/, ""), [...valued, "peers", "json", "help"]);
  return new RequestError(`There is no option ${option}${meant ? `; --${meant}, maybe` : ""}. ${SEE_HELP}`);
}

/** A whole number above 0. */
function numberOf(option: string, value: string | undefined): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new RequestError(`--${option} takes a whole number above 0, as in --${option} 100.`);
}

function chosenOf(
  names: readonly string[],
  counts: ReadonlyMap<string, number>,
  peers: boolean,
  catalogue: Catalogue,
): [string, Torture][] {
  const all = peers ? catalogue.comparisons : catalogue.tortures;
  if (names.length === 0) return peers && counts.size === 0 ? Object.entries(all) : [theOneThatCounts(counts, all)];
  const unknown = names.filter((name) => name !== "all" && !Object.hasOwn(all, name));
  if (unknown.length > 0) throw noSuch(unknown, peers, catalogue);
  if (!names.includes("all")) return [...new Set(names)].map((name) => [name, all[name]]);
  if (names.length === 1) return Object.entries(all);
  throw new RequestError("all stands alone: the others are in it.");
}

/** Without a name, a count that only one of them has says which is meant. */
function theOneThatCounts(counts: ReadonlyMap<string, number>, all: Tortures): [string, Torture] {
  const having = Object.entries(all).filter(([, { counts: option }]) => counts.has(option));
  if (counts.size === 1 && having.length === 1) return having[0];
  const which = having.map(([name]) => name).join(", ");
  throw new RequestError(`Name the torture${which && `, one of ${which}`}. ${SEE_HELP}`);
}

function noSuch(unknown: readonly string[], peers: boolean, { tortures, comparisons }: Catalogue): RequestError {
  const [here, there] = peers ? [comparisons, tortures] : [tortures, comparisons];
  const lines = unknown.map((name) => {
    if (!Object.hasOwn(there, name)) return `There is no torture ${name}.`;
    return peers
      ? `${name} is not among the comparisons with peers. Without --peers it is there: deno task torture ${name}`
      : `${name} is one of the comparisons with peers, which need --peers: deno task torture ${name} --peers`;
  });
  lines.push(`${peers ? "With" : "Without"} --peers there are: ${Object.keys(here).join(", ")}, and all.`);
  lines.push(`${peers ? "Without" : "With"} --peers: ${Object.keys(there).join(", ")}, and all.`);
  return new RequestError(lines.join("\n"));
}

/** A count that none of the chosen has would change nothing, in silence. */
function refuseStrayCounts(counts: ReadonlyMap<string, number>, chosen: readonly [string, Torture][]): void {
  for (const option of counts.keys()) {
    if (chosen.some(([, torture]) => torture.counts === option)) continue;
    const own = chosen.map(([name, torture]) => `${name} has --${torture.counts} N`).join(", ");
    throw new RequestError(`--${option} is of another torture: ${own}. ${SEE_HELP}`);
  }
}
