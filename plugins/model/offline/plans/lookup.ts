/** Finds the notes that are meant. */
import { escapeMarkdown } from "@portico/bot";
import type { JSONObject } from "@ai-sdk/provider";
import { type Days, daysOf, isWithin, needsToday } from "../dates.ts";
import { call, Halt, haltOf, output, type Plan } from "../plan.ts";
import type { AllNotes, NoteReference, Period } from "../request.ts";
import type { FoundNote, Situation } from "../situation.ts";
import { fold, tellingOnly, withoutFleeting } from "../words.ts";
import { choiceList, notesIn, tagList } from "./found_notes.ts";
import { hasAll, type MatchOptions, matchTitles, tellingWords, titled } from "./title_match.ts";

/**
 * So many notes are changed at most, each by a call of its own: with what has to be looked up before, these are the 20 calls that an agent may make
 * where nobody configures more.
 */
export const MANY = 15;
/** So many are looked at. */
export const MOST = 30;
const FEW = 10;
/** As many notes with the words of a title are looked at. */
const CANDIDATES = 20;

/** Notes that were found. */
export interface Found {
  readonly notes: readonly FoundNote[];
  /** How many there are in all, as far as that is known. */
  readonly total: number;
  /** There may be more than are known. */
  readonly open?: boolean;
}

/** How notes are looked for. */
export interface LookupOptions extends MatchOptions {
  /** So many at most. */
  readonly most?: number;
  /** A description is one even where it is a title, too: a note that was collected is titled so. */
  readonly described?: boolean;
}

/** The one note that is meant. Halts, and asks back, where that is not clear. */
export function* findOne(reference: NoteReference, situation: Situation, options: LookupOptions = {}): Plan<FoundNote> {
  const { notes } = yield* findNotes(reference, situation, options);
  return notes.length === 1 ? notes[0] : oneOf(notes, situation);
}

/** All notes that are meant, at least one. Halts where there is none. */
export function* findNotes(
  reference: NoteReference,
  situation: Situation,
  options: LookupOptions = {},
): Plan<Found> {
  switch (reference.by) {
    case "all":
      return (options.described ? undefined : yield* findTitled(reference, situation, options)) ??
        (yield* findDescribed(reference, situation, options));
    case "last": {
      const { most = MANY, careful } = options;
      const { notes } = yield* listNotes({ limit: Math.min(reference.count ?? FEW, most) });
      if (notes.length === 0) throw new Halt("no-notes");
      const named = careful ? yield* findExact(reference.said, situation, options) : undefined;
      const both = foundAll([...(named === undefined ? [] : [named]), ...notes]);
      // A note may be called "Last", and another one be the last.
      if (both.notes.length > notes.length) return foundAll([oneOf(both.notes, situation)]);
      // There may be more, but these are the ones that were meant.
      return foundAll(notes);
    }
    case "same":
      return foundAll(yield* findSame(reference.many, situation));
    case "place": {
      const notes: FoundNote[] = [];
      for (const place of reference.places) notes.push(yield* findPlace(place, situation));
      return foundAll(notes);
    }
    case "title":
      return foundAll([yield* findNamed(reference.title, situation)]);
    case "words":
      return foundAll(yield* findWords(reference, situation, options));
  }
}

/** All notes that a description is true of. */
function* findDescribed(
  reference: AllNotes,
  situation: Situation,
  { most = MANY, careful }: LookupOptions,
): Plan<Found> {
  const found = yield* findAll(reference, most);
  const what = whatOf(reference, situation);
  if (found.notes.length === 0) throw new Halt("nothing-found", { what, of: what === "" ? "none" : "some" });
  const { words } = reference;
  if (!careful || words === undefined) return found;
  // A search that finds no note with all of the words finds those with any.
  const sure = found.notes.filter((note) => hasAll(note, words));
  if (sure.length > 0) return { ...foundAll(sure), open: found.open || sure.length < found.notes.length };
  const chosen = chosenOf(found.notes, situation);
  if (chosen !== undefined) return foundAll([chosen]);
  throw new Halt("not-all", { what, list: choiceList(found.notes.slice(0, FEW), situation) });
}

