/** What the tools of the vault are called with. Each schema is made when it is first used; what it says of its fields is for the model. */
import { lazySchema, type Schema } from "@portico/bot";
import { z } from "zod";
import type { PutBackInput } from "./note_change.ts";
import type { RemoveCreatedInput } from "./put_back.ts";

/** The longest text that a model may write at once, in characters. */
const TEXT = 100_000;

const id = () => z.string().min(1).max(200).describe("The note's id, as another tool gave it");
const title = () => z.string().min(1).max(200).describe("One line");
const tags = (what: string) => z.array(z.string().min(1).max(100)).max(30).describe(what);
const folder = (what: string) => z.string().max(400).describe(what);
const date = (what: string) => z.string().max(30).describe(`${what}, as YYYY-MM-DD`);
const within = {
  folder: () => folder("Only notes of this folder and of the folders in it").optional(),
  tag: () => z.string().max(100).describe("Only notes with this tag").optional(),
};

/** Of `search_notes`. */
export type SearchNotesInput = {
  readonly query: string;
  readonly limit?: number;
  readonly tag?: string;
  readonly folder?: string;
};

export const searchInput: Schema<SearchNotesInput> = lazySchema(() =>
  z.object({
    query: z.string().min(1).max(500).describe("Words that the notes have, in any of their forms"),
    limit: z.int().min(1).max(20).describe("At most so many notes; 10 by default").optional(),
    tag: within.tag(),
    folder: within.folder(),
  })
);

/** Of `list_notes`. */
export type ListNotesInput = {
  readonly limit?: number;
  readonly offset?: number;
  readonly folder?: string;
  readonly tag?: string;
  readonly since?: string;
  readonly until?: string;
};

export const listInput: Schema<ListNotesInput> = lazySchema(() =>
  z.object({
    limit: z.int().min(1).max(50).describe("At most so many notes; 20 by default").optional(),
    offset: z.int().min(0).max(1_000_000).describe("So many of the newest are left out, to read on").optional(),
    folder: within.folder(),
    tag: within.tag(),
    since: date("Only notes made on this day or later").optional(),
    until: date("Only notes made on this day or earlier").optional(),
  })
);

/** Of `read_note`. */
export type ReadNoteInput = { readonly id: string; readonly from?: number };

export const readInput: Schema<ReadNoteInput> = lazySchema(() =>
  z.object({
    id: id(),
    from: z.int().min(0).describe("Where in the body to read on: `next` of the call before").optional(),
  })
);

/** Of `create_note`. */
export type CreateNoteInput = {
  readonly title: string;
  readonly body: string;
  readonly tags?: readonly string[];
  readonly folder?: string;
};

export const createInput: Schema<CreateNoteInput> = lazySchema(() =>
  z.object({
    title: title(),
    body: z.string().max(TEXT).describe("Markdown, without the title"),
    tags: tags("Without #").optional(),
    folder: folder("Where it goes, made when it is not there; the root by default").optional(),
  })
);

/** Of `edit_note`. */
export type EditNoteInput = { readonly id: string; readonly old: string; readonly new: string };

export const editInput: Schema<EditNoteInput> = lazySchema(() =>
  z.object({
    id: id(),
    old: z.string().min(1).max(20_000).describe("A part of the body as read_note gave it, which occurs there once"),
    new: z.string().max(20_000).describe("What is to stand in its place; empty takes it out"),
  })
);

/** Of `append_to_note`. */
export type AppendToNoteInput = { readonly id: string; readonly text: string };

export const appendInput: Schema<AppendToNoteInput> = lazySchema(() =>
  z.object({ id: id(), text: z.string().min(1).max(TEXT).describe("Markdown; becomes a paragraph at the end") })
);

/** Of `move_note`. */
export type MoveNoteInput = { readonly id: string; readonly folder: string };

export const moveInput: Schema<MoveNoteInput> = lazySchema(() =>
  z.object({
    id: id(),
    folder: folder("Where it goes, such as Work/Ideas, made when it is not there; empty is the root"),
  })
);

/** Of `rename_note`. */
export type RenameNoteInput = { readonly id: string; readonly title: string };

export const renameInput: Schema<RenameNoteInput> = lazySchema(() => z.object({ id: id(), title: title() }));

/** Of `tag_note`. */
export type TagNoteInput = {
  readonly id: string;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
};

export const tagInput: Schema<TagNoteInput> = lazySchema(() =>
  z.object({ id: id(), add: tags("To add, without #").optional(), remove: tags("To take off, without #").optional() })
);

/** Of `delete_note`. */
export type DeleteNoteInput = { readonly id: string };

export const deleteInput: Schema<DeleteNoteInput> = lazySchema(() => z.object({ id: id() }));

/** Of `merge_notes`. */
export type MergeNotesInput = { readonly ids: readonly string[]; readonly title?: string };

export const mergeInput: Schema<MergeNotesInput> = lazySchema(() =>
  z.object({
    ids: z.array(id()).min(2).max(50).describe(
      "The note that stays, then those that go into it, in the order of their texts",
    ),
    title: title().describe("What the note that stays is then called; as before by default").optional(),
  })
);

// The hidden tools take changes back. What they are given was written by the tools themselves, maybe by an older version of the bot.

const mark = () => z.object({ path: z.string(), hash: z.string() });
const difference = () => z.object({ at: z.int().min(0), added: z.int().min(0), removed: z.string() });
const fragment = () => z.object({ start: z.string(), length: z.int().min(0), hash: z.string() });
const turned = () => z.object({ was: z.string(), is: z.string() }).optional();

export const putBackInput: Schema<PutBackInput> = lazySchema(() =>
  z.object({
    id: z.string(),
    title: z.string(),
    exact: z.object({ was: mark(), is: mark(), head: difference(), rest: difference() }).optional(),
    loose: z.object({
      restore: z.literal(true).optional(),
      cut: fragment().optional(),
      put: z.object({
        old: z.string(),
        for: fragment(),
        around: z.object({ before: z.string(), behind: z.string() }).optional(),
      }).optional(),
      tags: z.object({ add: z.array(z.string()), remove: z.array(z.string()) }).optional(),
      title: turned(),
      folder: turned(),
    }),
  })
);

export const removeCreatedInput: Schema<RemoveCreatedInput> = lazySchema(() =>
  z.object({ id: z.string(), title: z.string(), hash: z.string() })
);
