/** The notes that are worth reading to answer a question: by their rows alone, without opening a file. */
import type { IndexDatabase } from "./database.ts";
import type { IndexedVault } from "./indexed_vault.ts";
import type { Question } from "./question.ts";
import { freshness } from "./freshness.ts";
import { type KnownTerm, MAX_ROWS, TermRows } from "./term_rows.ts";

/** As many terms, the seldomest, are looked for; the others of a long text would only cost time. A bit each, and one for the title. */
const MAX_TERMS = 15;
/** A question of more words is a text that somebody has pasted: that some of them are in no note says nothing. */
const FEW_TERMS = 16;
/** Rows of which the age and the size are looked at. */
const SHORT_LIST = 240;
/** As many seldom terms' rows, about, are asked for a common term. */
const MAX_ANCHORED = 2_000;
/** As many of the common terms, the seldomest, are looked for beside others, and two by two. */
const MAX_COMMON = 4;
/** A common term that is worth so much less than the seldomest is not looked for: nearly every note has it. */
const TELLING = 0.35;
/** What a word in the title or the tags counts for, beside that it is there. */
const IN_TITLE = 0.8;
/** Where fewer notes have a term, all of them come on the short list as it is. */
const FEW_NOTES = 100;

/** Notes to read, the most likely first, and what is looked for in them. */
export interface Candidates {
  readonly terms: readonly KnownTerm[];
  /** The weight of all that was asked for, what no note has included. */
  readonly weight: number;
  readonly rows: readonly number[];
}

/** Chooses at most `limit` notes to read. */
export function candidatesFor(
  db: IndexDatabase,
  vault: IndexedVault,
  question: Question,
  now: number,
  limit: number,
): Candidates {
  const many = question.terms.length > FEW_TERMS;
  const index = new TermRows(db, vault, many);
  const known = question.terms.map((term) => index.know(term));
  const terms = known.filter(({ rows }) => rows.length > 0).sort((a, b) => a.frequency - b.frequency)
    .slice(0, MAX_TERMS);
  const absent = many ? [] : known.filter(({ rows }) => rows.length === 0);
  const weight = [...terms, ...absent].reduce((sum, term) => sum + term.weight, 0);
  const likely = shortList(marksOf(index, terms), terms);
  const rows = likely.map(({ row, score }) => ({ row: index.row(row), score }));
  return { terms, weight, rows: byAge(db, vault, rows, now).slice(0, limit) };
}

/** Which terms a row is known to have: the bits from 0 for anywhere in the note, those from `MAX_TERMS` for its title and tags. */
type Marks = Map<number, number>;

function marksOf(index: TermRows, terms: readonly KnownTerm[]): Marks {
  const marks: Marks = new Map();
  const mark = (rows: readonly number[], bits: number): void => {
    for (const row of rows) marks.set(row, (marks.get(row) ?? 0) | bits);
  };
  terms.forEach(({ rows }, at) => mark(rows, 1 << at));
  const least = (terms[0]?.weight ?? 0) * TELLING;
  const telling = terms.map((term, at) => ({ ...term, at })).filter(({ weight }) => weight >= least);
  const common = telling.filter(({ isCommon }) => isCommon).slice(0, MAX_COMMON);
  const anchor = anchorOf(terms);
  common.forEach((term, place) => {
    if (anchor !== undefined) {
      mark(index.matching(`${anchor.expression} AND ${term.expression}`, anchor.frequency), 1 << term.at);
    }
    for (const other of common.slice(0, place)) {
      const rows = index.matching(`${other.expression} AND ${term.expression}`, other.frequency, MAX_ROWS / 2);
      mark(rows, 1 << term.at | 1 << other.at);
    }
  });
  for (const { expression, frequency, at } of telling.slice(0, MAX_COMMON + 1)) {
    if (frequency <= FEW_NOTES) continue;
    const rows = index.matching(`{title tags} : ${expression}`, frequency, MAX_ROWS / 3);
    mark(rows, 1 << at | 1 << (at + MAX_TERMS));
  }
  return marks;
}

/** The seldomest terms in one expression. */
function anchorOf(
  terms: readonly KnownTerm[],
): { readonly expression: string; readonly frequency: number } | undefined {
  const parts: string[] = [];
  let frequency = 0;
  for (const term of terms) {
    if (term.isCommon || frequency + term.frequency > MAX_ANCHORED) break;
    parts.push(term.expression);
    frequency += term.frequency;
  }
  return parts.length === 0 ? undefined : { expression: `(${parts.join(" OR ")})`, frequency };
}

interface Likely {
  readonly row: number;
  readonly score: number;
}

/** The rows with the most weight, newer ones before others of the same. */
function shortList(marks: Marks, terms: readonly KnownTerm[]): readonly Likely[] {
  const scores = new Map<number, number>();
  const found: Likely[] = [];
  for (const [row, bits] of marks) {
    let score = scores.get(bits);
    if (score === undefined) scores.set(bits, score = scoreOf(bits, terms));
    found.push({ row, score });
  }
  return found.sort((a, b) => b.score - a.score || b.row - a.row).slice(0, SHORT_LIST);
}

function scoreOf(bits: number, terms: readonly KnownTerm[]): number {
  let score = 0;
  terms.forEach(({ weight }, at) => {
    if ((bits & 1 << at) !== 0) score += weight;
    if ((bits & 1 << (at + MAX_TERMS)) !== 0) score += weight * IN_TITLE;
  });
  return score;
}

/** The rows of notes that are there: newer and shorter ones first where the words are worth the same, about. */
function byAge(db: IndexDatabase, vault: IndexedVault, likely: readonly Likely[], now: number): readonly number[] {
  const scores = new Map(likely.map(({ row, score }) => [row, score]));
  // The pluses keep SQLite from walking all notes of the vault by another index.
  const notes = db.sql(
    "SELECT row, created, size FROM note WHERE row IN (SELECT value FROM json_each(?)) AND +vault = ? AND +trashed = 0",
  ).all(JSON.stringify([...scores.keys()]), vault.number);
  return notes.map(({ row, created, size }) => {
    const score = (scores.get(Number(row)) ?? 0) * freshness(now - Number(created));
    return { row: Number(row), score: score / (1 + 0.05 * Math.log2(1 + Number(size) / 500)) };
  }).sort((a, b) => b.score - a.score || b.row - a.row).map(({ row }) => row);
}
