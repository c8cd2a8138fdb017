/** Requests that change nothing. */
import { escapeMarkdown } from "@portico/bot";
import { isWithin } from "../dates.ts";
import { shorten } from "../markdown.ts";
import { call, haltOf, output, type Plan } from "../plan.ts";
import type { Request } from "../request.ts";
import type { FoundNote, Situation } from "../situation.ts";
import { noteIn, noteList, notesIn, tagList, titleOf, withoutTitle } from "./found_notes.ts";
import { findAll, findDays, findNotes, findOne, MOST, whatOf } from "./lookup.ts";
import { moreText, type Outcome } from "./outcome.ts";

type Of<Kind extends Request["kind"]> = Extract<Request, { kind: Kind }>;

/** As many are listed where nobody said how many. */
const LISTED = 15;
/** So many lists are looked through for tags. */
const MAX_PAGES = 6;
/** Of a note that is shown. */
const MAX_BODY = 3_000;

/** Lists the notes with some words. */
export function* find({ notes }: Of<"find">, situation: Situation): Plan<Outcome> {
  const found = yield* findAll(notes, LISTED);
  const what = whatOf(notes, situation);
  if (found.notes.length === 0) return { text: situation.say("nothing-found", { what, of: "some" }), notes: [] };
  const head = situation.say("found", { count: found.notes.length, what });
  const text = `${head}\n\n${noteList(found.notes, situation, true)}${moreText(found, situation)}`;
  return { text, notes: found.notes, listed: true };
}

/** Lists notes, newest first. */
export function* list({ notes }: Of<"list">, situation: Situation): Plan<Outcome> {
  if (notes.by === "last") {
    const found = yield* findNotes(notes, situation, { most: MOST });
    const head = situation.say("last-notes", { count: found.notes.length });
    return { text: `${head}\n\n${noteList(found.notes, situation)}`, notes: found.notes, listed: true };
  }
  const found = yield* findAll(notes, notes.period === undefined ? LISTED : MOST);
  const what = whatOf(notes, situation);
  const of = what === "" ? "none" : "some";
  if (found.notes.length === 0) {
    const isEmpty = what === "" && notes.period === undefined;
    return { text: isEmpty ? situation.say("no-notes") : situation.say("nothing-found", { what, of }), notes: [] };
  }
  const rest = found.total > found.notes.length ? "some" : "none";
  const head = situation.say("notes", { count: found.total, shown: found.notes.length, what, of, rest });
  return { text: `${head}\n\n${noteList(found.notes, situation)}`, notes: found.notes, listed: true };
}

/** Says how many notes there are. */
export function* count({ notes }: Of<"count">, situation: Situation): Plan<Outcome> {
  const found = yield* findAll(notes, notes.words === undefined ? 1 : MOST);
  const atLeast = found.open ?? false;
  const what = whatOf(notes, situation);
  const told = { count: found.total, what, of: what === "" ? "none" : "some" };
  return { text: situation.say(atLeast ? "count-at-least" : "count", told) };
}

/** Lists notes with words such as "promised": which of them are promises takes somebody who understands them. */
export function* recall({ words, notes }: Of<"recall">, situation: Situation): Plan<Outcome> {
  const days = notes.period === undefined ? undefined : yield* findDays(notes.period);
  const filters = {
    ...(notes.tag === undefined ? {} : { tag: notes.tag }),
    ...(notes.folder === undefined ? {} : { folder: notes.folder }),
  };
  const replies = yield words.map((word) => ({
    tool: "search_notes",
    input: { query: notes.words === undefined ? word : `${word} ${notes.words}`, limit: MOST, ...filters },
  }));
  const found = new Map<string, FoundNote>();
  for (const reply of replies) {
    if (reply.state !== "done") throw haltOf(reply);
    for (const note of notesIn(reply.output)) {
      if (days === undefined || (note.created !== undefined && isWithin(days, note.created))) found.set(note.id, note);
    }
  }
  const quoted = words.map((word) => situation.say("quoted", { word })).join(", ");
  if (found.size === 0) return { text: situation.say("recall-none", { words: quoted }), notes: [] };
  const listed = [...found.values()].toSorted((one, other) => (other.created ?? "").localeCompare(one.created ?? ""))
    .slice(0, LISTED);
  const head = situation.say("recall", { count: listed.length, words: quoted });
  const text = `${head}\n\n${noteList(listed, situation, true)}${
    moreText({ notes: listed, total: found.size }, situation)
  }`;
  return { text, notes: listed, listed: true };
}

/** Shows a note. */
export function* open({ notes }: Of<"open">, situation: Situation): Plan<Outcome> {
  const note = yield* findOne(notes, situation);
  const read = yield* output("read_note", { id: note.id });
  const shown = noteIn({ ...read, id: note.id }) ?? note;
  const body = typeof read.body === "string" ? shorten(withoutTitle(shown.title, read.body), MAX_BODY) : "";
  const tags = shown.tags === undefined || shown.tags.length === 0 ? "" : ` ${tagList(shown.tags)}`;
  return { text: `${titleOf(shown)}${tags}\n\n${body}`.trim(), notes: [shown] };
}

/** Lists the tags of the newest notes, those of most notes first. */
export function* tags(situation: Situation): Plan<Outcome> {
  const notes: FoundNote[] = [];
  let total = 1;
  for (let page = 0; page < MAX_PAGES && notes.length < total; page++) {
    const listed = yield* output("list_notes", { limit: MOST, offset: page * MOST });
    const found = notesIn(listed);
    if (found.length === 0) break;
    notes.push(...found);
    total = typeof listed.total === "number" ? listed.total : notes.length;
  }
  const counts = new Map<string, number>();
  for (const tag of notes.flatMap(({ tags = [] }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const sorted = [...counts].toSorted(([one, many], [other, more]) => more - many || one.localeCompare(other));
  if (sorted.length === 0) return { text: situation.say("tags-none") };
  const list = sorted.map(([tag, count]) => `- ${escapeMarkdown(`#${tag}`).replace("\\#", "#")} (${count})`).join("\n");
  const rest = notes.length < total ? "some" : "none";
  return { text: `${situation.say("tags", { count: sorted.length, notes: notes.length, rest })}\n\n${list}` };
}

/** Says what day it is. */
export function* today(situation: Situation): Plan<Outcome> {
  const reply = yield* call("today", {});
  if (reply.state !== "done") throw haltOf(reply);
  const { date, time } = reply.output;
  const day = new Date(`${typeof date === "string" ? date.slice(0, 10) : ""}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return { text: situation.say("no-date") };
  const told = typeof time === "string" ? { time: time.slice(0, 5), of: "some" } : { time: "", of: "none" };
  return { text: situation.say("today", { date: day, ...told }) };
}
