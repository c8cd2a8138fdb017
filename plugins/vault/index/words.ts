/** Text to words, and words to stems: the same for what is indexed and for what is asked. */
import snowball from "snowball-stemmers";
import { hashOf, StemMemory } from "./stem_memory.ts";

interface Stemmer {
  stem(word: string): string;
}
const english: Stemmer = snowball.newStemmer("english");
const russian: Stemmer = snowball.newStemmer("russian");

/** Scripts written without blanks between words: each character is a word of its own, and a run of them is asked for as a phrase. */
const SCRIPTS = String.raw`[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]`;
const UNSPACED = String.raw`[[\p{L}\p{N}\p{M}]&&${SCRIPTS}]`;
const LETTER = String.raw`[[\p{L}\p{N}\p{M}]--${SCRIPTS}]`;
const WORD = new RegExp(String.raw`${UNSPACED}|${LETTER}+(?:['’]${LETTER}+)*`, "gv");
const IS_UNSPACED = new RegExp(`^${UNSPACED}`, "v");
const ASCII = /^\p{ASCII}*$/u;
const CYRILLIC = /^\p{Script=Cyrillic}/u;
const MARKS = /\p{M}+/gu;

/**
 * Most text is Latin and Cyrillic letters, and is read character by character much faster than by a pattern. The same words are found in text that
 * has nothing else.
 */
const PLAIN_TEXT = /^[\x20-\x7E\s\u0400-\u0481\u048A-\u052F«»№\u2010-\u2027]*$/;
/** By the code of a character of such text: 1 for letters and digits. */
const IS_LETTER = Uint8Array.from(
  { length: 0x530 },
  (_, code) => Number(/[\p{L}\p{N}]/u.test(String.fromCharCode(code))),
);
const IO = "ё".charCodeAt(0);
const IE = "е".charCodeAt(0);
const NINE = "9".charCodeAt(0);

/** Longer ones are no words but data; their beginning is enough to find them. */
const MAX_WORD = 48;

/** Made when it is first needed, for it is large. */
let memory: StemMemory | undefined;

/** A word in a text. */
export interface Word {
  readonly start: number;
  readonly end: number;
  /** As it is written. */
  readonly text: string;
}

/** The words of a text in order. */
export function* wordsIn(text: string): Generator<Word> {
  for (const match of text.matchAll(WORD)) {
    yield { start: match.index, end: match.index + match[0].length, text: match[0] };
  }
}

/** All stems of a text with blanks between: what is given to the index. */
export function stemText(text: string): string {
  if (PLAIN_TEXT.test(text)) return stemPlainText(text.toLowerCase());
  return text.normalize("NFC").match(WORD)?.map(stem).join(" ") ?? "";
}

/** Told of a word: its stem, and where in the text it stands. */
type Tell = (stem: string, start: number, end: number) => void;

/** Which words of a text may have stems that are looked for, by how they begin: stemming all the others would be most of the work. */
export class StemStarts {
  readonly #starts = new Set<number>();

  constructor(stems: Iterable<string>) {
    for (const stem of stems) {
      // Of some short words only a letter is left.
      this.#starts.add(stem.length < 2 ? foldedCode(stem, 0) : startOf(stem, 0));
      // The stem of "lying" is "lie".
      if (stem[1] === "i") this.#starts.add(startOf(`${stem[0]}y`, 0));
    }
  }

  /** Whether the word that begins at a place of a text may have one of the stems. */
  has(text: string, at: number): boolean {
    return this.#starts.has(startOf(text, at)) || this.#starts.has(foldedCode(text, at)) || isApostrophe(text, at + 1);
  }
}

/** Of the first two letters, or of the only one as if it had a blank behind. */
function startOf(text: string, at: number): number {
  const second = isLetter(text, at + 1) ? foldedCode(text, at + 1) : 0x20;
  return foldedCode(text, at) + second * 0x10000;
}

function foldedCode(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code === IO ? IE : code;
}

/** Tells of the words of a text in order, as `wordsIn` finds them; some of those that begin otherwise than one of `starts` are left out. */
export function eachStem(text: string, starts: StemStarts, tell: Tell): void {
  if (PLAIN_TEXT.test(text)) {
    const lower = text.toLowerCase();
    return eachPlainWord(lower, (start, end, hash) => {
      if (starts.has(lower, start)) tell(stemOfPlain(lower, start, end, hash), start, end);
    });
  }
  for (const word of wordsIn(text)) {
    // Enough for two letters with their marks, nearly always.
    const head = fold(word.text.slice(0, 6));
    if (starts.has(head.length < 2 ? fold(word.text) : head, 0)) {
      tell(stem(word.text.normalize("NFC")), word.start, word.end);
    }
  }
}

function stemPlainText(text: string): string {
  let stems = "";
  eachPlainWord(text, (start, end, hash) => {
    if (stems !== "") stems += " ";
    stems += stemOfPlain(text, start, end, hash);
  });
  return stems;
}

function stemOfPlain(text: string, start: number, end: number, hash: number): string {
  return isNumber(text, start) ? plain(fold(text.slice(start, end))) : stemAt(text, start, end, hash);
}

function eachPlainWord(text: string, tell: (start: number, end: number, hash: number) => void): void {
  for (let at = 0; at < text.length; at++) {
    const start = at;
    let hash = 0;
    while (isLetter(text, at) || (at > start && isApostrophe(text, at) && isLetter(text, at + 1))) {
      hash = hashOf(hash, text.charCodeAt(at++));
    }
    if (at > start) tell(start, at, hash);
  }
}

/** Of plain text. */
function isLetter(text: string, at: number): boolean {
  return IS_LETTER[text.charCodeAt(at)] === 1;
}

function isApostrophe(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x27 || code === 0x2019;
}

/** Numbers, and what begins with one, have no endings, and there are too many to remember. */
function isNumber(text: string, at: number): boolean {
  // No character of a word comes before the digits.
  return text.charCodeAt(at) <= NINE;
}

/** True for a word of a script that is written without blanks. */
export function isUnspaced(word: string): boolean {
  return IS_UNSPACED.test(word);
}

/** What all forms of a word have in common, as far as we know the language. Letters and digits only. */
export function stem(word: string): string {
  if (isNumber(word, 0)) return plain(fold(word));
  let hash = 0;
  for (let at = 0; at < word.length; at++) hash = hashOf(hash, word.charCodeAt(at));
  return stemAt(word, 0, word.length, hash);
}

function stemAt(text: string, start: number, end: number, hash: number): string {
  memory ??= new StemMemory((word) => stemOfFolded(fold(word)));
  return memory.find(text, start, end, hash);
}

/** A word without what does not count: case, ё's dots, accents on Latin letters. */
export function fold(word: string): string {
  const lower = word.slice(0, MAX_WORD).toWellFormed().toLowerCase().replaceAll("’", "'");
  if (ASCII.test(lower)) return lower;
  // Cyrillic keeps its marks: й is no и. The dots of ё and a stress mark are left out by most who write.
  if (CYRILLIC.test(lower)) return lower.normalize("NFC").replaceAll("ё", "е").replace(/\u0301/g, "");
  return lower.normalize("NFD").replace(MARKS, "").normalize("NFC");
}

function stemOfFolded(word: string): string {
  if (CYRILLIC.test(word)) return plain(russian.stem(word));
  return plain(ASCII.test(word) ? english.stem(word) : word);
}

/** Without apostrophes. */
function plain(word: string): string {
  return word.replaceAll("'", "");
}
