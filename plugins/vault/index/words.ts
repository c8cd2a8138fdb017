/** Text to words, and words to stems: the same for what is indexed and for what is asked. */
import snowball from "snowball-stemmers";

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
 * Most text is Latin and Cyrillic letters: a pattern of ranges reads it three times as fast as one of properties. It finds the same words in text that has
 * nothing else.
 */
const PLAIN_TEXT = /^[\x20-\x7E\s\u0400-\u0481\u048A-\u052F«»№\u2010-\u2027]*$/;
const PLAIN_WORD = /[A-Za-z0-9\u0400-\u0481\u048A-\u052F]+(?:['’][A-Za-z0-9\u0400-\u0481\u048A-\u052F]+)*/g;

const NINE = "9".charCodeAt(0);

/** Longer ones are no words but data; their beginning is enough to find them. */
const MAX_WORD = 48;
/** As many stems are remembered, and as many again that were met before those: most words of a text are among them. */
const MAX_STEMS = 400_000;

let stems = new Map<string, string>();
let olderStems = new Map<string, string>();

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
  // In lower case there are fewer words to remember.
  const words = PLAIN_TEXT.test(text) ? text.toLowerCase().match(PLAIN_WORD) : text.normalize("NFC").match(WORD);
  return words?.map(stem).join(" ") ?? "";
}

/** True for a word of a script that is written without blanks. */
export function isUnspaced(word: string): boolean {
  return IS_UNSPACED.test(word);
}

/** What all forms of a word have in common, as far as we know the language. Letters and digits only. */
export function stem(word: string): string {
  // Numbers have no endings, and there are too many to remember. No sign that words are made of comes before the digits.
  if (word.charCodeAt(0) <= NINE) return fold(word).replaceAll("'", "");
  let found = stems.get(word);
  if (found === undefined) {
    found = olderStems.get(word) ?? stemOfFolded(fold(word));
    // Forgetting all of them at once would cost more than all the rest of a scan.
    if (stems.size >= MAX_STEMS) [olderStems, stems] = [stems, new Map()];
    stems.set(word, found);
  }
  return found;
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
  if (CYRILLIC.test(word)) return russian.stem(word).replaceAll("'", "");
  return ASCII.test(word) ? english.stem(word).replaceAll("'", "") : word.replaceAll("'", "");
}
