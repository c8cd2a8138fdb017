/** Remembers the stems of words: natural text comes again and again to the same ones. */

/** As many words are remembered; then it begins anew. Some tens of megabytes when it is full. */
const MAX_WORDS = 400_000;
/** Places to look for a word: a power of two, so many that most words are found in the first. */
const PLACES = 2 ** 20;

/**
 * A table of words and their stems. Words are looked up where they stand in a text, since cutting each out and asking a `Map` takes twice as
 * long, which is most of the time that indexing takes.
 */
export class StemMemory {
  /** Number of a word plus 1, by a hash of the word; 0 where there is none. */
  readonly #places = new Int32Array(PLACES);
  readonly #hashes = new Int32Array(MAX_WORDS);
  #words: string[] = [];
  #stems: string[] = [];

  /** @param stem is asked for a word that is not remembered. */
  constructor(private readonly stem: (word: string) => string) {}

  /** The stem of the word that stands in a text from `start` to before `end`; `hash` is what `hashOf` makes of its characters. */
  find(text: string, start: number, end: number, hash: number): string {
    let place = firstPlace(hash);
    for (let number = this.#places[place]; number; number = this.#places[place]) {
      if (this.#hashes[number - 1] === hash) {
        const word = this.#words[number - 1] ?? "";
        if (word.length === end - start && text.startsWith(word, start)) return this.#stems[number - 1] ?? "";
      }
      place = (place + 1) & (PLACES - 1);
    }
    return this.#learn(own(text.slice(start, end)), hash, place);
  }

  #learn(word: string, hash: number, place: number): string {
    const stem = own(this.stem(word));
    if (this.#words.length === MAX_WORDS) {
      this.#places.fill(0);
      this.#words = [];
      this.#stems = [];
      // All places are free now, and it will be looked for in its first.
      place = firstPlace(hash);
    }
    this.#hashes[this.#words.length] = hash;
    this.#words.push(word);
    this.#stems.push(stem);
    this.#places[place] = this.#words.length;
    return stem;
  }
}

/** The hash of a word with one character more; that of no characters is 0. */
export function hashOf(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}

function firstPlace(hash: number): number {
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
}

/** A piece of a text keeps all of the text in memory; a string of its own does not. */
function own(piece: string): string {
  return piece.split("").join("");
}
