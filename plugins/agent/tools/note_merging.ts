/** The tool that makes one note of several. */
import { type FoundNote, moveLinks, type Vault } from "../../vault/mod.ts";
import { type ToolChange, type ToolContext, ToolError, ToolResult } from "../tool.ts";
import {
  type Before,
  beforeOf,
  type ChangedNote,
  changeNote,
  lookOnce,
  noNote,
  type NoteChangeSteps,
  type NoteMemory,
} from "./note_change.ts";
import { plain, tagsBack } from "./note_changes.ts";
import type { MergeNotesInput } from "./note_inputs.ts";
import { folderOf, plainBody } from "./note_reading.ts";
import { putBack } from "./put_back.ts";
import { withoutNewEmbeds } from "./remote_embeds.ts";
import { fragmentOf } from "./text_difference.ts";

/** The longest text that several notes may have together, in characters. */
const LONGEST = 1_000_000;

/** The first note takes the texts and tags of the others, which go into the trash. Where it fails half-way, what was done is taken back. */
export async function mergeNotes(vault: Vault, { ids, title }: MergeNotesInput, ctx: ToolContext): Promise<ToolResult> {
  const [first, ...others] = [...new Set(ids)];
  if (first === undefined || others.length === 0) throw new ToolError("Name at least two different notes in `ids`.");
  const known = await Known.look(vault, [first, ...others], ctx);
  const done: ChangedNote[] = [];
  try {
    for (const { id, ...steps } of stepsOf(vault, known, title, ctx.key)) {
      done.unshift(await changeNote(vault, id, known.memory(id), steps));
    }
  } catch (error) {
    for (const { input } of done.flatMap(({ undo }) => undo)) await putBack(vault, input);
    throw error;
  }
  const name = done.find(({ after }) => after.note.id === first)?.after.note.title ?? "";
  const changes: readonly ToolChange[] = [
    { kind: "changed", note: first, title: name },
    ...others.map((id) => ({ kind: "deleted", note: id, title: known.note(id).before.title } as const)),
  ];
  // What was done last is taken back first.
  return new ToolResult({ id: first, title: name, merged: others.length }, changes, done.flatMap(({ undo }) => undo));
}

/** What has to be done, in the order in which nothing is lost wherever it ends; what may be refused comes first. */
function* stepsOf(
  vault: Vault,
  known: Known,
  title: string | undefined,
  key: string,
): Generator<NoteChangeSteps & { readonly id: string }> {
  const [id = "", ...others] = known.ids;
  const text = joined(known);
  if (title !== undefined) {
    const loose = (before: Before, after: FoundNote) => ({ title: { was: before.title, is: after.note.title } });
    yield { id, act: () => vault.rename(id, title), loose };
  }
  if (text !== "") {
    yield { id, act: () => vault.append(id, text, { key }), loose: () => ({ cut: fragmentOf(text) }) };
  }
  const add = others.flatMap((other) => known.note(other).found.note.tags);
  yield {
    id,
    act: () => vault.tag(id, { add }),
    loose: (before, after) => ({ tags: tagsBack(before, after.note.tags) }),
  };
  for (const other of others) yield { id: other, act: () => vault.delete(other), loose: () => ({ restore: true }) };
}

/** The notes of a call, as they are and as they were before it. All are looked at at once: in a later run some may be in the trash already. */
class Known {
  private constructor(
    readonly ids: readonly string[],
    private readonly found: readonly FoundNote[],
    private readonly before: readonly Before[],
    private readonly again: boolean,
  ) {}

  static async look(vault: Vault, ids: readonly string[], ctx: ToolContext): Promise<Known> {
    const found: FoundNote[] = [];
    for (const id of ids) {
      const source = await vault.source(id);
      if (source === undefined) throw noNote(id);
      found.push(source);
    }
    const { value, again } = await lookOnce(ctx, () => found.map(beforeOf));
    for (const [index, id] of ids.entries()) if (value[index]?.trashed !== false) throw noNote(id);
    if (found[0]?.note.damaged) {
      throw new ToolError("The front matter of the first note can't be read. Begin with another one of them.");
    }
    return new Known(ids, found, value, again);
  }

  note(id: string): { readonly found: FoundNote; readonly before: Before } {
    const at = this.ids.indexOf(id);
    const [found, before] = [this.found[at], this.before[at]];
    if (found === undefined || before === undefined) throw noNote(id);
    return { found, before };
  }

  memory(id: string): NoteMemory {
    const { before } = this.note(id);
    return (found) =>
      Promise.resolve({ value: this.again ? before : found ? beforeOf(found) : null, again: this.again });
  }
}

/** What the first note takes: the others' texts in their order, with links that lead from its folder to where they led from theirs. */
function joined(known: Known): string {
  const [first = "", ...others] = known.ids;
  const folder = folderOf(known.note(first).before);
  const sections = others.map((id) => {
    const { found, before } = known.note(id);
    const body = moveLinks(plainBody(found.note), folderOf(before), folder, isOfVault).trim();
    return startsWithTitle(body, before.title)
      ? body
      : [`## ${withoutNewEmbeds("", before.title)}`, body].join("\n\n").trim();
  });
  const text = plain(sections.join("\n\n"));
  if (text.length > LONGEST) throw new ToolError("These notes are too long together. Merge fewer of them.");
  return text;
}

/** What a relative link of a note leads to, if it is one and no other text that looks so. */
function isOfVault(path: string): boolean {
  return path.startsWith("attachments/") || /\.md$/i.test(path);
}

/** Most titles are the first line of their note. */
function startsWithTitle(body: string, title: string): boolean {
  const letters = (text: string) => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  const [line = ""] = body.split("\n");
  const bare = letters(title);
  return bare !== "" && letters(line).startsWith(bare);
}
