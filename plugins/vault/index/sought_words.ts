/** Where the words that are looked for stand in a text. */
import type { KnownTerm } from "./term_rows.ts";
import { eachStem, StemStarts } from "./words.ts";

/** A word of a text that is looked for. */
export interface SoughtWord {
  /** Which of the terms. */
  readonly term: number;
  readonly start: number;
  readonly end: number;
  /** 1 where it is the word that was asked for, a little less for a relative. */
  readonly worth: number;
}

/** What another form that only we take for one of the word's is worth. */
const RELATIVE = 0.85;

interface Known {
  readonly term: number;
  readonly worth: number;
}

/** Finds terms in texts. */
export class SoughtWords {
  readonly #singles = new Map<string, Known>();
  /** By the first half. */
  readonly #pairs = new Map<string, Map<string, number>>();
  readonly #starts: StemStarts;

  constructor(readonly terms: readonly KnownTerm[]) {
    terms.forEach(({ stems: [own = "", ...others], next }, term) => {
      if (next === undefined) this.#addSingle(term, own, others);
      else this.#pairs.getOrInsertComputed(own, () => new Map()).set(next, term);
    });
    const halves = [...this.#pairs].flatMap(([own, nexts]) => [own, ...nexts.keys()]);
    this.#starts = new StemStarts([...this.#singles.keys(), ...halves]);
  }

  /** A form that two terms share is the one's that was asked for in it. */
  #addSingle(term: number, own: string, others: readonly string[]): void {
    this.#singles.set(own, { term, worth: 1 });
    for (const other of others) {
      if (!this.#singles.has(other)) this.#singles.set(other, { term, worth: RELATIVE });
    }
  }

  /** The words of a text that are looked for, in order. */
  in(text: string): readonly SoughtWord[] {
    const found: SoughtWord[] = [];
    let before:
      | { readonly nexts: ReadonlyMap<string, number>; readonly start: number; readonly end: number }
      | undefined;
    eachStem(text, this.#starts, (stem, start, end) => {
      // First what begins earlier.
      const term = before?.end === start ? before.nexts.get(stem) : undefined;
      if (before !== undefined && term !== undefined) found.push({ term, start: before.start, end, worth: 1 });
      const known = this.#singles.get(stem);
      if (known !== undefined) found.push({ ...known, start, end });
      const nexts = this.#pairs.get(stem);
      before = nexts === undefined ? undefined : { nexts, start, end };
    });
    return found;
  }
}
