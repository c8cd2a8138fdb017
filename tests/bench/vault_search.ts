/** `vault/search`: very many notes, indexed and searched by the worker that the bot uses. */
import { DatabaseSync } from "node:sqlite";
import type { Vault } from "../../plugins/vault/mod.ts";
import { readQuery } from "../../plugins/vault/index/query.ts";
import type { Bench, Figure } from "./bench.ts";
import { english, russian, wordOf } from "./natural_notes.ts";
import { longestDelay, openNaturalVault } from "./natural_vault.ts";
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

/** Milliseconds of a query by SQLite alone, on this thread. */
function timeSqlite(db: DatabaseSync, query: string): number {
  const expression = readQuery(query, "all")?.expression ?? "";
  const statement = db.prepare("SELECT rowid, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT 40");
  const start = performance.now();
  const rows = statement.all(expression);
  const time = performance.now() - start;
  if (rows.length === 0) throw new Error(`SQLite found nothing for ${query}.`);
  return time;
}

/** Notes a second, from an empty index to the first answer. */
async function indexingRate(vault: Vault): Promise<number> {
  const start = performance.now();
  const count = await vault.count();
  const time = performance.now() - start;
  if (count !== notes) throw new Error(`${count} of ${notes} notes were indexed.`);
  return notes * 1000 / time;
}

/** Writes and indexes the notes, then asks for some of them. */
export const bench: Bench = async (stack): Promise<Figure[]> => {
  const { vault, database } = await openNaturalVault(stack, notes);
  const rate = await indexingRate(vault);
  const sqlite = new DatabaseSync(database, { readOnly: true });
  stack.defer(() => sqlite.close());
  const words = rareWords();
  return [
    {
      name: "vault/search",
      unit: "ms/query",
      better: "lower",
      ours: () => timeRare(vault, words),
      peers: [{ name: peerName, measure: 10 }],
    },
    {
      name: "vault/search/blocked",
      unit: "ms",
      better: "lower",
      ours: () => longestDelay(() => vault.find(commonWords)),
      peers: [{ name: peerName, measure: 10 }],
      rounds: 7,
    },
    {
      name: "vault/search/common",
      unit: "ms",
      better: "lower",
      ours: () => timeQuery(vault, commonWords),
      peers: [{ name: "SQLite alone", measure: () => timeSqlite(sqlite, commonWords) }],
      rounds: 7,
    },
    {
      name: "vault/search/indexing",
      unit: "notes/s",
      better: "higher",
      // Measured once: a second time would be as long again, and tell the same.
      ours: () => rate,
      peers: [{ name: peerName, measure: 5_000 }],
      rounds: 1,
    },
  ];
};
