/** The tools that look at notes. */
import type { Note, NoteSummary, Vault } from "../../vault/mod.ts";
import { ToolError } from "../tool.ts";
import { beginOf, dateOf } from "./local_date.ts";
import { noNote } from "./note_change.ts";
import type { ListNotesInput, ReadNoteInput, SearchNotesInput } from "./note_inputs.ts";
import { partOf } from "./text_part.ts";

/** A note in a list, for a model. */
export type ListedNote = {
  readonly id: string;
  readonly title: string;
  readonly folder: string;
  readonly tags: readonly string[];
  readonly created: string;
};

/** Notes with all of the words, or else with any of them; the best first. */
export async function searchNotes(
  vault: Vault,
  { query, limit = 10, ...filter }: SearchNotesInput,
): Promise<{ readonly notes: readonly (ListedNote & { readonly snippet: string })[] }> {
  const options = { limit, ...filterOf(filter) };
  const all = await vault.find(query, options);
  const hits = all.length > 0 ? all : await vault.find(query, { ...options, match: "any" });
  return { notes: hits.map((hit) => ({ ...listed(hit), snippet: hit.snippet })) };
}

/** The newest notes of those that are meant, and how many these are. */
export async function listNotes(
  vault: Vault,
  { limit = 20, offset = 0, since = "", until = "", ...within }: ListNotesInput,
): Promise<{ readonly notes: readonly ListedNote[]; readonly total: number }> {
  const filter = {
    ...filterOf(within),
    ...(since.trim() === "" ? {} : { since: beginOf(since) }),
    ...(until.trim() === "" ? {} : { until: beginOf(until, 1) }),
  };
  const [notes, total] = await Promise.all([vault.list({ ...filter, limit, offset }), vault.count(filter)]);
  return { notes: notes.map(listed), total };
}

/** A note, or as much of it as is read at once: `next` is where to read on. */
export async function readNote(vault: Vault, { id, from = 0 }: ReadNoteInput): Promise<
  ListedNote & { readonly updated: string; readonly body: string; readonly next?: number }
> {
  const note = await vault.read(id);
  if (note === undefined) throw noNote(id);
  const body = plainBody(note);
  if (from > 0 && from >= body.length) {
    throw new ToolError(`The body has ${body.length} characters: there is nothing from ${from} on.`);
  }
  const { part, ...next } = partOf(body, from);
  return { ...listed(note), updated: dateOf(note.updated), body: part, ...next };
}

/** The body as models read it and quote it: with one kind of line break. */
export function plainBody({ body }: Pick<Note, "body">): string {
  return body.replaceAll("\r\n", "\n");
}

/** Where a note is; empty at the root. */
export function folderOf({ path }: Pick<Note, "path">): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function listed(note: NoteSummary | Note): ListedNote {
  const { id, title, tags, created } = note;
  return { id, title, folder: folderOf(note), tags, created: dateOf(created) };
}

/** Models fill in an empty text where they mean nothing. */
function filterOf({ folder = "", tag = "" }: { readonly folder?: string; readonly tag?: string }) {
  return {
    ...(folder.trim() === "" ? {} : { folder }),
    ...(tag.trim() === "" ? {} : { tag: tag.trim() }),
  };
}
