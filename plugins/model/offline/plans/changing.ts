/** Requests that change notes one by one. */
import { escapeMarkdown } from "@portico/bot";
import { shorten } from "../markdown.ts";
import { Halt, output, type Plan } from "../plan.ts";
import type { Request } from "../request.ts";
import type { FoundNote, Situation } from "../situation.ts";
import { fold } from "../words.ts";
import { noteIn, tagList, titleOf } from "./found_notes.ts";
import { findNotes, findOne, type Found } from "./lookup.ts";
import { changeEach, type Changes, moreText, type Outcome, outcomeOf } from "./outcome.ts";

type Of<Kind extends Request["kind"]> = Extract<Request, { kind: Kind }>;

/** Of a title that is made of the beginning of a text. */
const MAX_TITLE = 60;
/** So many notes that are left as they are get named. */
const MAX_LEFT = 10;

/** Adds tags to notes and takes others away. */
export function* tag({ notes: meant, add, remove }: Of<"tag">, situation: Situation): Plan<Outcome> {
  const bears = ({ tags = [] }: FoundNote) => remove !== "all" && remove.some((word) => hasTag(tags, word));
  const found = yield* findNotes(meant, situation, add.length === 0 && remove !== "all" ? { prefers: bears } : {});
  const removed = (note: FoundNote) => remove === "all" ? note.tags ?? [] : remove;
  const isNeeded = ({ tags, ...note }: FoundNote) =>
    tags === undefined ? remove !== "all" : add.some((word) => !hasTag(tags, word)) ||
      removed({ ...note, tags }).some((word) => hasTag(tags, word));
  const needed = found.notes.filter(isNeeded);
  const changes = yield* changeEach(needed, (note) => ({
    tool: "tag_note",
    input: {
      id: note.id,
      ...(add.length === 0 ? {} : { add: [...add] }),
      ...(removed(note).length === 0 ? {} : { remove: [...removed(note)] }),
    },
  }), "at once");
  const gone = remove === "all" ? "all" : remove.length > 0 ? "some" : "none";
  const told = {
    change: add.length === 0 ? (gone === "all" ? "cleared" : "removed") : gone === "none" ? "added" : "replaced",
    add: tagList(add),
    remove: remove === "all" ? "none" : tagList(remove),
  };
  return outcomeOfSome(found, needed, changes, situation, "tagged", told);
}

/** Gives a note another title. */
export function* rename({ notes, title }: Of<"rename">, situation: Situation): Plan<Outcome> {
  const note = yield* findOne(notes, situation);
  if (note.title === title) return { text: situation.say("renamed-already", { title: titleOf(note) }), notes: [note] };
  const changes = yield* changeEach([note], ({ id }) => ({ tool: "rename_note", input: { id, title } }), "at once");
  return outcomeOf(
    changes,
    situation,
    () => situation.say("renamed", { old: titleOf(note), title: titleOf({ ...note, title }) }),
  );
}

/** Moves notes to a folder. */
export function* move({ notes: meant, folder }: Of<"move">, situation: Situation): Plan<Outcome> {
  const found = yield* findNotes(meant, situation);
  const needed = found.notes.filter((note) => note.folder !== folder);
  const changes = yield* changeEach(needed, ({ id }) => ({ tool: "move_note", input: { id, folder } }), "at once");
  return outcomeOfSome(found, needed, changes, situation, "moved", { folder: escapeMarkdown(folder) });
}

/** Writes at the end of a note. */
export function* append({ notes, text }: Of<"append">, situation: Situation): Plan<Outcome> {
  const added = text ?? situation.attached;
  if (added === undefined) throw new Halt("nothing-attached");
  const note = yield* findOne(notes, situation);
  const changes = yield* changeEach(
    [note],
    ({ id }) => ({ tool: "append_to_note", input: { id, text: added } }),
    "at once",
  );
  return outcomeOf(changes, situation, () => situation.say("appended", { title: titleOf(note) }));
}

/** Puts notes into the trash, one after the other: the person may stop after any. */
export function* remove({ notes: meant }: Of<"delete">, situation: Situation): Plan<Outcome> {
  const found = yield* findNotes(meant, situation, { careful: true });
  const changes = yield* changeEach(found.notes, ({ id }) => ({ tool: "delete_note", input: { id } }), "in turn");
  const done = (count: number) => situation.say("deleted", { count });
  if (changes.halted?.state === "declined") {
    throw declined(found.notes, changes, situation, done);
  }
  const { text } = outcomeOf(changes, situation, done);
  return { text: text + moreText(found, situation), notes: [] };
}

/** What was deleted before the person declined, and which notes are left as they are. */
function declined(
  notes: readonly FoundNote[],
  { changed, problems }: Changes,
  situation: Situation,
  done: (count: number) => string,
): Halt {
  const gone = new Set(changed.map(({ id }) => id));
  const left = notes.filter(({ id }) => !gone.has(id));
  const { text } = changed.length === 0
    ? { text: "" }
    : outcomeOf({ changed, problems, halted: undefined }, situation, done);
  const list = left.slice(0, MAX_LEFT).map((note) => `- ${titleOf(note)}`).join("\n");
  const details = { count: left.length, list, rest: Math.max(0, left.length - MAX_LEFT) };
  return new Halt("declined-left", details, text);
}

/** Makes a note. */
export function* create({ title, body, folder }: Of<"create">, situation: Situation): Plan<Outcome> {
  const text = body ?? situation.attached;
  if (text === undefined) throw new Halt("nothing-attached");
  const name = title ?? titleFrom(text);
  const made = yield* output("create_note", { title: name, body: text, ...(folder === undefined ? {} : { folder }) });
  const note = noteIn(made);
  return {
    text: situation.say("created", { title: titleOf({ id: "", title: note?.title ?? name }) }),
    notes: note === undefined ? [] : [note],
  };
}

/** Takes back what the last run did. */
export function* undo(situation: Situation): Plan<Outcome> {
  yield* output("undo_last", {});
  return { text: situation.say("undone"), notes: [] };
}

function titleFrom(text: string): string {
  const line = text.split("\n").map((part) => part.replace(/^[\s#>*+-]+/, "").trim()).find((part) => part !== "") ??
    text.trim();
  const short = shorten(line.replace(/[.:;,]+$/, ""), MAX_TITLE);
  return short.slice(0, 1).toUpperCase() + short.slice(1);
}

function hasTag(tags: readonly string[], tag: string): boolean {
  return tags.some((other) => fold(other) === fold(tag));
}

/** The outcome where only some of the notes that were found needed the change: of the others it is told that they were so already. */
function outcomeOfSome(
  found: Found,
  needed: readonly FoundNote[],
  changes: Changes,
  situation: Situation,
  text: "tagged" | "moved",
  told: Readonly<Record<string, string>>,
): Outcome {
  const outcome = outcomeOf(changes, situation, (count) => situation.say(text, { ...told, count }));
  const idle = found.notes.filter((note) => !needed.includes(note));
  const already = idle.length === 0
    ? []
    : [situation.say(`${text}-already`, { ...told, count: idle.length, title: titleOf(idle[0]) })];
  const after = new Map(outcome.notes?.map((note) => [note.id, note]));
  return {
    text: [outcome.text, ...already].filter((part) => part !== "").join(" ") + moreText(found, situation),
    notes: found.notes.map((note) => after.get(note.id) ?? note),
  };
}
