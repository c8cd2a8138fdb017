import { Clock, inject, plugin } from "@portico/bot";
import { type Vault, VaultError, type VaultErrorCode, Vaults, WriterQueue } from "../../vault/mod.ts";
import { tool, type ToolContext, ToolError, type ToolResult } from "../tool.ts";
import type { PutBackInput } from "./note_change.ts";
import * as inputs from "./note_inputs.ts";
import type { ListedNote } from "./note_reading.ts";
import type { RemoveCreatedInput } from "./put_back.ts";
import en from "./texts/notes.en.ftl" with { type: "text" };
import ru from "./texts/notes.ru.ftl" with { type: "text" };

/** What a model can do better with, or without. Of what else goes wrong in a vault it is told no more: the message may name places of this machine. */
const ANSWERABLE: readonly VaultErrorCode[] = ["not_found", "invalid", "outside", "damaged", "busy"];

const { createInput, editInput, appendInput, moveInput, renameInput, tagInput, deleteInput, mergeInput } = inputs;

/** The tools of the vault. Each works on the vault of the account that it is called for, and on no other. */
@plugin({ name: "note-tools", texts: { en, ru } })
@inject(Vaults, Clock)
export class NoteToolsPlugin {
  /** Changes of one vault come one after the other, also when a model asks for several at once: each has to see what it changes. */
  readonly #turns = new WeakMap<Vault, WriterQueue>();

  /** Built by the kernel. */
  constructor(private readonly vaults: Vaults, private readonly clock: Pick<Clock, "now">) {}

  /** `search_notes` */
  @tool({
    description:
      "Finds notes by words in their titles, tags and texts, the best first. Begin here when a note is meant.",
    input: inputs.searchInput,
    effect: "read",
  })
  async searchNotes(
    input: inputs.SearchNotesInput,
    ctx: ToolContext,
  ): Promise<{ readonly notes: readonly ListedNote[] }> {
    const { searchNotes } = await import("./note_reading.ts");
    return await this.#look(ctx, (vault) => searchNotes(vault, input));
  }

  /** `list_notes` */
  @tool({
    description:
      "Lists notes, the newest first, and says how many there are in all; by folder, tag and day where asked.",
    input: inputs.listInput,
    effect: "read",
  })
  async listNotes(input: inputs.ListNotesInput, ctx: ToolContext): Promise<{ readonly notes: readonly ListedNote[] }> {
    const { listNotes } = await import("./note_reading.ts");
    return await this.#look(ctx, (vault) => listNotes(vault, input));
  }

  /** `read_note` */
  @tool({
    description: "Reads a note. Where the answer has `next`, the body goes on: call again with `from` set to it.",
    input: inputs.readInput,
    effect: "read",
  })
  async readNote(input: inputs.ReadNoteInput, ctx: ToolContext): Promise<ListedNote> {
    const { readNote } = await import("./note_reading.ts");
    return await this.#look(ctx, (vault) => readNote(vault, input));
  }

  /** `create_note` */
  @tool({ description: "Makes a new note.", input: createInput, effect: "change", repeatable: true })
  async createNote(input: inputs.CreateNoteInput, ctx: ToolContext): Promise<ToolResult> {
    const { createNote } = await import("./note_changes.ts");
    return await this.#change(ctx, (vault) => createNote(vault, input, ctx, this.clock.now()));
  }

  /** `edit_note` */
  @tool({
    description:
      "Replaces one place in a note's body by another text. Read the note first; `old` has to be copied exactly.",
    input: editInput,
    effect: "change",
    repeatable: true,
  })
  async editNote(input: inputs.EditNoteInput, ctx: ToolContext): Promise<ToolResult> {
    const { editNote } = await import("./note_changes.ts");
    return await this.#change(ctx, (vault) => editNote(vault, input, ctx));
  }

