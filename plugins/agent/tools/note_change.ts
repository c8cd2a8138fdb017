/** A change of a note that can be taken back: to the byte while nobody has touched the note since, else as far as that does no harm. */
import type { Json } from "@portico/bot";
import type { FoundNote, NoteSource, Vault } from "../../vault/mod.ts";
import { type ToolContext, ToolError, ToolResult } from "../tool.ts";
import { differenceOf, type Fragment, hashOf, type TextDifference } from "./text_difference.ts";

/** A file at some moment. */
export type FileMark = { readonly path: string; readonly hash: string };

/** What is known of a note from before it was changed. */
export type Before = FileMark & {
  readonly title: string;
  readonly tags: readonly string[];
  readonly trashed: boolean;
  /** Of a note that is edited: what stands right before and behind the place. */
  readonly around?: Surroundings;
  /** Of a note that is edited: what is replaced by what, where that is not what was asked for. */
  readonly instead?: Replacement;
};

/** One place of a text, and what is to stand there. */
export type Replacement = { readonly old: string; readonly new: string };

/** A few characters before a place in a text and behind it. */
export type Surroundings = { readonly before: string; readonly behind: string };

/** How a note's file is put back to the byte. */
export type ExactUndo = {
  readonly was: FileMark;
  readonly is: FileMark;
  readonly head: TextDifference;
  readonly rest: TextDifference;
};

/** What is taken back one by one where the file is not what the change has left any more, or was not seen before it. */
export type LooseUndo = {
  /** It is taken out of the trash. */
  readonly restore?: true;
  /** The paragraph that was added. */
  readonly cut?: Fragment;
  /** What was replaced, and what stands for it; its surroundings say where, if it does not itself. */
  readonly put?: { readonly old: string; readonly for: Fragment; readonly around?: Surroundings };
  readonly tags?: { readonly add: readonly string[]; readonly remove: readonly string[] };
  readonly title?: { readonly was: string; readonly is: string };
  readonly folder?: { readonly was: string; readonly is: string };
};

/** The input of `put_back`. */
export type PutBackInput = {
  readonly id: string;
  readonly title: string;
  readonly exact?: ExactUndo;
  readonly loose: LooseUndo;
};

/** A note around its change. */
export interface ChangedNote {
  readonly before: Before;
  readonly after: FoundNote;
  /** False when it was so already. */
  readonly changed: boolean;
  /** How to take it back; empty where nothing was changed. */
  readonly undo: readonly PutBack[];
}

/** How a change of a note is taken back. */
export type PutBack = { readonly tool: "put_back"; readonly input: PutBackInput };

/** How a note is changed. */
export interface NoteChangeSteps {
  /**
   * Changes it. Called again, with `again`, after the process has died in it: what was done has to be left as it is.
   */
  readonly act: (note: FoundNote, again: boolean) => Promise<unknown>;
  /** What can be taken back in any case. */
  readonly loose: (before: Before, after: FoundNote) => LooseUndo;
}

/** More than this is not kept to put a file back to the byte, in characters; what goes loosely is then enough. */
const KEPT = 32_000;

/**
 * Changes a note, and says how that is taken back.
 *
 * @throws {ToolError} there is no such note.
 */
export async function changeNote(
  vault: Vault,
  id: string,
  memory: NoteMemory,
  steps: NoteChangeSteps,
): Promise<ChangedNote> {
  const found = await vault.source(id);
  const { value: before, again } = await memory(found);
  if (found === undefined || before === null || before.trashed) throw noNote(id);
  await steps.act(found, again && !isAt(found, before));
  const after = await vault.source(id);
  if (after === undefined) throw new ToolError("The note vanished while it was changed. Look for it again.");
  const changed = !isAt(after, before);
  const loose = steps.loose(before, after);
  // After a deletion the id may go to a copy of the note, which is not what was deleted.
  const isOther = loose.restore === true && !after.trashed;
  const exact = again || isOther ? undefined : exactUndo(before, found, after);
  const input: PutBackInput = { id, title: after.note.title, ...(exact === undefined ? {} : { exact }), loose };
  return { before, after, changed, undo: changed ? [{ tool: "put_back", input }] : [] };
}

/** The result of a tool that has changed one note. */
export function changeResult({ after, changed, undo }: ChangedNote, output: Readonly<Record<string, Json>> = {}) {
  const { id, title } = after.note;
  const changes = changed ? [{ kind: "changed", note: id, title } as const] : [];
  return new ToolResult({ id, title, ...output }, changes, undo);
}

/** What was seen once in the life of a call; `again` when that was before the process died. */
export interface Looked<T> {
  readonly value: T;
  readonly again: boolean;
}

/** Knows what a note was before a call changed it; `null` where there was none. */
export type NoteMemory = (found: FoundNote | undefined) => Promise<Looked<Before | null>>;

/** The memory of a call that changes one note. */
export function memoryOf(ctx: Pick<ToolContext, "remember">): NoteMemory {
  return (found) => lookOnce(ctx, () => found === undefined ? null : beforeOf(found));
}

/** Looks once in the life of a call. Where nobody remembers, each look is a first one, and may be a later one. */
export async function lookOnce<T extends Json>(
  { remember }: Pick<ToolContext, "remember">,
  look: () => T,
): Promise<Looked<T>> {
  let again = true;
  const first = () => {
    again = false;
    return look();
  };
  const value = remember === undefined ? first() : await remember(first);
  return { value, again };
}

/** What is remembered of a note. */
export function beforeOf({ path, note, trashed, head, rest }: FoundNote): Before {
  return { path, hash: hashOf(head + rest), title: note.title, tags: note.tags, trashed };
}

/** Whether a file is where it was and as it was. */
export function isAt({ path, head, rest }: NoteSource, mark: FileMark): boolean {
  return path === mark.path && hashOf(head + rest) === mark.hash;
}

/** For a model that names what is not there. */
export function noNote(id: string): ToolError {
  return new ToolError(`There is no note with the id ${JSON.stringify(id)}. Search again, and take an id from there.`);
}

function exactUndo({ path, hash }: Before, found: NoteSource, after: NoteSource): ExactUndo | undefined {
  const head = differenceOf(found.head, after.head);
  const rest = differenceOf(found.rest, after.rest);
  if (head.removed.length + rest.removed.length > KEPT) return undefined;
  return { was: { path, hash }, is: { path: after.path, hash: hashOf(after.head + after.rest) }, head, rest };
}
