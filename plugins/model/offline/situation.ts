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
const NAMED = /\*\*(.+?)\*\*|(?<!!)\[([^\]\n]+)\]\(/g;

/** What was made or else changed is listed first below an answer, under a heading. */
const SECTION = /^\*\*[^\n]+\*\*\n((?:- [^\n]+(?:\n|$))+)/m;
const HEADING = /^\*\*[^\n]+\*\*$/gm;
const ITEM = /^- (.+)$/gm;
/** A note that was shown; what stands in it names no notes. */
const OPENED = /^\*\*(.+?)\*\*/;

const translations = new Translations();
translations.add(OWNER, { en, ru });

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

  constructor(
    readonly language: Language,
    /** What was said before. */
    readonly earlier: readonly Said[],
    /** What was attached to the task. */
    readonly attached?: string,
    /** The note that the person chose where several were meant, and its place in the list of them. */
    readonly choice?: { readonly title: string; readonly place: number },
  ) {
    const answer = earlier.findLast(({ role }) => role === "assistant")?.text ?? "";
    const opened = OPENED.exec(answer)?.[1];
    const list = opened === undefined ? answer : "";
    this.shown = new Map(
      Array.from(list.matchAll(NUMBERED), ([, place, bold, link]) => [Number(place), unescapeMarkdown(bold ?? link)]),
    );
    const section = SECTION.exec(list)?.[1];
    const [titles, items] = [list.replace(HEADING, "").matchAll(NAMED), (section ?? "").matchAll(ITEM)].map((found) =>
      Array.from(found, ([, bold, link]) => unescapeMarkdown(bold ?? link))
    );
    const named = opened !== undefined ? [unescapeMarkdown(opened)] : items.length > 0 ? items : titles;
    this.named = [...new Map(named.map((title) => [fold(title), title])).values()];
  }

  /** A text in the language of the request. */
  say(id: string, args?: TextArguments): string {
    return translations.t(OWNER, this.language, id, args);
  }
}
