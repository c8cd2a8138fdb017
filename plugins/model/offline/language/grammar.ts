/** What a language is made of, as far as requests need it: words and forms, all data. */
import type { Period } from "../request.ts";
import type { Language } from "../words.ts";

/** What a form of a sentence asks for. */
export type FormKind =
  | "write"
  | "greet"
  | "thank"
  | "remind"
  | "visit"
  | "tags"
  | "incomplete"
  | "undo"
  | "today"
  | "help"
  | "listing"
  | "count"
  | "retag"
  | "tag"
  | "untag"
  | "rename"
  | "collect"
  | "merge"
  | "create"
  | "append"
  | "move"
  | "delete"
  | "recall"
  | "find"
  | "list"
  | "show"
  | "open"
  | "bare"
  | "question"
  | "beyond";

/**
 * A sentence with slots: `{find} <notes>`.
 *
 * - `{name}` any word of a class
 * - `<name>` any text, as short as the rest allows; `<name:most>` as long
 * - `<name:word>` one word, `number` a number, `quoted` a quotation, `url` an address of the web, `hashes` words that begin with `#`; or a word of a class
 * - `[x]` x or nothing, `(x|y)` one of them
 *
 * A blank is any white space. Letters count without case, and ё as е.
 */
export type Form = string;

/** How notes and times are referred to. */
export interface NoteForms {
  /** One note of the step before, and several. */
  readonly same: readonly Form[];
  readonly sameMany: readonly Form[];
  readonly last: readonly Form[];
  /** With `<count:number>` or without. */
  readonly lastMany: readonly Form[];
  /** Words for first, second, …: alternatives, each a pattern. */
  readonly ordinals: readonly string[];
  /** Around `<places>`: ordinals or numbers. */
  readonly places: readonly Form[];
  /** Begin a phrase that means all notes of a kind. */
  readonly all: readonly Form[];
  /** Begin one that does so where a topic follows, or nothing. */
  readonly plural: readonly Form[];
  /** End a phrase that means all notes about its words. */
  readonly allBehind: readonly Form[];
  /** Articles and the like. */
  readonly article: Form;
  /** Begin a phrase about one note, and say nothing of which. */
  readonly one: readonly Form[];
  /** End it. */
  readonly oneBehind: readonly Form[];
  /** Prepositions of a topic. */
  readonly about: Form;
  /** With `<tag:word>`, and `<tag2:word>` where there may be two. */
  readonly tagged: readonly Form[];
  /** With `<folder>`. */
  readonly inFolder: readonly Form[];
  /** Where `<folder:word>` stands right behind "all". */
  readonly allIn?: Form;
  /** Begins what shall not be. */
  readonly negation: Form;
  /** What stands between several notes. */
  readonly between: string;
  /** May stand before a folder's name. */
  readonly folderNoun: Form;
  /** Forms of periods; `<count:number>` and `<year:number>` are taken from the text. */
  readonly periods: readonly (readonly [Form, Period])[];
  /** Prepositions that may stand before a period, and endings behind it. */
  readonly periodBefore: Form;
  readonly periodBehind?: Form;
}

/** A grammar of requests. */
export interface Grammar {
  readonly language: Language;
  /** Numbers up to ten, in words. */
  readonly numbers: readonly string[];
  /** Word classes: alternatives, each a pattern. */
  readonly classes: Readonly<Record<string, readonly string[]>>;
  /** Said before a request without meaning, and behind it. */
  readonly politeBefore: readonly Form[];
  readonly politeBehind: readonly Form[];
  /** Said behind the first word. */
  readonly politeWithin: Form;
  /** What joins two requests. */
  readonly joiners: readonly string[];
  /** In the order in which they are tried. */
  readonly forms: readonly (readonly [FormKind, ...Form[]])[];
  readonly notes: NoteForms;
  /** What "recall" looks for, by the beginning of the verb that was used: words to search. */
  readonly recalled: readonly (readonly [beginning: string, ...words: string[]])[];
}
