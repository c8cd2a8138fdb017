/** Which of several notes somebody means who says some words of its title. */
import type { FoundNote } from "../situation.ts";
import { areRelated, fold, stem, stemsOf, wordsOf } from "../words.ts";

/** Words that people add to a title: "the shopping list" for Shopping. */
const GENERIC: ReadonlySet<string> = new Set(["list", "note", "page", "список", "заметка", "запись"].map(stem));

/** How titles are compared. */
export interface MatchOptions {
  /** Of several whose titles have the words, these are rather meant. */
  readonly prefers?: (note: FoundNote) => boolean;
  /** "Flat" may be "The flat", but also "Flat viewing": one of them is not taken for what is meant. */
  readonly careful?: boolean;
}

/** The notes whose title has all the words: only the one that has no others, where there is one. */
export function matchTitles(
  notes: readonly FoundNote[],
  words: string,
  { prefers, careful = false }: MatchOptions = {},
): readonly FoundNote[] {
  const exact = titled(notes, [words]);
  if (exact.length > 0) return exact;
  const matching = withAll(notes, stemsIn(words));
  const preferred = prefers === undefined ? [] : matching.filter(({ note }) => prefers(note));
  const left = preferred.length > 0 ? preferred : matching;
  const length = wordsOf(words).length;
  const whole = left.filter(({ note, isWhole }) => isWhole && (!careful || wordsOf(note.title).length === length));
  return (whole.length > 0 ? whole : left).map(({ note }) => note);
}

/** The notes of one of these very titles. */
export function titled(notes: readonly FoundNote[], titles: readonly string[]): readonly FoundNote[] {
  const wanted = new Set(titles.map(plain));
  return notes.filter(({ title }) => wanted.has(plain(title)));
}

/** Whether a note that was found by words has all of them, as far as is seen of it. */
export function hasAll({ title, snippet = "" }: FoundNote, words: string): boolean {
  const there = stemsOf(`${title} ${snippet}`);
  return stemsOf(words).every((word) => there.some((other) => areRelated(word, other)));
}

/** The words without those that people add to a title. */
export function tellingWords(words: string): string {
  return words.split(/\s+/).filter((word) => !GENERIC.has(stem(fold(word)))).join(" ");
}

function withAll(
  notes: readonly FoundNote[],
  wanted: readonly string[],
): readonly { readonly note: FoundNote; readonly isWhole: boolean }[] {
  if (wanted.length === 0) return [];
  return notes.map((note) => ({ note, stems: stemsIn(note.title) }))
    .filter(({ stems }) => wanted.every((word) => stems.some((other) => areRelated(word, other))))
    .map(({ note, stems }) => ({ note, isWhole: stems.length === wanted.length }));
}

function plain(title: string): string {
  return fold(title).replace(/\s+/g, " ").trim();
}

/** A title may be made of words that say nothing. */
function stemsIn(text: string): readonly string[] {
  const telling = stemsOf(text);
  return telling.length > 0 ? telling : [...new Set(wordsOf(text).map(stem))];
}
