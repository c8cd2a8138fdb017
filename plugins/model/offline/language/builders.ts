/** Makes requests of what stands in the slots of a form. */
import type { Quotations } from "../quotations.ts";
import { type AllNotes, INCOMPLETE, type NoteReference, type Request } from "../request.ts";
import type { Pattern, Slots } from "./forms.ts";
import type { FormKind, Grammar } from "./grammar.ts";
import type { ReferenceReader } from "./references.ts";

const EDGES = /^[\s,;:]+|[\s,;:]+$/g;

/** Stands for the text of a note behind a colon, which is not looked into. */
export const BODY = "\uE800";

/** What a builder works with. */
export interface Reading {
  readonly references: ReferenceReader;
  readonly quotations: Quotations;
  /** What `BODY` stands for. */
  readonly body?: string;
  readonly grammar: Grammar;
  readonly attached: Pattern;
  readonly wrote: Pattern;
  readonly folderNoun: Pattern;
}

/** Returns `undefined` where the form fits but what stands in it does not. */
type Builder = (slots: Slots, reading: Reading) => Request | undefined;

/** A builder for each kind of form. */
export const builders: Readonly<Record<FormKind, Builder>> = {
  write: create,
  create,
  append: ({ note, text }, reading) => {
    const notes = one(note, reading);
    if (notes === undefined || text === undefined) return undefined;
    const written = writtenText(text, reading);
    return { kind: "append", notes, ...(written === undefined ? {} : { text: written }) };
  },
  undo: () => ({ kind: "undo" }),
  today: () => ({ kind: "today" }),
  help: () => ({ kind: "help" }),
  greet: () => ({ kind: "greet" }),
  thank: () => ({ kind: "thank" }),
  remind: () => ({ kind: "remind" }),
  tags: () => ({ kind: "tags" }),
  visit: ({ url = "" }) => ({ kind: "visit", url: /^www\./i.test(url) ? `https://${url}` : url }),
  incomplete: (slots) => {
    const of = INCOMPLETE.find((name) => slots[name] !== undefined);
    return of && { kind: "incomplete", of };
  },
  listing: () => ({ kind: "listing" }),
  count: ({ notes, behind }, reading) => {
    const all = reading.references.readAll(`${notes ?? ""} ${behind ?? ""}`, reading.quotations, behind !== undefined);
    return all && { kind: "count", notes: all };
  },
  retag: ({ from, tag }, reading) => {
    const [remove, add] = [tags(from, reading), tags(tag, reading)];
    if (remove?.length !== 1 || add === undefined) return undefined;
    return { kind: "tag", notes: { by: "all", tag: remove[0] }, add, remove };
  },
  tag: (slots, reading) => {
    const [notes, add] = [oneOrMore(slots, reading), tags(slots.tags, reading)];
    return notes && add && { kind: "tag", notes, add, remove: [] };
  },
  untag: (slots, reading) => {
    const notes = oneOrMore(slots, reading);
    const { references, quotations } = reading;
    // "Remove everything from May" speaks of notes.
    if (slots.tags !== undefined && references.isQuantified(slots.tags)) return undefined;
    if (slots.word !== undefined) {
      const isTag = references.read(slots.word, quotations)?.by === "words" && !references.isQuantified(slots.word);
      const remove = isTag ? tags(slots.word, reading) : undefined;
      return remove && (notes?.by === "words" || notes?.by === "title")
        ? { kind: "tag", notes, add: [], remove }
        : undefined;
    }
    const remove = slots.tags === undefined ? "all" : tags(slots.tags, reading);
    return notes === undefined || remove === undefined ? undefined : { kind: "tag", notes, add: [], remove };
  },
  rename: ({ note, title }, reading) => {
    const notes = one(note, reading);
    const name = text(title, reading);
    return notes === undefined || name === undefined ? undefined : { kind: "rename", notes, title: name };
  },
  collect: ({ notes, title }, reading) => {
    const found = notes === undefined ? undefined : reading.references.read(notes, reading.quotations);
    // One note needs no collecting, and what is meant by some words is said as "everything about".
    if (found === undefined || found.by === "words" || found.by === "title") return undefined;
    return { kind: "collect", notes: found, ...titled(title, reading) };
  },
  merge: ({ notes, into, title }, reading) => {
    if (notes === undefined) return undefined;
    if (into === undefined) {
      const several = reading.references.readSeveral(notes, reading.quotations);
      return several && { kind: "merge", notes: several, ...titled(title, reading) };
    }
    const first = one(into, reading);
    const others = reading.references.readSeveral(notes, reading.quotations) ?? listOf(one(notes, reading));
    return first && others && { kind: "merge", notes: [first, ...others] };
  },
  move: ({ notes, folder }, reading) => {
    const found = oneOrMore({ notes }, reading);
    const name = text(folder && reading.folderNoun.strip(folder), reading);
    return found === undefined || name === undefined ? undefined : { kind: "move", notes: found, folder: name };
  },
  delete: ({ notes }, reading) => {
    const found = notes === undefined ? undefined : reading.references.read(notes, reading.quotations);
    return found && { kind: "delete", notes: found };
  },
  recall: ({ verb, behind }, reading) => {
    const notes = reading.references.readAll(behind ?? "", reading.quotations, true) ?? { by: "all" };
    if (verb === undefined) return undefined;
    if (reading.wrote.test(verb)) return described(notes);
    const plain = verb.toLowerCase().replaceAll("ё", "е");
    const known = reading.grammar.recalled.find(([beginnings]) =>
      beginnings.split("|").some((beginning) => plain.startsWith(beginning))
    );
    return { kind: "recall", words: known?.slice(1) ?? [verb.toLowerCase()], notes };
  },
  find: ({ notes, topic }, reading) => {
    const all = topic === undefined ? undefined : reading.references.readAll(topic, reading.quotations, true);
    if (all !== undefined) return described(all);
    return notes === undefined ? undefined : listed(reading.references.read(notes, reading.quotations));
  },
  list: ({ notes, behind }, reading) => {
    if (notes !== undefined) return listed(reading.references.read(notes, reading.quotations));
    return described(reading.references.readAll(behind ?? "", reading.quotations, true) ?? { by: "all" });
  },
  show: ({ notes }, reading) => {
    const found = notes === undefined ? undefined : reading.references.read(notes, reading.quotations);
    return found?.by === "all" || (found?.by === "last" && found.count !== 1) ? listed(found) : undefined;
  },
  open: ({ notes }, reading) => {
    const found = notes === undefined ? undefined : reading.references.read(notes, reading.quotations, true);
    return found && { kind: "open", notes: found };
  },
  bare: ({ notes = "" }, reading) => {
    const found = reading.references.read(notes, reading.quotations);
    if (found?.by === "place") {
      return found.places.length === 1 ? { kind: "choose", place: found.places[0] } : undefined;
    }
    if (found?.by === "last" && found.count !== 1) return { kind: "list", notes: found };
    return found?.by === "all" && reading.references.isQuantified(notes) ? described(found) : undefined;
  },
  question: () => ({ kind: "beyond" }),
  beyond: () => ({ kind: "beyond" }),
};