  /** `append_to_note` */
  @tool({
    description: "Adds a paragraph at the end of a note.",
    input: appendInput,
    effect: "change",
    repeatable: true,
  })
  async appendToNote(input: inputs.AppendToNoteInput, ctx: ToolContext): Promise<ToolResult> {
    const { appendToNote } = await import("./note_changes.ts");
    return await this.#change(ctx, (vault) => appendToNote(vault, input, ctx));
  }

  /** `move_note` */
  @tool({ description: "Moves a note to another folder.", input: moveInput, effect: "change", repeatable: true })
  async moveNote(input: inputs.MoveNoteInput, ctx: ToolContext): Promise<ToolResult> {
    const { moveNote } = await import("./note_changes.ts");
    return await this.#change(ctx, (vault) => moveNote(vault, input, ctx));
  }

  /** `rename_note` */
  @tool({ description: "Gives a note another title.", input: renameInput, effect: "change", repeatable: true })
  async renameNote(input: inputs.RenameNoteInput, ctx: ToolContext): Promise<ToolResult> {
    const { renameNote } = await import("./note_changes.ts");
    return await this.#change(ctx, (vault) => renameNote(vault, input, ctx));
  }

  /** `tag_note` */
  @tool({
    description: "Adds tags to a note and takes others off; says which it then has.",
    input: tagInput,
    effect: "change",
    repeatable: true,
  })
  async tagNote(input: inputs.TagNoteInput, ctx: ToolContext): Promise<ToolResult> {
    const { tagNote } = await import("./note_changes.ts");
    return await this.#change(ctx, (vault) => tagNote(vault, input, ctx));
  }

  /** `delete_note` */
  @tool({
    description: "Puts a note into the trash. The person is asked first.",
    input: deleteInput,
    effect: "destroy",
    repeatable: true,
  })
  async deleteNote(input: inputs.DeleteNoteInput, ctx: ToolContext): Promise<ToolResult> {
    const { deleteNote } = await import("./note_changes.ts");
    return await this.#change(ctx, (vault) => deleteNote(vault, input, ctx));
  }

  /** `merge_notes` */
  @tool({
    description:
      "Makes one note of several: the first takes the texts and tags of the others, which go into the trash. The person is asked first.",
    input: mergeInput,
    effect: "destroy",
    repeatable: true,
  })
  async mergeNotes(input: inputs.MergeNotesInput, ctx: ToolContext): Promise<ToolResult> {
    const { mergeNotes } = await import("./note_merging.ts");
    return await this.#change(ctx, (vault) => mergeNotes(vault, input, ctx));
  }

  /** `put_back` */
  @tool({
    description: "Takes back a change of a note.",
    input: inputs.putBackInput,
    effect: "change",
    repeatable: true,
    hidden: true,
  })
  async putBack(input: PutBackInput, ctx: ToolContext): Promise<ToolResult> {
    const { putBack } = await import("./put_back.ts");
    return await this.#change(ctx, (vault) => putBack(vault, input));
  }

  /** `remove_created_note` */
  @tool({
    description: "Takes back a note that was made, unless it was changed since.",
    input: inputs.removeCreatedInput,
    effect: "change",
    repeatable: true,
    hidden: true,
  })
  async removeCreatedNote(input: RemoveCreatedInput, ctx: ToolContext): Promise<ToolResult> {
    const { removeCreated } = await import("./put_back.ts");
    return await this.#change(ctx, (vault) => removeCreated(vault, input));
  }

  async #look<T>({ account, signal }: ToolContext, look: (vault: Vault) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    return await forModel(() => look(this.vaults.of(account)));
  }

  async #change<T>({ account, signal }: ToolContext, change: (vault: Vault) => Promise<T>): Promise<T> {
    const vault = this.vaults.of(account);
    const turns = this.#turns.get(vault) ?? new WriterQueue();
    this.#turns.set(vault, turns);
    return await turns.run(() => {
      signal.throwIfAborted();
      return forModel(() => change(vault));
    });
  }
}

async function forModel<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    const message = ANSWERABLE.includes(error.code)
      ? error.message
      : `The vault can't do it now (${error.code}), and nothing was changed. Tell the person.`;
    throw new ToolError(message, { cause: error });
  }
}
