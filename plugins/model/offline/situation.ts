/** What requests are carried out in: what was spoken of, and how it is told. */
import { type TextArguments, Translations } from "@portico/bot";
import { fold, type Language } from "./words.ts";
import type { Said } from "./prompt.ts";
import { unescapeMarkdown } from "./markdown.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

/** What is known of a note. What a tool did not say is `undefined`. */
export interface FoundNote {
  readonly id: string;
  readonly title: string;
  readonly folder?: string;
  readonly tags?: readonly string[];
  /** `YYYY-MM-DD`, maybe with a time behind it. */
  readonly created?: string;
  readonly snippet?: string;
}

const OWNER = "offline";
const NUMBERED = /^[ \t]*(\d{1,3})[.)][ \t]+(?:\*\*(.+?)\*\*|\[(.+?)\]\()/gm;
const NAMED = /\*\*(.+?)\*\*|(?<![!\\])\[([^\]\n]+)\]\(/g;

/** The notes of a question are not numbered: where people type, a number presses a button. */
const CHOICE = /^- \*\*(.+?)\*\*/gm;
/** What was quoted, of a note or a page, names no notes. */
const QUOTATION = /^>.*$/gm;

/** What was made or else changed is listed first below an answer, under a heading. */
const SECTION = /^\*\*[^\n]+\*\*\n((?:- [^\n]+(?:\n|$))+)/m;
const HEADING = /^\*\*[^\n]+\*\*$/gm;
const ITEM = /^- (.+)$/gm;
/** A note that was shown; what stands in it names no notes. */
const OPENED = /^\*\*(.+?)\*\*/;

const translations = new Translations();
translations.add(OWNER, { en, ru });
const LANGUAGES: readonly Language[] = ["en", "ru"];

/** Where a conversation is. The steps of a request change it. */
export class Situation {
  /** The notes of the step before in this request. */
  notes: readonly FoundNote[] | undefined;
  /** Whether the step before did the same to all of them. */
  together = false;
  /** Those that were listed last in it. */
  listed: readonly FoundNote[] | undefined;
  /** Titles of the list that the person saw last, by their place from 1. */
  readonly shown: ReadonlyMap<number, string>;
  /** Titles that the last answer named. */
  readonly named: readonly string[];
  /** Whether the last answer asked which note is meant, and whether it said nothing else. */
  readonly asked: "alone" | "too" | undefined;

  constructor(
    /** The language in which it is told. */
    readonly language: Language,
    /** What was said before. */
    readonly earlier: readonly Said[],
    /** What was attached to the task, or was read in a step of it. */
    public attached?: string,
    /** The note that the person chose where several were meant, and its place in the list of them. */
    readonly choice?: { readonly title: string; readonly place: number },
    /** The language of the request, and so of what is made for it. */
    private readonly spoken: Language = language,
  ) {
    const answer = earlier.findLast(({ role }) => role === "assistant")?.text ?? "";
    const opened = OPENED.exec(answer)?.[1];
    const list = opened === undefined ? answer.replace(QUOTATION, "") : "";
    const asks = (id: string) =>
      LANGUAGES.map((language) => translations.t(OWNER, language, id, { list: "" }).split("\n")[0]);
    this.asked = asks("which").some((question) => answer.startsWith(question))
      ? "alone"
      : asks("ask-which").some((question) => answer.includes(question))
      ? "too"
      : undefined;
    this.shown = new Map(
      this.asked === undefined
        ? Array.from(
          list.matchAll(NUMBERED),
          ([, place, bold, link]) => [Number(place), unescapeMarkdown(bold ?? link)],
        )
        : Array.from(list.matchAll(CHOICE), ([, title], index) => [index + 1, unescapeMarkdown(title)]),
    );
    const section = SECTION.exec(list)?.[1];
    const [titles, items] = [list.replace(HEADING, "").matchAll(NAMED), (section ?? "").matchAll(ITEM)].map((found) =>
      Array.from(found, ([, bold, link]) => unescapeMarkdown(bold ?? link))
    );
    const named = opened !== undefined ? [unescapeMarkdown(opened)] : items.length > 0 ? items : titles;
    this.named = [...new Map(named.map((title) => [fold(title), title])).values()];
  }

  /** A text for the person. */
  say(id: string, args?: TextArguments): string {
    return translations.t(OWNER, this.language, id, args);
  }

  /** A text that goes into a note, in the language of the request. */
  write(id: string, args?: TextArguments): string {
    return translations.t(OWNER, this.spoken, id, args);
  }
}
