/** Reads which notes a phrase means. */
import type { Quotations } from "../quotations.ts";
import type { AllNotes, NoteReference } from "../request.ts";
import { Pattern } from "./forms.ts";
import type { Form, Grammar } from "./grammar.ts";
import { PeriodReader } from "./periods.ts";

const EDGES = /^[\s,.;:!?]+|[\s,.;:!?]+$/g;
const HASHTAG = /(?<![\p{L}\p{N}#])#([\p{L}\p{N}_\-/]+)/u;
const TAG_BREAKS = /[^\p{L}\p{N}_\-/]+/gu;
const MAX_TAGS = 10;
/** More words are a sentence rather than a tag. */
const MAX_TAG_WORDS = 3;
const MAX_PLACE = 100;
/** More notes are not looked for by their titles at once. */
const MAX_TITLES = 3;
/** Stands between titles, and never before what says which notes are meant, as "with" does. */
const LISTED = /\s*,\s*(?:(?:and|и)\s+)?|\s+(?:and|и|&)\s+/iu;
/** So many words before the one that is named say nothing. */
const MAX_STRIPPED = 5;

/** A phrase without what says which tag or folder. */
type Filtered = Pick<AllNotes, "tag" | "moreTags" | "folder"> & { readonly rest: string };

/** Reads phrases of one language. */
export class ReferenceReader {
  readonly #periods: PeriodReader;
  readonly #forms: Readonly<Record<"same" | "sameMany" | "last" | "lastMany" | "places", readonly Pattern[]>>;
  readonly #all: readonly Pattern[];
  readonly #plural: readonly Pattern[];
  readonly #allBehind: readonly Pattern[];
  readonly #article: Pattern;
  readonly #one: readonly Pattern[];
  readonly #oneBehind: readonly Pattern[];
  readonly #negation: Pattern;
  readonly #allIn: Pattern | undefined;
  readonly #about: Pattern;
  readonly #aboutWithin: Pattern;
  readonly #filters: readonly Pattern[];
  readonly #tagNouns: Pattern;
  readonly #between: RegExp;
  readonly #dangling: RegExp;
  readonly #ordinals: readonly RegExp[];
  readonly #numbers: readonly RegExp[];

  constructor(grammar: Grammar, classes: Grammar["classes"]) {
    const { notes: words } = grammar;
    const make = (forms: readonly Form[], stance: "whole" | "begins" | "ends" | "within") =>
      forms.map((form) => new Pattern(form, classes, stance));
    this.#numbers = grammar.numbers.map((number) => new RegExp(`^(?:${number})$`, "iu"));
    this.#ordinals = words.ordinals.map((ordinal) => new RegExp(`^(?:${ordinal})$`, "iu"));
    this.#periods = new PeriodReader(words, classes, (word) => this.numberOf(word));
    this.#forms = {
      same: make(words.same, "whole"),
      sameMany: make(words.sameMany, "whole"),
      last: make(words.last, "whole"),
      lastMany: make(words.lastMany, "whole"),
      places: make(words.places, "whole"),
    };
    this.#all = make(words.all, "begins");
    this.#plural = make(words.plural, "begins");
    this.#allBehind = make(words.allBehind, "ends");
    this.#article = new Pattern(words.article, classes, "begins");
    this.#one = make([words.article], "begins").concat(make(words.one, "begins"));
    this.#oneBehind = make(words.oneBehind, "ends");
    this.#negation = new Pattern(words.negation, classes, "begins");
    this.#allIn = words.allIn === undefined ? undefined : new Pattern(words.allIn, classes);
    this.#about = new Pattern(words.about, classes, "begins");
    this.#aboutWithin = new Pattern(words.about, classes, "within");
    this.#filters = [...make(words.tagged, "within"), ...make(words.inFolder, "ends")];
    this.#tagNouns = new Pattern("{tags}", classes, "begins");
    this.#between = new RegExp(String.raw`\s*,\s*(?:(?:${words.between})\s+)?|\s+(?:${words.between})\s+`, "iu");
    this.#dangling = new RegExp(String.raw`^(?:${words.between})(?:\s|$)|(?:^|\s)(?:${words.between})$`, "iu");
  }

  /** Which notes; `undefined` where the phrase names none. `one` where only one can be meant. */
  read(phrase: string, quotations: Quotations, one = false): NoteReference | undefined {
    const text = phrase.replace(EDGES, "");
    if (text === "" || this.#dangling.test(text) || this.#negation.test(text)) return undefined;
    const pointed = this.#pointed(text);
    if (pointed?.by === "last") return { ...pointed, said: this.#titlesOf(text, quotations) };
    if (pointed !== undefined) return pointed;
    const all = one ? undefined : this.readAll(text, quotations);
    if (all === undefined) return this.#named(text, quotations, one);
    return this.#asTitles(all, text, quotations);
  }

  /** All notes that the phrase describes; `undefined` where it rather names one. `described` where it surely does not. */
  readAll(phrase: string, quotations: Quotations, described = false): AllNotes | undefined {
    const { rest: timeless, period } = this.#periods.read(phrase.replace(EDGES, ""));
    const { rest, ...filters } = this.#filtered(timeless, quotations);
    const filtered = period !== undefined || filters.tag !== undefined || filters.folder !== undefined;
    const strong = stripFirst(this.#all, rest);
    const weak = strong ?? stripFirst(this.#plural, rest);
    const behind = weak ?? stripFirst(this.#allBehind, rest);
    const topic = (behind ?? rest).replace(EDGES, "");
    const place = weak === undefined || filters.folder !== undefined
      ? undefined
      : this.#allIn?.match(topic)?.slots.folder;
    if (place !== undefined) {
      return { by: "all", ...filters, folder: quotations.words(place), ...(period && { period }) };
    }
    const about = this.#about.match(topic);
    const bare = (about === undefined ? topic : topic.slice(about.end)).replace(EDGES, "");
    const isDescription = described || filtered || strong !== undefined ||
      (weak !== undefined ? bare === "" || about !== undefined : behind !== undefined && bare !== "");
    if (!isDescription) return undefined;
    const plain = filtered && weak === undefined ? this.#stripOne(bare) : this.#article.strip(bare);
    const words = plain.replace(EDGES, "");
    return {
      by: "all",
      ...(words === "" ? {} : { words: quotations.words(words, '"') }),
      ...(words === "" || about === undefined ? {} : { topic: quotations.words(topic) }),
      ...filters,
      ...(period && { period }),
    };
  }

  /** The notes that shall be merged: two or more, or all of a kind. */
  readSeveral(phrase: string, quotations: Quotations): readonly NoteReference[] | undefined {
    const text = phrase.replace(EDGES, "");
    const whole = this.#pointed(text);
    if (whole !== undefined) return isMany(whole) ? [whole] : undefined;
    if (stripFirst(this.#all, text) === undefined) {
      const plain = stripFirst(this.#plural, text) ?? text;
      const about = this.#about.match(plain);
      const parts = this.#parts(about === undefined ? plain : plain.slice(about.end), quotations);
      if (parts !== undefined && about !== undefined) {
        return parts.map((part) => part.by === "words" ? { ...part, about: true } : part);
      }
      if (parts !== undefined) return parts;
    }
    const all = this.readAll(text, quotations);
    return all === undefined ? undefined : [this.#asTitles(all, text, quotations)];
  }

  /** Whether a phrase begins as those do that mean several notes. */
  isQuantified(phrase: string): boolean {
    return [...this.#all, ...this.#plural].some((pattern) => pattern.test(phrase));
  }

  /** The tags of a list of them; `undefined` where one can't be a tag. */
  readTags(phrase: string, quotations: Quotations): readonly string[] | undefined {
    const parts = this.#tagNouns.strip(phrase.replace(EDGES, "")).split(/(?<=\S)\s+(?=#)/)
      .flatMap((part) => part.split(this.#between));
    const tags = parts.map((part) => toTag(quotations.words(part)));
    const usable = tags.every((tag) => /\p{L}/u.test(tag)) && tags.length <= MAX_TAGS &&
      parts.every((part) => part.trim().split(/\s+/).length <= MAX_TAG_WORDS && !this.#negation.test(part));
    return usable ? [...new Set(tags)] : undefined;
  }

  /** A number in digits or words; `NaN` for anything else. */
  numberOf(word: string): number {
    if (/^\d+$/.test(word)) return Number(word);
    const at = this.#numbers.findIndex((number) => number.test(word.replaceAll("ё", "е")));
    return at < 0 ? NaN : at + 1;
  }

  #pointed(text: string): NoteReference | undefined {
    const matches = (patterns: readonly Pattern[]) => patterns.some((pattern) => pattern.test(text));
    if (matches(this.#forms.same)) return { by: "same", many: false };
    if (matches(this.#forms.sameMany)) return { by: "same", many: true };
    if (matches(this.#forms.last)) return { by: "last", count: 1 };
    for (const pattern of this.#forms.lastMany) {
      const found = pattern.match(text);
      if (found === undefined) continue;
      const count = found.slots.count === undefined ? undefined : this.numberOf(found.slots.count);
      if (count === undefined) return { by: "last" };
      if (count > 0 && count <= MAX_PLACE) return { by: "last", count };
    }
    for (const pattern of this.#forms.places) {
      const places = pattern.match(text)?.slots.places?.split(this.#between).map((place) => this.#placeOf(place));
      if (places?.every((place) => place > 0 && place <= MAX_PLACE)) {
        return { by: "place", places: [...new Set(places)] };
      }
    }
  }

  #placeOf(text: string): number {
    const word = text.trim().replace(/^[#№]\s*/, "").replaceAll("ё", "е");
    const at = this.#ordinals.findIndex((ordinal) => ordinal.test(word));
    return at >= 0 ? at + 1 : /^\d{1,3}$/.test(word) ? Number(word) : NaN;
  }

  #named(text: string, quotations: Quotations, one: boolean): NoteReference | undefined {
    const name = this.#stripOne(text);
    if (quotations.isQuotation(name)) return { by: "title", title: quotations.words(name) };
    const words = quotations.words(name);
    if (!/[\p{L}\p{N}]/u.test(words)) return undefined;
    const parts = one ? undefined : this.#parts(name, quotations);
    const about = this.#isAbout(text, name);
    return { by: "words", words, ...(about ? { about } : {}), ...(parts === undefined ? {} : { parts }) };
  }

  /** Whether what was taken off before a name says that the note is about it. */
  #isAbout(text: string, name: string): boolean {
    const before = text.slice(0, text.lastIndexOf(name));
    return this.#aboutWithin.test(before);
  }

  #parts(text: string, quotations: Quotations): readonly NoteReference[] | undefined {
    const phrases = text.split(this.#between).filter((phrase) => phrase.trim() !== "");
    const parts = phrases.map((phrase) => this.read(phrase, quotations, true)).filter((part) => part !== undefined);
    return parts.length >= 2 && parts.length === phrases.length ? parts : undefined;
  }

  /** A description with what its phrase is where it is one title or several. */
  #asTitles(all: AllNotes, text: string, quotations: Quotations): AllNotes {
    const parts = this.#allParts(text, quotations);
    return { ...all, said: this.#titlesOf(text, quotations), ...(parts === undefined ? {} : { parts }) };
  }

  /** A phrase that says of several notes which they are, taken apart where it may name some of them. */
  #allParts(text: string, quotations: Quotations): readonly NoteReference[] | undefined {
    const phrases = text.split(LISTED).filter((phrase) => phrase.trim() !== "");
    if (phrases.length < 2 || phrases.length > MAX_TITLES) return undefined;
    const parts = phrases.map((phrase) => this.read(phrase, quotations)).filter((part) => part !== undefined);
    return parts.length === phrases.length && parts.every(isSome) ? parts : undefined;
  }

  /** What the title of a note may be that is named by a phrase. */
  #titlesOf(text: string, quotations: Quotations): readonly string[] {
    return [...new Set([text, this.#article.strip(text)].map((title) => quotations.words(title)))];
  }

  #filtered(phrase: string, quotations: Quotations): Filtered {
    let rest = phrase;
    let tag: string | undefined;
    let folder: string | undefined;
    let moreTags: readonly string[] | undefined;
    for (const pattern of this.#filters) {
      const found = pattern.match(rest);
      if (found === undefined) continue;
      if (tag === undefined && found.slots.tag !== undefined) {
        tag = toTag(quotations.words(found.slots.tag));
        if (found.slots.tag2 !== undefined) moreTags = [toTag(quotations.words(found.slots.tag2))];
      } else if (folder === undefined && found.slots.folder !== undefined) {
        // A topic may stand behind the folder.
        const topic = this.#aboutWithin.match(found.slots.folder);
        folder = quotations.words(found.slots.folder.slice(0, topic?.start)).replace(EDGES, "");
        rest = `${rest} ${topic === undefined ? "" : found.slots.folder.slice(topic.start)}`;
      } else continue;
      rest = `${rest.slice(0, found.start)} ${rest.slice(found.end)}`.trim();
    }
    const hashtag = tag === undefined ? HASHTAG.exec(rest) : null;
    if (hashtag !== null) {
      tag = toTag(hashtag[1]);
      rest = rest.replace(hashtag[0], " ").trim();
    }
    return { rest, ...(tag ? { tag } : {}), ...(moreTags ? { moreTags } : {}), ...(folder ? { folder } : {}) };
  }

  #stripOne(text: string): string {
    let name = text.trim();
    for (let times = 0; times < MAX_STRIPPED; times++) {
      const shorter = stripFirst(this.#one, name) ?? stripFirst(this.#oneBehind, name);
      // A note may be called just "Note".
      if (shorter === undefined || shorter === "") break;
      name = shorter;
    }
    return name;
  }
}

function stripFirst(patterns: readonly Pattern[], text: string): string | undefined {
  return patterns.find((pattern) => pattern.test(text))?.strip(text);
}

function isMany(reference: NoteReference): boolean {
  return (reference.by === "same" && reference.many) || (reference.by === "last" && reference.count !== 1) ||
    (reference.by === "place" && reference.places.length > 1);
}

/** Whether not simply all notes are meant. */
function isSome(reference: NoteReference): boolean {
  return reference.by !== "all" ||
    [reference.words, reference.tag, reference.folder, reference.period].some((of) => of);
}

function toTag(text: string): string {
  return text.trim().replace(TAG_BREAKS, "-").replace(/^[-/]+|[-/]+$/g, "");
}
