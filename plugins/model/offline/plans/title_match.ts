/** Which of several notes somebody means who says some words of its title. */
import type { FoundNote } from "../situation.ts";
import { areRelated, fold, type Language, stem, stemsOf, wordsOf } from "../words.ts";

/** Words that people add to a title: "the shopping list" for Shopping. */
const GENERIC: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: new Set(["list", "note", "page"].map(stem)),
  ru: new Set(["список", "заметка", "запись"].map(stem)),
};

/** The notes whose title has all the words: only the one that has no others, where there is one. */
export function matchTitles(notes: readonly FoundNote[], words: string): readonly FoundNote[] {
  const exact = notes.filter(({ title }) => fold(title).trim() === fold(words).trim());
  return exact.length > 0 ? exact : withAll(notes, stemsIn(words));
}

/** The words without those that people add to a title. */
export function tellingWords(words: string, language: Language): string {
  return words.split(/\s+/).filter((word) => !GENERIC[language].has(stem(fold(word)))).join(" ");
}

function withAll(notes: readonly FoundNote[], wanted: readonly string[]): readonly FoundNote[] {
  if (wanted.length === 0) return [];
  const matching = notes.map((note) => ({ note, stems: stemsIn(note.title) })).filter(({ stems }) =>
    wanted.every((word) => stems.some((other) => areRelated(word, other)))
  );
  const whole = matching.filter(({ stems }) => stems.length === wanted.length);
  return (whole.length > 0 ? whole : matching).map(({ note }) => note);
}

/** A title may be made of words that say nothing. */
function stemsIn(text: string): readonly string[] {
  const telling = stemsOf(text);
  return telling.length > 0 ? telling : [...new Set(wordsOf(text).map(stem))];
}
