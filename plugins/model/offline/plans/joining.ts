/** Requests that make one note of several. */
import type { JSONObject } from "@ai-sdk/provider";
import { shorten } from "../markdown.ts";
import { Halt, haltOf, output, type Plan } from "../plan.ts";
import type { NoteReference, Request } from "../request.ts";
import type { FoundNote, Situation } from "../situation.ts";
import { fold } from "../words.ts";
import { noteIn, titleOf, withoutTitle } from "./found_notes.ts";
import { findNotes, findOne, MOST } from "./lookup.ts";
import { moreText, type Outcome } from "./outcome.ts";

type Of<Kind extends Request["kind"]> = Extract<Request, { kind: Kind }>;

const MAX_TITLE = 80;
/** A note in more parts is too long to be collected. */
const MAX_PARTS = 4;

/** The first note takes in the others. */
export function* merge({ notes: meant, title }: Of<"merge">, situation: Situation): Plan<Outcome> {
  const notes = new Map<string, FoundNote>();
  let [left, open] = [0, false];
  for (const reference of meant) {
    const found = meant.length > 1 && !isMany(reference)
      ? { notes: [yield* findOne(reference, situation, { careful: true })], total: 1, open: false }
      : yield* findNotes(reference, situation, { most: MOST, careful: true });
    for (const note of found.notes) notes.set(note.id, note);
    left += found.total - found.notes.length;
    open ||= found.open ?? false;
  }
  const [first] = notes.values();
  if (notes.size < 2) throw new Halt("merge-one", { title: titleOf(first) });
  const merged = yield* output("merge_notes", { ids: [...notes.keys()], ...(title === undefined ? {} : { title }) });
  const note = noteIn(merged) ?? { ...first, title: title ?? first.title };
  const text = situation.say("merged", { count: notes.size, title: titleOf(note) });
  return {
    text: text + moreText({ notes: [...notes.values()], total: notes.size + left, open }, situation),
    notes: [note],
  };
}

/** Copies the texts of notes into a new one; the notes stay as they are. */
export function* collect({ notes: meant, title }: Of<"collect">, situation: Situation): Plan<Outcome> {
  const found = yield* findNotes(meant, situation, { described: true });
  const name = title ?? titleFor(meant, situation);
  // A note that was collected before is not collected again.
  const sources = found.notes.filter((note) => fold(note.title) !== fold(name));
  if (sources.length < 2) {
    const [only] = sources.length > 0 ? sources : found.notes;
    return { text: situation.say("collect-one", { title: titleOf(only) }), notes: [only] };
  }
  const replies = yield sources.map(({ id }) => ({ tool: "read_note", input: { id } }));
  const sections: string[] = [];
  for (const [index, reply] of replies.entries()) {
    if (reply.state !== "done") throw haltOf(reply);
    sections.push(sectionOf(sources[index], yield* wholeBody(sources[index], reply.output)));
  }
  const made = yield* output("create_note", { title: name, body: sections.join("\n\n") });
  const note = noteIn(made);
  const text = situation.say("collected", { count: sources.length, title: titleOf(note ?? { id: "", title: name }) });
  return { text: text + moreText(found, situation), notes: note === undefined ? [] : [note] };
}

/** A long note is given in parts: `next` says where to read on. */
function* wholeBody(note: FoundNote, first: JSONObject): Plan<string> {
  let body = "";
  let read = first;
  for (let part = 0; part < MAX_PARTS; part++) {
    body += typeof read.body === "string" ? read.body : "";
    if (typeof read.next !== "number") return body;
    read = yield* output("read_note", { id: note.id, from: read.next });
  }
  throw new Halt("too-long", { title: titleOf(note) });
}

/** A note as a part of another one: under its title, with its day. */
function sectionOf({ title, created }: FoundNote, body: string): string {
  const day = created === undefined ? "" : ` (${created.slice(0, 10)})`;
  return `## ${title.replace(/\s+/g, " ")}${day}\n\n${withoutTitle(title, body)}`.trim();
}

function titleFor(reference: NoteReference, situation: Situation): string {
  if (reference.by !== "all") return situation.write("collected-notes");
  const { topic, words, tag, folder } = reference;
  if (topic !== undefined) return shorten(situation.write("collected-topic", { topic }), MAX_TITLE);
  return words ?? tag ?? folder ?? situation.write("collected-notes");
}

function isMany(reference: NoteReference): boolean {
  return reference.by === "all" || (reference.by === "same" && reference.many) ||
    (reference.by === "last" && reference.count !== 1) || reference.by === "place";
}