function create(slots: Slots, reading: Reading): Request | undefined {
  const title = text(slots.title, reading);
  if (title === undefined && slots.text === undefined) return undefined;
  const folder = text(slots.folder, reading);
  const body = slots.text === undefined ? title : writtenText(slots.text, reading);
  return {
    kind: "create",
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { body }),
    ...(folder === undefined ? {} : { folder }),
  };
}

/** The text of a note; `undefined` where what was attached is meant. */
function writtenText(text: string, { attached, body, quotations }: Reading): string | undefined {
  if (text.includes(BODY)) return quotations.written(text.replace(BODY, () => body ?? ""));
  return attached.test(text) ? undefined : quotations.written(text);
}

function one(phrase: string | undefined, { references, quotations }: Reading): NoteReference | undefined {
  return phrase === undefined ? undefined : references.read(phrase, quotations, true);
}

/** Where nothing is named, the notes of the step before are meant. */
function oneOrMore({ notes }: Slots, { references, quotations }: Reading): NoteReference | undefined {
  return notes === undefined ? { by: "same", many: true } : references.read(notes, quotations);
}

function tags(phrase: string | undefined, { references, quotations }: Reading): readonly string[] | undefined {
  return phrase === undefined ? undefined : references.readTags(phrase, quotations);
}

/** A title or a folder; `undefined` for nothing. */
function text(phrase: string | undefined, { quotations }: Reading): string | undefined {
  if (phrase === undefined || phrase.includes(BODY)) return undefined;
  return quotations.written(phrase.replace(EDGES, "")).trim() || undefined;
}

function titled(phrase: string | undefined, reading: Reading): { readonly title?: string } {
  const title = text(phrase, reading);
  return title === undefined ? {} : { title };
}

function listOf(reference: NoteReference | undefined): readonly NoteReference[] | undefined {
  return reference && [reference];
}

function described({ said: _said, parts: _parts, ...notes }: AllNotes): Request {
  return notes.words === undefined ? { kind: "list", notes } : { kind: "find", notes };
}

function listed(notes: NoteReference | undefined): Request | undefined {
  switch (notes?.by) {
    case "all":
      return described(notes);
    case "last":
      return { kind: "list", notes };
    case "words":
      return described({ by: "all", words: notes.words });
    case "title":
      return described({ by: "all", words: `"${notes.title}"` });
    default:
      return undefined;
  }
}
