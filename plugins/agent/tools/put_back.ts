/** The hidden tools that take back what the others did. */
import type { Note, Vault } from "../../vault/mod.ts";
import { type ToolChange, ToolError, ToolResult } from "../tool.ts";
import { type ExactUndo, isAt, type LooseUndo, type PutBackInput } from "./note_change.ts";
import { folderOf, plainBody } from "./note_reading.ts";
import { type Fragment, hashOf, placesOf, takeBack } from "./text_difference.ts";

/** The input of `remove_created_note`; `hash` is of its file as it was made. */
export type RemoveCreatedInput = { readonly id: string; readonly title: string; readonly hash: string };

/** The file is neither what the change has left nor what it found. */
class TouchedSince extends Error {}

/** Takes a change back: to the byte where nobody has touched the note since, else what of it still can be without harm to what was done since. */
export async function putBack(vault: Vault, { id, title, exact, loose }: PutBackInput): Promise<ToolResult> {
  const now = await vault.source(id);
  if (now === undefined) throw new ToolError(`"${title}" is not there any more, not in the trash either.`);
  const put = exact === undefined ? undefined : await putExactly(vault, id, exact);
  if (put !== undefined) return restored(put);
  const problems: string[] = [];
  let note: Note | undefined;
  for (const step of looseSteps(loose)) {
    note = await step(vault, id).catch((error: unknown) => {
      if (!(error instanceof ToolError)) throw error;
      problems.push(error.message);
      return note;
    });
  }
  if (problems.length > 0) throw new ToolError(`"${title}" was changed since: ${problems.join(" ")}`);
  return note === undefined ? new ToolResult({ id, title }) : restored(note);
}

/** Puts a note that was made into the trash, as long as it is as it was made. */
export async function removeCreated(vault: Vault, { id, title, hash }: RemoveCreatedInput): Promise<ToolResult> {
  const found = await vault.source(id);
  if (found === undefined || found.trashed) return new ToolResult({ id, title });
  if (hashOf(found.head + found.rest) !== hash) {
    throw new ToolError(`"${title}" was changed since it was made, so it stays. Delete it if it is not wanted.`);
  }
  await vault.delete(id);
  return new ToolResult({ id, title }, [{ kind: "deleted", note: id, title: found.note.title }]);
}

function restored({ id, title }: Note): ToolResult {
  const change: ToolChange = { kind: "changed", note: id, title };
  return new ToolResult({ id, title }, [change]);
}

/** `undefined` where the file was touched since, or its place is taken. Half of it may have been done before: place and text are looked at each by itself. */
async function putExactly(vault: Vault, id: string, { was, is, head, rest }: ExactUndo): Promise<Note | undefined> {
  try {
    return await vault.putBack(id, (now) => {
      const isPlaced = now.path === was.path || now.path === is.path;
      if (!isPlaced) throw new TouchedSince();
      if (isAt(now, { path: now.path, hash: is.hash })) {
        return { path: was.path, head: takeBack(now.head, head), rest: takeBack(now.rest, rest) };
      }
      if (!isAt(now, { path: now.path, hash: was.hash })) throw new TouchedSince();
      return { path: was.path, head: now.head, rest: now.rest };
    });
  } catch (error) {
    if (error instanceof TouchedSince) return undefined;
    throw error;
  }
}

type LooseStep = (vault: Vault, id: string) => Promise<Note>;

function* looseSteps({ restore, cut, put, tags, title, folder }: LooseUndo): Generator<LooseStep> {
  if (restore) yield (vault, id) => vault.restore(id);
  if (cut) yield (vault, id) => cutOut(vault, id, cut);
  if (put) yield (vault, id) => replaceBack(vault, id, put);
  if (tags && tags.add.length + tags.remove.length > 0) yield (vault, id) => vault.tag(id, tags);
  if (title && title.was !== title.is) yield (vault, id) => nameBack(vault, id, title);
  if (folder && folder.was !== folder.is) yield (vault, id) => moveBack(vault, id, folder);
}

async function cutOut(vault: Vault, id: string, cut: Fragment): Promise<Note> {
  return await vault.update(id, (note) => {
    const body = plainBody(note);
    const places = placesOf(body, cut).filter((at) => isParagraph(body, at, at + cut.length));
    const last = places.at(-1);
    // Of several the one at the end is what was added.
    if (last === undefined || (places.length > 1 && last + cut.length < body.length)) {
      throw new ToolError("What was added to it is not there any more as it was, and stays.");
    }
    const parts = [body.slice(0, last).trimEnd(), body.slice(last + cut.length).replace(/^\n+/, "")];
    return { body: parts.filter((part) => part !== "").join("\n\n") };
  });
}

function isParagraph(body: string, from: number, to: number): boolean {
  return (from === 0 || body[from - 1] === "\n") && (to === body.length || body[to] === "\n");
}

async function replaceBack(vault: Vault, id: string, put: NonNullable<LooseUndo["put"]>): Promise<Note> {
  return await vault.update(id, (note) => {
    const body = plainBody(note);
    const place = only(placesOf(body, put.for)) ?? only(placesWithin(body, put));
    if (place === undefined) {
      throw new ToolError("What was replaced in it can't be told any more, and stays as it is.");
    }
    return { body: body.slice(0, place) + put.old + body.slice(place + put.for.length) };
  });
}

/** Where what stands for the old text is between what stood around that. Of what was taken out only the surroundings are left. */
function placesWithin(body: string, { for: fragment, around }: NonNullable<LooseUndo["put"]>): readonly number[] {
  if (around === undefined) return [];
  const { before, behind } = around;
  if (fragment.length > 0) {
    return placesOf(body, fragment).filter((at) =>
      body.slice(0, at).endsWith(before) && body.startsWith(behind, at + fragment.length)
    );
  }
  if (before + behind === "") return body === "" ? [0] : [];
  const places: number[] = [];
  for (let at = body.indexOf(before + behind); at >= 0; at = body.indexOf(before + behind, at + 1)) {
    places.push(at + before.length);
  }
  return places;
}

function only(places: readonly number[]): number | undefined {
  return places.length === 1 ? places[0] : undefined;
}

async function nameBack(vault: Vault, id: string, { was, is }: NonNullable<LooseUndo["title"]>): Promise<Note> {
  const note = await need(vault, id);
  if (note.title === was) return note;
  if (note.title !== is) throw new ToolError("It has another title by now, which it keeps.");
  return await vault.rename(id, was);
}

async function moveBack(vault: Vault, id: string, { was, is }: NonNullable<LooseUndo["folder"]>): Promise<Note> {
  const note = await need(vault, id);
  if (folderOf(note) === was) return note;
  if (folderOf(note) !== is) throw new ToolError("It is in another folder by now, where it stays.");
  return await vault.move(id, was);
}

async function need(vault: Vault, id: string): Promise<Note> {
  const note = await vault.read(id);
  if (note === undefined) throw new ToolError("It is in the trash by now.");
  return note;
}