/** The notes that a description names where it is a title, or some of its parts are. */
function* findTitled(
  { said, parts = [] }: AllNotes,
  situation: Situation,
  options: LookupOptions,
): Plan<Found | undefined> {
  const whole = yield* findExact(said, situation, options);
  if (whole !== undefined) return foundAll([whole]);
  const exact: (FoundNote | undefined)[] = [];
  for (const part of parts) exact.push(yield* findExact(titlesOf(part), situation, options));
  if (exact.every((note) => note === undefined)) return undefined;
  const notes: FoundNote[] = [];
  for (const [index, note] of exact.entries()) {
    if (note !== undefined) notes.push(note);
    else notes.push(...(yield* findNotes(parts[index], situation, options)).notes);
  }
  return foundAll(notes);
}

/** The note of one of these very titles. Careful, capitals do not count; else only a title that is written as it is can be told from a description. */
function* findExact(
  titles: readonly string[] | undefined,
  situation: Situation,
  { careful }: LookupOptions,
): Plan<FoundNote | undefined> {
  const shortest = titles?.at(-1)?.replaceAll('"', " ").trim();
  if (titles === undefined || shortest === undefined || !/[\p{L}\p{N}]/u.test(shortest)) return undefined;
  const found = titled(notesIn(yield* output("search_notes", { query: shortest, limit: MOST })), titles);
  const notes = careful ? found : found.filter(({ title }) => titles.includes(title));
  return notes.length > 1 ? oneOf(notes, situation) : notes[0];
}

function titlesOf(reference: NoteReference): readonly string[] | undefined {
  switch (reference.by) {
    case "all":
    case "last":
      return reference.said;
    case "words":
      return [reference.words];
    case "title":
      return [reference.title];
    default:
      return undefined;
  }
}

/** All notes of a description, newest or best first; maybe none. */
export function* findAll(notes: AllNotes, limit: number): Plan<Found> {
  const { words, tag, moreTags = [], folder, period } = notes;
  const days = period === undefined ? undefined : yield* findDays(period);
  const filters = { ...(tag === undefined ? {} : { tag }), ...(folder === undefined ? {} : { folder }) };
  const isTagged = ({ tags = [] }: FoundNote) => moreTags.every((more) => tags.some((one) => fold(one) === fold(more)));
  if (words === undefined) {
    const found = yield* listNotes({ limit: moreTags.length === 0 ? limit : MOST, ...filters, ...days });
    return moreTags.length === 0 ? found : foundAll(found.notes.filter(isTagged).slice(0, limit));
  }
  const isThen = ({ created }: FoundNote) => days === undefined || (created !== undefined && isWithin(days, created));
  const isNarrow = days !== undefined || moreTags.length > 0;
  // "And" and "the" are in notes about anything.
  const found = yield* searchNotes(words, { limit: isNarrow ? MOST : limit, ...filters }, "telling words");
  const fitting = found.notes.filter((note) => isTagged(note) && isThen(note));
  return { ...foundAll(fitting.slice(0, limit)), open: found.open };
}

/** Notes with words. */
function* searchNotes(query: string, options: JSONObject, first?: "telling words"): Plan<Found> {
  // A search may want every word, and every form of it.
  const telling = query.includes('"') ? query : tellingOnly(query);
  for (const words of new Set([...(first === undefined ? [query] : []), telling, withoutFleeting(telling), query])) {
    const reply = yield* call("search_notes", { query: words, ...options });
    if (reply.state !== "done") throw haltOf(reply);
    const notes = notesIn(reply.output);
    const limit = reply.input?.limit;
    if (notes.length > 0) return { ...foundAll(notes), open: typeof limit === "number" && notes.length >= limit };
  }
  return { notes: [], total: 0 };
}

/** The days of a period, for which it may have to be asked what day it is. */
export function* findDays(period: Period): Plan<Days> {
  if (!needsToday(period)) return daysOf(period, "2000-01-01");
  const { date } = yield* output("today", {});
  if (typeof date !== "string" || !/^\d{4}-\d{2}-\d{2}/.test(date)) throw new Halt("no-date");
  return daysOf(period, date.slice(0, 10));
}

/** What was looked for, as it is told. */
export function whatOf({ words, tag, moreTags = [], folder }: AllNotes, situation: Situation): string {
  const parts = [
    ...(words === undefined ? [] : [situation.say("what-topic", { words: escapeMarkdown(words.replaceAll('"', "")) })]),
    ...(tag === undefined ? [] : [tagList([tag, ...moreTags])]),
    ...(folder === undefined ? [] : [situation.say("what-folder", { folder: escapeMarkdown(folder) })]),
  ];
  return parts.join(", ");
}

