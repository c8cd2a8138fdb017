/** From a question to the passages of notes that speak of it. */
import { join, sep } from "node:path";
import type { NoteSummary, Passage, PassageOptions } from "../note.ts";
import { folderOf } from "../path_parts.ts";
import { candidatesFor } from "./candidates.ts";
import type { IndexDatabase } from "./database.ts";
import { freshness } from "./freshness.ts";
import type { IndexedNote, IndexedVault } from "./indexed_vault.ts";
import { quietly, readForIndex, withoutFrontMatter } from "./note_reader.ts";
import { type CutOptions, cutPassages } from "./passage_cut.ts";
import { PassageScore } from "./passage_score.ts";
import { readQuestion } from "./question.ts";
import { SoughtWords } from "./sought_words.ts";

/** As many notes are read, or more where more passages are asked for. */
const READ = 32;
/** So far into a note passages are looked for, and so much of all notes is read for one question, in characters. */
const MAX_NOTE = 200_000;
const MAX_TEXT = 1_000_000;
/** A passage that is worth so much less than the best says nothing about the question. */
const LEAST = 0.25;
/** Bounds of what may be asked for. */
const MAX_LIMIT = 100;
const MAX_PER_NOTE = 10;
const MIN_LENGTH = 40;
const MAX_LENGTH = 20_000;

interface Asked {
  readonly root: string;
  readonly query: string;
  readonly options: Omit<PassageOptions, "now">;
  readonly now: number;
}

/** The best passages for a question; none when it has no words, or no note has any of them. */
export function findPassages(
  db: IndexDatabase,
  vault: IndexedVault,
  { root, query, options, now }: Asked,
): readonly Passage[] {
  const limit = bounded(options.limit, 8, 0, MAX_LIMIT);
  const cut: CutOptions = {
    length: bounded(options.length, 600, MIN_LENGTH, MAX_LENGTH),
    count: bounded(options.perNote, 2, 1, MAX_PER_NOTE),
  };
  const question = readQuestion(query);
  if (limit === 0 || question.terms.length === 0) return [];
  const { terms, weight, rows } = candidatesFor(db, vault, question, now, Math.max(READ, 2 * limit));
  const reader = new PassageReader(new SoughtWords(terms), new PassageScore(terms, weight), cut);
  const folder = new CandidateFolder(db, vault, root);
  const found: Passage[] = [];
  let read = 0;
  for (const row of rows) {
    if (read >= MAX_TEXT) break;
    const candidate = folder.read(row);
    if (candidate === undefined) continue;
    read += Math.min(candidate.body.length, MAX_NOTE);
    const fresh = freshness(now - candidate.note.created);
    for (const { text, score } of reader.passages(candidate)) {
      found.push({ note: candidate.note, text, score: score * fresh });
    }
  }
  db.commit();
  found.sort((a, b) => b.score - a.score);
  const least = (found[0]?.score ?? 0) * LEAST;
  return found.filter(({ score }) => score > 0 && score >= least).slice(0, limit);
}

interface Candidate {
  readonly note: NoteSummary;
  readonly body: string;
}

/** Reads candidates as they are now. */
class CandidateFolder {
  readonly #realRoot: string | undefined;
  readonly #inside = new Map<string, boolean>([["", true]]);

  constructor(private readonly db: IndexDatabase, private readonly vault: IndexedVault, private readonly root: string) {
    this.#realRoot = quietly(() => Deno.realPathSync(root));
  }

  /** The note of a row. What has changed or gone since the last look is put right in the index. */
  read(row: number): Candidate | undefined {
    const known = this.vault.summary(row);
    if (known === undefined) return undefined;
    const file = this.#isInside(folderOf(known.path)) ? readForIndex(this.root, known.path) : undefined;
    if (file === undefined) {
      this.db.write(() => (this.vault.remove({ row }), 1));
      return undefined;
    }
    const isSame = this.vault.knownAt(known.path)?.size === file.size && known.updated === file.modified;
    const note = isSame ? known : this.#renew(row, file);
    if (note === undefined) return undefined;
    const { row: _row, ...summary } = note;
    return { note: summary, body: withoutFrontMatter(file.body) };
  }

  #renew(row: number, file: IndexedNote): ReturnType<IndexedVault["summary"]> {
    this.db.write(() => (this.vault.put(file), 1));
    return this.vault.summary(row);
  }

  /** A folder may have become a link that leads out since the last look. */
  #isInside(folder: string): boolean {
    return this.#inside.getOrInsertComputed(folder, () => {
      const real = quietly(() => Deno.realPathSync(join(this.root, folder)));
      return real !== undefined && `${real}${sep}`.startsWith(`${this.#realRoot}${sep}`);
    });
  }
}

/** Finds the passages of one question in notes. */
class PassageReader {
  constructor(
    private readonly sought: SoughtWords,
    private readonly score: PassageScore,
    private readonly cut: CutOptions,
  ) {}

  passages({ note, body }: Candidate): readonly { readonly text: string; readonly score: number }[] {
    const text = body.length <= MAX_NOTE ? body : body.slice(0, MAX_NOTE).replace(/[\uD800-\uDBFF]$/, "");
    const words = this.sought.in(text);
    const title = this.sought.in(note.title);
    const tags = this.sought.in(note.tags.join(" "));
    if (words.length + title.length + tags.length === 0) return [];
    const around = this.score.around({ title, tags, note: words });
    return cutPassages(text, words, this.score, around, this.cut)
      .map(({ start, end, score }) => ({ text: text.slice(start, end), score }));
  }
}

function bounded(asked: number | undefined, usual: number, least: number, most: number): number {
  const n = Math.floor(asked ?? usual);
  return Number.isNaN(n) ? usual : Math.min(most, Math.max(least, n));
}
