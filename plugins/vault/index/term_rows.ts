/**
 * Which notes of one vault have a term, and how seldom it is. FTS5's own ranking walks all rows of every word, of all accounts, which takes a
 * tenth of a second for words that most notes have. Here every question to SQLite is bounded, whatever the word.
 */
import type { IndexDatabase } from "./database.ts";
import type { IndexedVault } from "./indexed_vault.ts";
import type { Term } from "./question.ts";

/** Of a term that more notes have only so many of the newest are known at first. */
export const MAX_ROWS = 1_500;
/** The same for each of many terms. */
const MAX_ROWS_OF_MANY = 150;
/** About as many rows are walked for one question to SQLite, even where few of them or none are found. */
const MAX_WALK = 10_000;

/** Rows that have a term, and what it is worth. */
export interface KnownTerm {
  /** For `MATCH`. */
  readonly expression: string;
  /** The stems that notes have, the first as it was asked for when a note has that. */
  readonly stems: readonly string[];
  readonly next?: string;
  /** How many notes have it, about where it is common. */
  readonly frequency: number;
  /** The newest rows that have it, all of them unless it is common. Relative to the vault's first. */
  readonly rows: readonly number[];
  readonly isCommon: boolean;
  /** The more the fewer notes have it. */
  readonly weight: number;
}

/** Asks the index for the rows of one vault. */
export class TermRows {
  readonly #first: number;
  readonly #newest: number;

  readonly #limit: number;

  /** @param many terms will be asked for: less is looked up of each, no other forms of them. */
  constructor(private readonly db: IndexDatabase, vault: IndexedVault, private readonly many: boolean) {
    [this.#first] = vault.rows;
    this.#newest = vault.newest;
    this.#limit = many ? MAX_ROWS_OF_MANY : MAX_ROWS;
  }

  /** About how many notes there are: rows of deleted ones count, too. */
  get size(): number {
    return Math.max(1, this.#newest - this.#first);
  }

  /** The row of a relative one. */
  row(relative: number): number {
    return this.#first + relative;
  }

  /** What is known of a term. */
  know({ stems: [own = "", ...others], next }: Term): KnownTerm {
    if (next !== undefined) return this.#knowPair(own, next);
    const stems = [own, ...(this.many ? [] : others.filter((other) => this.#has(other)))];
    const expression = stems.length === 1 ? `"${own}"` : `(${stems.map((stem) => `"${stem}"`).join(" OR ")})`;
    return this.#known(expression, { stems });
  }

  /** Rows that match, the newest first. `frequency` is about how many have the seldomest of the terms that must be there. */
  matching(expression: string, frequency: number, limit: number = MAX_ROWS): readonly number[] {
    const reach = Math.ceil(this.size * Math.min(1, MAX_WALK / Math.max(1, frequency)));
    const found = this.db.sql(
      "SELECT json_group_array(row) AS rows FROM (SELECT rowid - ? AS row FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?)",
    ).get(this.#first, expression, Math.max(this.#first, this.#newest - reach), this.#newest, limit);
    const rows: unknown = JSON.parse(typeof found?.rows === "string" ? found.rows : "[]");
    return Array.isArray(rows) ? rows.filter((row) => typeof row === "number") : [];
  }

  /** Two characters of which each may be common, though the two together are not. */
  #knowPair(first: string, next: string): KnownTerm {
    const [one, other] = [first, next].map((half) => this.#known(`"${half}"`, { stems: [half] }));
    const frequency = Math.min(one?.frequency ?? 0, other?.frequency ?? 0);
    return this.#known(`"${first} ${next}"`, { stems: [first], next }, frequency);
  }

  #known(
    expression: string,
    { stems, next }: { readonly stems: readonly string[]; readonly next?: string },
    walked: number = 0,
  ): KnownTerm {
    const rows = this.matching(expression, walked, this.#limit);
    const isCommon = rows.length === this.#limit;
    const reach = isCommon ? Math.max(1, this.size - (rows.at(-1) ?? 0)) : this.size;
    const frequency = Math.min(this.size, Math.round(rows.length * this.size / reach));
    // Never next to nothing, so that in a vault of a few notes a word that all of them have counts, too.
    const weight = Math.log(1 + this.size / Math.max(0.5, frequency));
    return { expression, stems, ...(next === undefined ? {} : { next }), frequency, rows, isCommon, weight };
  }

  #has(stem: string): boolean {
    return this.matching(`"${stem}"`, 0, 1).length > 0;
  }
}
