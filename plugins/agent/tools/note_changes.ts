/** The tools that change one note. */
import { sha256 } from "@portico/bot";
import type { FoundNote, Vault } from "../../vault/mod.ts";
import { type ToolContext, ToolError, ToolResult } from "../tool.ts";
import {
  type Before,
  beforeOf,
  changeNote,
  changeResult,
  lookOnce,
  memoryOf,
  type NoteMemory,
  type Replacement,
} from "./note_change.ts";
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
import { MADE_HARMLESS, withoutNewEmbeds } from "./remote_embeds.ts";
import { differenceOf, fragmentOf, hashOf } from "./text_difference.ts";

/** Makes a note, once for each call. */
export async function createNote(
  vault: Vault,
  { title, body, tags = [], folder = "" }: CreateNoteInput,
  ctx: ToolContext,
  now: number,
): Promise<ToolResult> {
  // A letter first: nothing that reads YAML takes it for a number.
  const id = `n${sha256(`tool ${ctx.key}`).slice(0, 16)}`;
  const safe = withoutNewEmbeds("", plain(body));
  const source = ctx.conversation.platform;
  const note = await vault.create({ id, title, body: safe, tags, folder, created: now, source });
  const found = await vault.source(id);
  const undo = found === undefined ? [] : [{
    tool: "remove_created_note",
    input: { id, title: note.title, hash: hashOf(found.head + found.rest) },
  }];
  const output = { id, title: note.title, ...saidOf(safe !== plain(body)) };
  return new ToolResult(output, [{ kind: "created", note: id, title: note.title }], undo);
}

/** Replaces the one place where `old` stands. */
export async function editNote(vault: Vault, input: EditNoteInput, ctx: ToolContext): Promise<ToolResult> {
  const asked: Replacement = { old: plain(input.old), new: plain(input.new) };
  if (asked.old === asked.new) throw new ToolError("`old` and `new` are the same: there is nothing to change.");
  let made = asked;
  const memory: NoteMemory = async (found) => {
    const looked = await lookOnce(ctx, () => found === undefined ? null : beforeEdit(found, asked));
    made = looked.value?.instead ?? asked;
    return looked;
  };
  const changed = await changeNote(vault, input.id, memory, {
    act: async (_note, again) => {
      const isDone = again || ctx.remember === undefined ? (body: string) => looksDone(body, made) : () => false;
      await vault.update(input.id, (note) => {
        const body = plainBody(note);
        if (isDone(body)) return {};
        const edited = withoutNewEmbeds(body, replaceOne(body, made));
        return edited === body ? {} : { body: edited };
      });
    },
    loose: ({ around }) => ({ put: { old: made.old, for: fragmentOf(made.new), ...(around && { around }) } }),
  });
  return changeResult(changed, saidOf(made !== asked));
}

/** Puts a paragraph at the end, once for each call. */
export async function appendToNote(
  vault: Vault,
  { id, text }: AppendToNoteInput,
  ctx: ToolContext,
): Promise<ToolResult> {
  const asked = plain(text).trim();
  if (asked === "") throw new ToolError("`text` has nothing in it. Write what is to be added.");
  let paragraph = asked;
  const changed = await changeNote(vault, id, memoryOf(ctx), {
    act: async ({ note }) => {
      paragraph = withoutNewEmbeds(plainBody(note), asked);
      await vault.append(id, paragraph, { key: ctx.key });
    },
    loose: () => ({ cut: fragmentOf(paragraph) }),
  });
  return changeResult(changed, saidOf(paragraph !== asked));
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

function saidOf(madeHarmless: boolean): { readonly note?: string } {
  return madeHarmless ? { note: MADE_HARMLESS } : {};
}

/** What is remembered before an edit. */
function beforeEdit(found: FoundNote, asked: Replacement): Before {
  const body = plainBody(found.note);
  const made = harmlessOf(body, asked);
  return { ...beforeOf(found), ...surroundingsOf(body, made.old), ...(made === asked ? {} : { instead: made }) };
}

/** The replacement that may be made; it may have to reach further than what was asked for, such as to a bracket before it. */
function harmlessOf(body: string, asked: Replacement): Replacement {
  const at = body.indexOf(asked.old);
  const alone = { old: asked.old, new: withoutNewEmbeds(body, asked.new) };
  // It may have been made in a call that nobody remembers.
  if (at < 0 || looksDone(body, alone)) return alone.new === asked.new ? asked : alone;
  const wanted = body.slice(0, at) + asked.new + body.slice(at + asked.old.length);
  const edited = withoutNewEmbeds(body, wanted);
  if (edited === wanted) return asked;
  if (edited === body) return { old: asked.old, new: asked.old };
  const difference = differenceOf(body, edited);
  const begin = Math.min(at, difference.at);
  const behind = body.length - Math.max(at + asked.old.length, difference.at + difference.removed.length);
  return { old: body.slice(begin, body.length - behind), new: edited.slice(begin, edited.length - behind) };
}

function replaceOne(body: string, { old, new: fresh }: Replacement): string {
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
function looksDone(body: string, { old, new: fresh }: Replacement): boolean {
  if (fresh === "") return !body.includes(old);
  const rest = body.split(fresh);
  return rest.length > 1 && !rest.some((part) => part.includes(old));
}
