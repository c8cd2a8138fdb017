/** Cuts the passages out of a note that speak most of a question. */
import { type Block, blocksOf, type Piece } from "./markdown_blocks.ts";
import type { PassageScore, Said } from "./passage_score.ts";
import type { SoughtWord } from "./sought_words.ts";
import { wordEnd, wordStart } from "./word_bounds.ts";

/** A range of a note's body with what it is worth. */
export interface Cut extends Piece {
  /** From 0 to 1. */
  readonly score: number;
}

/** How passages are cut. */
export interface CutOptions {
  /** At most so many characters each. */
  readonly length: number;
  /** At most so many. */
  readonly count: number;
}

/** Once so much of a passage is full, it does not go on with what stands under another heading. */
const ENOUGH = 1 / 3;

/** The best passages of a note that do not overlap, the best first. */
export function cutPassages(
  body: string,
  words: readonly SoughtWord[],
  score: PassageScore,
  around: Said,
  { length, count }: CutOptions,
): readonly Cut[] {
  const whole = trimmed(body, { start: 0, end: body.length });
  if (whole.end - whole.start <= length) return [{ ...whole, score: score.of(words, around) }];
  const note = new CutNote(body, words, length);
  const isAbout = around.some((times) => times >= 1);
  const best: Cut[] = [];
  while (best.length < count) {
    let next: (Cut & { readonly hasWords: boolean }) | undefined;
    for (const range of note.ranges(isAbout, best)) {
      const headings = note.headingWords(range);
      const said = headings.length === 0 ? around : score.around({ headings }, around);
      const found = note.wordsIn(range);
      const cut = { ...trimmed(body, range), score: score.of(found, said), hasWords: found.length > 0 };
      if (next === undefined || isBetter(cut, next)) next = cut;
    }
    if (next === undefined) break;
    best.push(next);
  }
  return best;
}

/** Of two in order that are worth the same, the later one begins with what was asked for. */
function isBetter(later: Cut & { readonly hasWords: boolean }, earlier: Cut): boolean {
  return later.score > earlier.score || (later.score === earlier.score && later.hasWords);
}

/** A note that is too long for one passage. */
class CutNote {
  readonly #blocks: readonly Block[];

  constructor(
    private readonly body: string,
    private readonly words: readonly SoughtWord[],
    private readonly length: number,
  ) {
    this.#blocks = blocksOf(body);
  }

  /**
   * Ranges that may be passages, in order, beside those that are `taken`: around each place with a word that is looked for, and where `all` of
   * the note is about it, anywhere.
   */
  ranges(all: boolean, taken: readonly Piece[]): readonly Piece[] {
    const isFree = ({ start, end }: Piece): boolean => taken.every((other) => end <= other.start || start >= other.end);
    return this.#blocks.flatMap((block, at) => {
      const words = this.wordsIn(block);
      if (words.length === 0 && !all) return [];
      // A small one comes with what stands around it.
      if (block.end - block.start <= this.length) return isFree(block) ? [this.#grown(at, isFree)] : [];
      return (words.length > 0 ? this.#rangesIn(block, words) : [this.#filled(block, 0)]).filter(isFree);
    });
  }

  wordsIn({ start, end }: Piece): readonly SoughtWord[] {
    const found: SoughtWord[] = [];
    for (let at = firstWhere(this.words, (word) => word.start >= start); at < this.words.length; at++) {
      const word = this.words[at];
      if (word === undefined || word.start >= end) break;
      if (word.end <= end) found.push(word);
    }
    return found;
  }

  /** The words in the headings above a range that are not in it. */
  headingWords(range: Piece): readonly SoughtWord[] {
    const block = this.#blocks[firstWhere(this.#blocks, ({ end }) => end > range.start)];
    return (block?.headings ?? []).flatMap((heading) =>
      heading.start >= range.start && heading.end <= range.end ? [] : this.wordsIn(heading)
    );
  }

  /** A block with the blocks behind it, and then those before it, as far as there is room. */
  #grown(at: number, isFree: (block: Block) => boolean): Piece {
    let [first, last] = [at, at];
    let { start, end } = this.#blocks[at] ?? { start: 0, end: 0 };
    for (let next = this.#blocks[last + 1]; next !== undefined; next = this.#blocks[++last + 1]) {
      if (next.end - start > this.length || !isFree(next)) break;
      if (next.isTitled && end - start > this.length * ENOUGH) break;
      end = next.end;
    }
    for (let next = this.#blocks[first - 1]; next !== undefined; next = this.#blocks[--first - 1]) {
      const isDone = this.#blocks[first]?.isTitled === true && end - start > this.length * ENOUGH;
      if (end - next.start > this.length || isDone || !isFree(next)) break;
      start = next.start;
    }
    return { start, end };
  }

  /** Parts of a block that is too long. */
  #rangesIn(block: Block, words: readonly SoughtWord[]): readonly Piece[] {
    const ranges: Piece[] = [];
    let next = 0;
    block.pieces.forEach((piece, at) => {
      while ((words[next]?.start ?? piece.end) < piece.start) next++;
      const word = words[next];
      if (word === undefined || word.start >= piece.end) return;
      if (piece.end - piece.start <= this.length) ranges.push(this.#filled(block, at));
      else ranges.push(...this.#partsOf(piece, words.slice(next)));
    });
    // Only its headings have the words.
    return ranges.length > 0 ? ranges : [this.#filled(block, 0)];
  }

  /** Parts of a piece that is too long by itself, around words of which none is in the part before. */
  #partsOf(piece: Piece, words: readonly SoughtWord[]): readonly Piece[] {
    const parts: Piece[] = [];
    for (const word of words) {
      if (word.start >= piece.end) break;
      if (word.end > (parts.at(-1)?.end ?? piece.start)) parts.push(this.#around(piece, word));
    }
    return parts;
  }

  /** Pieces of a block from one on, and then those before it, as far as there is room. */
  #filled({ start: head, pieces }: Block, at: number): Piece {
    const piece = pieces[at] ?? { start: head, end: head };
    if (piece.end - piece.start > this.length) return this.#around(piece, piece);
    let { start, end } = piece;
    for (let next = at + 1; next < pieces.length; next++) {
      const more = pieces[next]?.end ?? end;
      if (more - start > this.length) break;
      end = more;
    }
    let before = at - 1;
    for (; before >= 0; before--) {
      const more = pieces[before]?.start ?? start;
      if (end - more > this.length) break;
      start = more;
    }
    return before < 0 && end - head <= this.length ? { start: head, end } : { start, end };
  }

  /** A part of a piece that is too long by itself: a word with a little before it and more behind. */
  #around(piece: Piece, word: Piece): Piece {
    const text = this.body.slice(piece.start, piece.end);
    const at = word.start - piece.start;
    const room = Math.max(0, this.length - (word.end - word.start));
    const from = Math.max(0, Math.min(at - Math.floor(room / 3), text.length - this.length));
    const start = Math.min(wordStart(text, from), Math.max(from, at));
    // One less, since the end may be behind the second half of a character.
    const end = start + this.length >= text.length ? text.length : wordEnd(text, start + this.length - 1, start + 1);
    return { start: piece.start + start, end: piece.start + end };
  }
}

/** Index of the first of ordered items that passes a test which all behind it pass, too. */
function firstWhere<T>(items: readonly T[], passes: (item: T) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && passes(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A range without the blanks at its ends. */
function trimmed(text: string, { start, end }: Piece): Piece {
  const part = text.slice(start, end);
  const from = start + part.length - part.trimStart().length;
  return { start: from, end: Math.max(from, start + part.trimEnd().length) };
}
