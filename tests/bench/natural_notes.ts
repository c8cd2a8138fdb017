/** Many notes whose words are as frequent as in natural text, always the same ones. */
import { join } from "node:path";
import { randomOf } from "../support/random.ts";

/** A language as far as a search sees it: words of syllables, in forms that a stemmer brings together. */
export interface Language {
  /** What words are made of. */
  readonly syllables: readonly string[];
  /** Endings of the forms of a word. */
  readonly endings: readonly string[];
  /** Bytes that a letter takes in a file. */
  readonly width: number;
}

function syllablesOf(consonants: string, vowels: string): string[] {
  return Array.from(consonants, (consonant) => Array.from(vowels, (vowel) => consonant + vowel)).flat();
}

/** Words like `tisuted`. */
export const english: Language = {
  syllables: syllablesOf("bdfghklmnprstvw", "aeiou"),
  endings: ["t", "ts", "ted", "ting"],
  width: 1,
};

/** Words like `дубуков`. */
export const russian: Language = {
  syllables: syllablesOf("бвгджзклмнпрстф", "аеиоу"),
  endings: ["к", "ка", "ки", "ков", "ками", "ку", "ке", "кой"],
  width: 2,
};

/** Different words of a language, of which most are seldom used. */
const WORDS = 30_000;
/** Bytes of a note's file. */
const SIZE = 1024;
const DAY = 24 * 60 * 60_000;
const FIRST_DAY = Date.UTC(2023, 0, 1);

/** The most frequent words, which make half of a text, are short ones like "and" that have no forms. */
const PARTICLES = 60;

/** A word by its rank: 0 is the most frequent one, and the seldom ones are longer. `form` is any number. */
export function wordOf({ syllables, endings }: Language, rank: number, form: number): string {
  let word = "";
  for (let left = rank + 1; left > 0; left = Math.floor((left - 1) / syllables.length)) {
    word += syllables[(left - 1) % syllables.length];
  }
  return rank < PARTICLES ? word : word + endings[form % endings.length];
}

/** Writes notes by Zipf's law: the word of rank n is n times as seldom as the first, which is every fifteenth. */
class Writer {
  readonly #random = randomOf(1);
  readonly #forms = new Map([english, russian].map((language) => [
    language,
    Array.from({ length: WORDS }, (_, rank) => language.endings.map((_, form) => wordOf(language, rank, form))),
  ]));

  /** The file of a note: the front matter that the vault writes, and sentences in both languages. */
  note(number: number): string {
    const created = new Date(FIRST_DAY + Math.floor(this.#random() * 1_000 * DAY)).toISOString();
    const tag = wordOf(english, Math.floor(this.#random() * 200), 0);
    let text = `---\nid: bench-${number}\ncreated: ${created}\ntags:\n  - ${tag}\n---\n\n`;
    for (let size = text.length; size < SIZE;) {
      const language = this.#random() < 0.5 ? english : russian;
      const sentence = this.#sentence(language);
      text += sentence;
      size += sentence.length * language.width;
    }
    return text + "\n";
  }

  #sentence(language: Language): string {
    const words = Array.from({ length: 5 + Math.floor(this.#random() * 10) }, () => this.#word(language));
    const text = words.join(" ");
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}${this.#random() < 0.2 ? ".\n\n" : ". "}`;
  }

  #word(language: Language): string {
    const rank = Math.floor((WORDS + 1) ** this.#random()) - 1;
    const forms = this.#forms.get(language)?.[rank] ?? [];
    return forms[Math.floor(this.#random() * forms.length)] ?? "";
  }
}

/** Writes `count` notes of 1 KB into a folder. */
export function writeNotes(folder: string, count: number): void {
  const writer = new Writer();
  for (let number = 1; number <= count; number++) {
    Deno.writeTextFileSync(join(folder, `Note ${number}.md`), writer.note(number), { createNew: true });
  }
}
