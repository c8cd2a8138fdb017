/** `vault/search`: very many notes, indexed and searched by the worker that the bot uses. */
import { join } from "node:path";
import { getLogger } from "@logtape/logtape";
import { SystemClock } from "../../core/mod.ts";
import { FolderVaults, type Vault } from "../../plugins/vault/mod.ts";
import type { Bench } from "./bench.ts";
import { english, russian, wordOf, writeNotes } from "./natural_notes.ts";
import { median } from "./rounds.ts";

const notes = 100_000;
const peerName = "the limit";
/** Queries of which one measurement takes the median. */
const queries = 20;

/** Two words that a few in a hundred notes have, other ones each time; some notes have both. */
function* rareWords(): Generator<string, never> {
  for (let number = 0;; number++) {
    const [first, second] = number % 2 === 0 ? [english, russian] : [russian, english];
    yield `${wordOf(first, 200 + number * 7 % 300, number)} ${wordOf(second, 200 + number * 11 % 300, number)}`;
  }
}

/** Two words that nearly every note has. */
const commonWords = `${wordOf(english, 0, 0)} ${wordOf(russian, 0, 0)}`;

/** Milliseconds of a query through the vault. */
async function timeQuery(vault: Vault, query: string): Promise<number> {
  const start = performance.now();
  const hits = await vault.find(query);
  const time = performance.now() - start;
  if (hits.length === 0) throw new Error(`No note was found for ${query}.`);
  return time;
}

async function timeRare(vault: Vault, words: Iterator<string, never>): Promise<number> {
  const times: number[] = [];
  while (times.length < queries) times.push(await timeQuery(vault, words.next().value));
  return median(times);
}

/** The longest time in milliseconds that the event loop of this thread did nothing else, while work was under way. */
async function longestTurn(work: Promise<unknown>): Promise<number> {
  let longest = 0;
  let running = true;
  let last = performance.now();
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  await work;
  running = false;
  // What delivering the answer took counts, too.
  turn();
  return longest;
}

/** Notes a second, from an empty index to the first answer. */
async function indexingRate(vault: Vault): Promise<number> {
  const start = performance.now();
  const count = await vault.count();
  const time = performance.now() - start;
  if (count !== notes) throw new Error(`${count} of ${notes} notes were indexed.`);
  return notes * 1000 / time;
}

async function openVault(stack: AsyncDisposableStack): Promise<Vault> {
  const data = await Deno.makeTempDir({ prefix: "portico-bench-" });
  stack.defer(() => Deno.remove(data, { recursive: true }));
  const vaults = new FolderVaults(data, { folder: "vaults" }, new SystemClock(), getLogger(["bench"]), {
    defer(_label, undo) {
      stack.defer(async () => void await undo());
      return undo;
    },
  });
  const vault = vaults.of("owner");
  await Deno.mkdir(join(data, "vaults", "owner"), { recursive: true });
  console.error(`writing and indexing ${notes} notes …`);
  writeNotes(vault.root, notes);
  return vault;
}

export const bench: Bench = async (stack) => {
  const vault = await openVault(stack);
  const rate = await indexingRate(vault);
  const words = rareWords();
  return [
    {
      name: "vault/search",
      unit: "ms/query of two rarer words",
      better: "lower",
      ours: () => timeRare(vault, words),
      peer: 10,
      peerName,
    },
    {
      name: "vault/search/blocked",
      unit: "ms",
      better: "lower",
      ours: () => longestTurn(vault.find(commonWords)),
      peer: 10,
      peerName,
    },
    {
      name: "vault/search/common",
      unit: "ms",
      better: "lower",
      ours: () => timeQuery(vault, commonWords),
      peer: 200,
      peerName,
    },
    {
      name: "vault/search/indexing",
      unit: "notes/s",
      better: "higher",
      // Measured once: a second time would be as long again, and tell the same.
      ours: () => rate,
      peer: 5_000,
      peerName,
      rounds: 1,
    },
  ];
};
