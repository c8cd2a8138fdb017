/** What a person can ask for without a model, as it was understood. */
import type { Language } from "./words.ts";

/** A time that was named, before it is known what day it is. */
export type Period =
  /** A day, week, month or year of the calendar: this one, or so many before it. */
  | { readonly span: "day" | "week" | "month" | "year"; readonly ago: number }
  /** So many days up to today. */
  | { readonly span: "days"; readonly count: number }
  /** The last such day, 1 for Monday; today counts. */
  | { readonly span: "weekday"; readonly day: number }
  /** 1 for January; the last one that has begun where no year is named. */
  | { readonly span: "named"; readonly month: number; readonly year?: number }
  | { readonly span: "calendar"; readonly year: number }
  /** `YYYY-MM-DD`. */
  | { readonly span: "date"; readonly date: string };

/** All notes that something is true of. */
export interface AllNotes {
  readonly by: "all";
  /** Words that are in them. */
  readonly words?: string;
  /** The words as they were said, where a preposition stands before them: `про квартиру`. */
  readonly topic?: string;
  readonly tag?: string;
  /** They have these, too. */
  readonly moreTags?: readonly string[];
  readonly folder?: string;
  readonly period?: Period;
  /** The whole phrase, which may also be the title of a note: with its article, and without. */
  readonly said?: readonly string[];
  /** The notes that are meant where one of them has a title of that very name. */
  readonly parts?: readonly NoteReference[];
}

/** Which notes are meant. */
export type NoteReference =
  | AllNotes
  /** By words of the title, or of the text where `about` is true; `parts` where the words may also be those of several titles. */
  | {
    readonly by: "words";
    readonly words: string;
    readonly about?: boolean;
    readonly parts?: readonly NoteReference[];
  }
  /** By the whole title. */
  | { readonly by: "title"; readonly title: string }
  /** The newest ones; without a count where several are meant and nobody said how many. */
  | { readonly by: "last"; readonly count?: number; readonly said?: readonly string[] }
  /** Those of the step before. */
  | { readonly by: "same"; readonly many: boolean }
  /** By their place in the list that was shown last, from 1. */
  | { readonly by: "place"; readonly places: readonly number[] };

/** What can be begun to be asked for. */
export const INCOMPLETE = [
  "rename",
  "tag",
  "untag",
  "move",
  "append",
  "merge",
  "delete",
  "open",
  "find",
  "create",
] as const;

/** One thing to do. */
export type Request =
  | { readonly kind: "find"; readonly notes: AllNotes }
  | { readonly kind: "list"; readonly notes: AllNotes | Extract<NoteReference, { by: "last" }> }
  | { readonly kind: "count"; readonly notes: AllNotes }
  /** What somebody did: of these notes those with any of the words. */
  | { readonly kind: "recall"; readonly words: readonly string[]; readonly notes: AllNotes }
  | { readonly kind: "open"; readonly notes: NoteReference }
  /** `remove: "all"` takes every tag away. */
  | {
    readonly kind: "tag";
    readonly notes: NoteReference;
    readonly add: readonly string[];
    readonly remove: readonly string[] | "all";
  }
  | { readonly kind: "rename"; readonly notes: NoteReference; readonly title: string }
  | { readonly kind: "move"; readonly notes: NoteReference; readonly folder: string }
  /** Without a text what was attached is meant. */
  | { readonly kind: "append"; readonly notes: NoteReference; readonly text?: string }
  /** The first takes the others in. */
  | { readonly kind: "merge"; readonly notes: readonly NoteReference[]; readonly title?: string }
  | { readonly kind: "collect"; readonly notes: NoteReference; readonly title?: string }
  | { readonly kind: "delete"; readonly notes: NoteReference }
  /** The text of a page. */
  | { readonly kind: "visit"; readonly url: string }
  /** Which tags there are. */
  | { readonly kind: "tags" }
  | {
    readonly kind: "create";
    /** Made from the body by default. */
    readonly title?: string;
    /** What was attached by default. */
    readonly body?: string;
    readonly folder?: string;
  }
  | { readonly kind: "undo" }
  | { readonly kind: "today" }
  | { readonly kind: "help" }
  /** What was found shall be a list, which it is. */
  | { readonly kind: "listing" }
  /** The answer to "which of these?". */
  | { readonly kind: "choose"; readonly place: number }
  /** Nothing reminds of anything. */
  | { readonly kind: "remind" }
  | { readonly kind: "greet" | "thank" }
  /** It is not said of which note, or what with it. */
  | { readonly kind: "incomplete"; readonly of: typeof INCOMPLETE[number] }
  /** It needs understanding. */
  | { readonly kind: "beyond" }
  | { readonly kind: "unknown" };

/** A request with the words it was made in. */
export interface Clause {
  readonly request: Request;
  readonly text: string;
  readonly language: Language;
}
