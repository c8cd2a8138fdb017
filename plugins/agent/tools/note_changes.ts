/** The tools that change one note. */
import { sha256 } from "@portico/bot";
import type { Vault } from "../../vault/mod.ts";
import { type ToolContext, ToolError, ToolResult } from "../tool.ts";
import { type Before, beforeOf, changeNote, changeResult, lookOnce, memoryOf, type NoteMemory } from "./note_change.ts";
import type {
  AppendToNoteInput,
  CreateNoteInput,
  DeleteNoteInput,
  EditNoteInput,
  MoveNoteInput,
  RenameNoteInput,
  TagNoteInput,
} from "./note_inputs.ts";
import { folderOf, plainBody } from "./note_reading.ts";
import { fragmentOf, hashOf } from "./text_difference.ts";

/** Makes a note, once for each call. */
export async function createNote(
  vault: Vault,
  { title, body, tags = [], folder = "" }: CreateNoteInput,
  ctx: ToolContext,
  now: number,
): Promise<ToolResult> {
  // A letter first: nothing that reads YAML takes it for a number.
  const id = `n${sha256(`tool ${ctx.key}`).slice(0, 16)}`;
  const note = await vault.create({ id, title, body, tags, folder, created: now, source: ctx.conversation.platform });
  const found = await vault.source(id);
  const undo = found === undefined ? [] : [{
    tool: "remove_created_note",
    input: { id, title: note.title, hash: hashOf(found.head + found.rest) },
  }];
  return new ToolResult({ id, title: note.title }, [{ kind: "created", note: id, title: note.title }], undo);
}

/** Replaces the one place where `old` stands. */
export async function editNote(vault: Vault, input: EditNoteInput, ctx: ToolContext): Promise<ToolResult> {
  const [old, fresh] = [plain(input.old), plain(input.new)];
  if (old === fresh) throw new ToolError("`old` and `new` are the same: there is nothing to change.");
  const memory: NoteMemory = (found) =>
    lookOnce(
      ctx,
      () => found === undefined ? null : { ...beforeOf(found), ...surroundingsOf(plainBody(found.note), old) },
    );
  const changed = await changeNote(vault, input.id, memory, {
    act: async (_note, again) => {
      const isDone = again || ctx.remember === undefined ? (body: string) => looksDone(body, old, fresh) : () => false;
      await vault.update(input.id, (note) => {
        const body = plainBody(note);
        return isDone(body) ? {} : { body: replaceOne(body, old, fresh) };
      });
    },
    loose: ({ around }) => ({ put: { old, for: fragmentOf(fresh), ...(around && { around }) } }),
  });
  return changeResult(changed);
}

/** Puts a paragraph at the end, once for each call. */
export async function appendToNote(
  vault: Vault,
  { id, text }: AppendToNoteInput,
  ctx: ToolContext,
): Promise<ToolResult> {
  const paragraph = plain(text).trim();
  if (paragraph === "") throw new ToolError("`text` has nothing in it. Write what is to be added.");
  const changed = await changeNote(vault, id, memoryOf(ctx), {
    act: () => vault.append(id, paragraph, { key: ctx.key }),
    loose: () => ({ cut: fragmentOf(paragraph) }),
  });
  return changeResult(changed);
}

/** Moves a note to another folder. */
export async function moveNote(vault: Vault, { id, folder }: MoveNoteInput, ctx: ToolContext): Promise<ToolResult> {
  const changed = await changeNote(vault, id, memoryOf(ctx), {
    act: () => vault.move(id, folder),
    loose: (before, after) => ({ folder: { was: folderOf(before), is: folderOf(after) } }),
  });
  return changeResult(changed, { folder: folderOf(changed.after) });
}

/** Gives a note another title. */
export async function renameNote(vault: Vault, { id, title }: RenameNoteInput, ctx: ToolContext): Promise<ToolResult> {
  const changed = await changeNote(vault, id, memoryOf(ctx), {
    act: () => vault.rename(id, title),
    loose: (before, after) => ({ title: { was: before.title, is: after.note.title } }),
  });
  return changeResult(changed);
}

/** Adds tags and takes some off. */
export async function tagNote(
  vault: Vault,
  { id, add = [], remove = [] }: TagNoteInput,
  ctx: ToolContext,
): Promise<ToolResult> {
  if (add.length + remove.length === 0) throw new ToolError("Name tags in `add`, in `remove`, or in both.");
  const changed = await changeNote(vault, id, memoryOf(ctx), {
    act: () => vault.tag(id, { add, remove }),
    loose: (before, after) => ({ tags: tagsBack(before, after.note.tags) }),
  });
  return changeResult(changed, { tags: changed.after.note.tags });
}

/** Puts a note into the trash. */
export async function deleteNote(vault: Vault, { id }: DeleteNoteInput, ctx: ToolContext): Promise<ToolResult> {
  const { before: { title }, undo } = await changeNote(vault, id, memoryOf(ctx), {
    act: () => vault.delete(id),
    loose: () => ({ restore: true }),
  });
  return new ToolResult({ id, title }, [{ kind: "deleted", note: id, title }], undo);
}

/** What gives a note the tags back that it had. */
export function tagsBack(before: Pick<Before, "tags">, now: readonly string[]) {
  const without = (tags: readonly string[], others: readonly string[]) => {
    const known = new Set(others.map((tag) => tag.toLowerCase()));
    return tags.filter((tag) => !known.has(tag.toLowerCase()));
  };
  return { add: without(before.tags, now), remove: without(now, before.tags) };
}

/** Text as the vault writes it, and as it is read again. */
export function plain(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD").replace(/\r\n?/g, "\n");
}

function replaceOne(body: string, old: string, fresh: string): string {
  const places = body.split(old).length - 1;
  if (places === 0) {
    throw new ToolError(
      "`old` does not stand in the note's body. Copy it from what read_note gives, blanks and line breaks included.",
    );
  }
  if (places > 1) {
    throw new ToolError(
      `\`old\` occurs ${places} times in the note. Give more of its surroundings, in \`old\` and in \`new\`.`,
    );
  }
  const at = body.indexOf(old);
  return body.slice(0, at) + fresh + body.slice(at + old.length);
}

/** So many characters on each side say where something stood. */
const NEAR = 24;

function surroundingsOf(body: string, old: string): Pick<Before, "around"> {
  const at = body.indexOf(old);
  if (at < 0) return {};
  const end = at + old.length;
  return { around: { before: body.slice(Math.max(0, at - NEAR), at), behind: body.slice(end, end + NEAR) } };
}

/** Whether a call from before has done it: `old` is nowhere but within `new`, which stands there. */
function looksDone(body: string, old: string, fresh: string): boolean {
  if (fresh === "") return !body.includes(old);
  const rest = body.split(fresh);
  return rest.length > 1 && !rest.some((part) => part.includes(old));
}
