/** A question in natural language, as terms that a note is looked for by. */
import { isStopWord } from "./stop_words.ts";
import { wordEnd, wordStart } from "./word_bounds.ts";
import { fold, isUnspaced, stem, wordsIn } from "./words.ts";
import { relatives } from "./word_families.ts";

/** A word that is asked for. */
export interface Term {
  /** Stems of its forms, the first as it was asked for. Where there is a second `next`, it must stand right behind. */
  readonly stems: readonly string[];
  /** The other half of a pair of characters of a script without blanks. */
  readonly next?: string;
}

/** What somebody asks for. */
export interface Question {
  /** Different ones, in the order in which they were asked for. */
  readonly terms: readonly Term[];
}

/** Of a longer text only the beginning and the end are read, in characters each: the question is in one of them. */
const MAX_END = 8_000;
/** As many different words of each of the two ends are looked up. */
const MAX_TERMS = 24;

/** Reads a question. Words that say nothing are left out, unless there are no others. It has no terms when there is no word in it. */
export function readQuestion(text: string): Question {
  const ends = text.length <= 2 * MAX_END
    ? [text]
    : [text.slice(0, wordEnd(text, MAX_END, 0)), text.slice(wordStart(text, text.length - MAX_END))];
  const all = ends.map((end) => termsOf(end.toWellFormed().normalize("NFC")));
  const telling = all.map((terms) => terms.filter(({ isStop }) => !isStop));
  return { terms: bounded(telling.some((terms) => terms.length > 0) ? telling : all).map(({ term }) => term) };
}

interface Read {
  readonly key: string;
  readonly isStop: boolean;
  readonly term: Term;
}

function termsOf(text: string): readonly Read[] {
  const found: Read[] = [];
  const known = new Set<string>();
  const add = (key: string, isStop: boolean, term: Term): void => {
    if (!known.has(key)) found.push({ key, isStop, term });
    known.add(key);
  };
  let before: { readonly text: string; readonly end: number; paired: boolean } | undefined;
  const addSingle = (): void => {
    if (before !== undefined && !before.paired) add(before.text, false, { stems: [before.text] });
  };
  for (const word of wordsIn(text)) {
    const found = stem(word.text);
    // Some marks that stand alone are nothing.
    if (found === "") continue;
    if (isUnspaced(word.text)) {
      const touches = before?.end === word.start;
      if (before !== undefined && touches) {
        before.paired = true;
        add(`${before.text} ${found}`, false, { stems: [before.text], next: found });
      } else addSingle();
      before = { text: found, end: word.end, paired: touches };
      continue;
    }
    addSingle();
    before = undefined;
    add(found, isStopWord(fold(word.text)), { stems: [found, ...relatives(found)] });
  }
  addSingle();
  return found;
}

/** The first terms of a text, and the last: what is asked is said at one of its ends. */
function bounded(ends: readonly (readonly Read[])[]): readonly Read[] {
  const all = [...new Map(ends.flat().map((read) => [read.key, read])).values()];
  return all.length <= 2 * MAX_TERMS ? all : [...all.slice(0, MAX_TERMS), ...all.slice(-MAX_TERMS)];
}