function* listNotes(input: JSONObject): Plan<Found> {
  const listed = yield* output("list_notes", input);
  const notes = notesIn(listed);
  return { notes, total: typeof listed.total === "number" ? Math.max(listed.total, notes.length) : notes.length };
}

function* findSame(many: boolean, situation: Situation): Plan<readonly FoundNote[]> {
  const before = situation.notes;
  if (before !== undefined) {
    if (before.length === 0) throw new Halt("nothing-there");
    // What was changed together is spoken of as one.
    return many || before.length === 1 || situation.together ? before : [oneOf(before, situation)];
  }
  const { named } = situation;
  if (named.length === 0 || named.length > MANY) throw new Halt("which-one");
  if (!many && named.length > 1) {
    const chosen = named.find((title) => fold(title) === fold(situation.choice?.title ?? ""));
    if (chosen === undefined) throw new Halt("which-one");
    return [yield* findNamed(chosen, situation)];
  }
  const notes: FoundNote[] = [];
  for (const title of named) notes.push(yield* findNamed(title, situation));
  return notes;
}

function* findPlace(place: number, situation: Situation): Plan<FoundNote> {
  const listed = situation.listed?.[place - 1];
  if (listed !== undefined) return listed;
  const title = situation.listed === undefined ? situation.shown.get(place) : undefined;
  if (title === undefined) throw new Halt("no-place", { place });
  return yield* findNamed(title, situation);
}

/** By the whole title. */
function* findNamed(title: string, situation: Situation): Plan<FoundNote> {
  const { found, matching } = yield* findTitles(title);
  const exact = found.filter((note) => fold(note.title) === fold(title));
  if (exact.length > 0) return exact.length === 1 ? exact[0] : oneOf(exact, situation);
  return unique(found, matching, title, situation);
}

function* findWords(
  { words, about, parts }: Extract<NoteReference, { by: "words" }>,
  situation: Situation,
  options: LookupOptions,
): Plan<readonly FoundNote[]> {
  const { found, matching } = yield* findTitles(words, options);
  if (matching.length === 0 && parts !== undefined) {
    const notes: FoundNote[] = [];
    for (const part of parts) notes.push(yield* findOne(part, situation, options));
    return notes;
  }
  // What a note is about need not be in its title.
  if (about && matching.length === 0 && found.length === 1) return found;
  return [unique(found, matching, words, situation)];
}

/** Notes with the words of a title, and those of them whose title it may be. */
function* findTitles(
  words: string,
  options: MatchOptions = {},
): Plan<{ readonly found: readonly FoundNote[]; readonly matching: readonly FoundNote[] }> {
  const query = words.replaceAll('"', " ").trim();
  const { notes: found } = yield* searchNotes(query, { limit: CANDIDATES });
  const matching = matchTitles(found, words, options);
  const telling = tellingWords(query);
  if (matching.length > 0 || telling === query || telling === "") return { found, matching };
  const { notes: more } = yield* searchNotes(telling, { limit: CANDIDATES });
  return { found: found.length > 0 ? found : more, matching: matchTitles(more, telling, options) };
}

function unique(
  found: readonly FoundNote[],
  matching: readonly FoundNote[],
  words: string,
  situation: Situation,
): FoundNote {
  if (matching.length === 1) return matching[0];
  if (matching.length > 1) return oneOf(matching, situation);
  const chosen = chosenOf(found, situation);
  if (chosen !== undefined) return chosen;
  const what = escapeMarkdown(words);
  if (found.length === 0) throw new Halt("no-note", { what });
  throw new Halt("no-title", { what, list: choiceList(found.slice(0, FEW), situation) });
}

/** The one that the person chose; halts, and asks, where nobody has. */
function oneOf(notes: readonly FoundNote[], situation: Situation): FoundNote {
  const chosen = chosenOf(notes, situation);
  if (chosen !== undefined) return chosen;
  throw new Halt("which", { count: notes.length, list: choiceList(notes.slice(0, FEW), situation) });
}

function chosenOf(notes: readonly FoundNote[], { choice }: Situation): FoundNote | undefined {
  if (choice === undefined) return undefined;
  const chosen = notes.filter(({ title }) => fold(title) === fold(choice.title));
  // Notes may have the same title; the list that was shown had them in this order.
  return chosen.length > 1 ? chosen.find((note) => note === notes[choice.place - 1]) : chosen[0];
}

function foundAll(notes: readonly FoundNote[]): Found {
  const each = [...new Map(notes.map((note) => [note.id, note])).values()];
  return { notes: each, total: each.length };
}
