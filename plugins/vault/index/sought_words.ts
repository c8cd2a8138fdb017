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
    terms.forEach(({ stems, next }, term) => {
      const [own = ""] = stems;
      if (next !== undefined) this.#pairs.set(own, (this.#pairs.get(own) ?? new Map<string, number>()).set(next, term));
      else {
        for (const stem of stems) {
          if (stem === own || !this.#singles.has(stem)) {
            this.#singles.set(stem, { term, worth: stem === own ? 1 : RELATIVE });
          }
        }
      }
    });
    this.#starts = new StemStarts(this.#singles.keys());
  }

  /** The words of a text that are looked for, in order. */
  in(text: string): readonly SoughtWord[] {
    const found: SoughtWord[] = [];
    let before:
      | { readonly nexts: ReadonlyMap<string, number>; readonly start: number; readonly end: number }
      | undefined;
    eachStem(text, this.#starts, (stem, start, end) => {
      const known = this.#singles.get(stem);
      if (known !== undefined) found.push({ ...known, start, end });
      if (this.#pairs.size === 0) return;
      const term = before?.end === start ? before.nexts.get(stem) : undefined;
      if (before !== undefined && term !== undefined) found.push({ term, start: before.start, end, worth: 1 });
      const nexts = this.#pairs.get(stem);
      before = nexts === undefined ? undefined : { nexts, start, end };
    });
    return found;
  }
}
