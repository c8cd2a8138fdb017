/** How much of a question a passage speaks of. */
import type { KnownTerm } from "./term_rows.ts";
import type { SoughtWord } from "./sought_words.ts";

/** As often, a word of the title, the tags or a heading above counts as said in the passage; and one that is elsewhere in the note. */
const IN_TITLE = 2;
const IN_TAGS = 1.5;
const IN_HEADING = 1;
const ELSEWHERE = 0.3;
/** How soon saying a word again adds nothing: said so often, it is worth half. */
const HALF = 0.6;
/** What part of their weight two words add that stand so near, in characters between them. */
const TOGETHER = 0.15;
const NEAR = 24;

/** The words that are looked for around a passage. */
export interface Surroundings {
  readonly title?: readonly SoughtWord[];
  readonly tags?: readonly SoughtWord[];
  readonly headings?: readonly SoughtWord[];
  readonly note?: readonly SoughtWord[];
}

/** How often each term counts as said in a passage before a word of it is read. */
export type Said = Readonly<Float64Array>;

/** Scores passages of notes for one question. */
export class PassageScore {
  /** @param weight of all that was asked for. */
  constructor(private readonly terms: readonly KnownTerm[], private readonly weight: number) {}

  /** What surroundings say, beside what others that are wider have `said`. */
  around({ title = [], tags = [], headings = [], note = [] }: Surroundings, said?: Said): Said {
    const all = said === undefined ? new Float64Array(this.terms.length) : Float64Array.from(said);
    const raise = (words: readonly SoughtWord[], times: number): void => {
      for (const { term, worth } of words) all[term] = Math.max(all[term] ?? 0, times * worth);
    };
    raise(note, ELSEWHERE);
    raise(headings, IN_HEADING);
    raise(tags, IN_TAGS);
    raise(title, IN_TITLE);
    return all;
  }

  /** From 0 to 1, of a passage with these words. */
  of(words: readonly SoughtWord[], around: Said): number {
    const said = Float64Array.from(around);
    for (const { term, worth } of words) said[term] = (said[term] ?? 0) + worth;
    let score = this.#together(words);
    this.terms.forEach(({ weight }, term) => {
      const times = said[term] ?? 0;
      score += weight * times / (times + HALF);
    });
    return this.weight === 0 ? 0 : Math.min(1, score / this.weight);
  }

  /** What it adds that words stand together that were asked for together; each two count once. */
  #together(words: readonly SoughtWord[]): number {
    const counted = new Set<number>();
    let added = 0;
    for (let at = 1; at < words.length; at++) {
      const [one, other] = [words[at - 1], words[at]];
      if (one === undefined || other === undefined || one.term === other.term || other.start - one.end > NEAR) {
        continue;
      }
      const pair = Math.min(one.term, other.term) * this.terms.length + Math.max(one.term, other.term);
      if (counted.has(pair)) continue;
      counted.add(pair);
      added += TOGETHER * Math.min(this.terms[one.term]?.weight ?? 0, this.terms[other.term]?.weight ?? 0);
    }
    return added;
  }
}
