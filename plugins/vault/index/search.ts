/** Finds notes: FTS5 ranks, newer ones are preferred a little, and the files say what the passages are. */
import type { FindOptions, Hit, NoteSummary } from "../note.ts";
import { pathKey } from "../file_names.ts";
import type { IndexDatabase } from "./database.ts";
import { type IndexedVault, searchedText } from "./indexed_vault.ts";
import { readForIndex, withoutFrontMatter } from "./note_reader.ts";
import { type Query, readQuery } from "./query.ts";
import { snippetOf } from "./snippet.ts";

/** How much a note of now is worth more than an old one of the same rank, and after how long half of that is gone, in milliseconds. */
const FRESHNESS = 0.25;
const HALF_LIFE = 60 * 24 * 60 * 60_000;
/** As many of the best ranked are looked at for each hit that is asked for. */
const CANDIDATES = 4;

type Ranked = NoteSummary & { readonly row: number; readonly score: number };

/** The best notes for a query; none when it has no words. */
export function search(
  db: IndexDatabase,
  vault: IndexedVault,
  { root, query: text, options, now }: {
    readonly root: string;
    readonly query: string;
    readonly options: FindOptions;
    readonly now: number;
  },
): readonly Hit[] {
  const query = readQuery(text, options.match ?? "all");
  const limit = Math.min(1_000, Math.max(0, Math.floor(options.limit ?? 10)) || 0);
  if (query === undefined || limit === 0) return [];
  const ranked = rank(db, vault, query, options, Math.max(40, limit * CANDIDATES), now);
  const hits: Hit[] = [];
  for (const { row, ...note } of ranked) {
    if (hits.length === limit) break;
    const file = readForIndex(root, note.path);
    if (file === undefined) {
      // Gone since the last look.
      db.write(() => (vault.remove({ row }), 1));
      continue;
    }
    hits.push({ ...note, ...snippetOf(withoutFrontMatter(searchedText(file)), query, options.snippet ?? 160) });
  }
  db.commit();
  return hits;
}

function rank(
  db: IndexDatabase,
  vault: IndexedVault,
  { expression }: Query,
  { folder = "", tag }: FindOptions,
  candidates: number,
  now: number,
): readonly Ranked[] {
  const filtered = folder !== "" || tag !== undefined;
  const key = folder === "" ? "" : `${pathKey(folder)}/`;
  const wanted = tag?.replace(/^#/, "").toLowerCase();
  // All at once: a damaged database ends `iterate` early instead of failing it.
  const rows = db.sql(
    `SELECT rowid AS row, rank FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rank${
      filtered ? "" : " LIMIT ?"
    }`,
  ).all(expression, ...vault.rows, ...(filtered ? [] : [candidates]));
  const found: Ranked[] = [];
  for (const { row, rank } of rows) {
    const note = vault.summary(Number(row));
    if (note === undefined || !pathKey(note.path).startsWith(key)) continue;
    if (wanted !== undefined && !note.tags.some((other) => other.toLowerCase() === wanted)) continue;
    // FTS5's rank is the better the more it is below zero.
    const fresh = 1 + FRESHNESS * 2 ** (-Math.max(0, now - note.created) / HALF_LIFE);
    found.push({ ...note, score: -Number(rank) * fresh });
    if (found.length === candidates) break;
  }
  return found.sort((a, b) => b.score - a.score);
}
