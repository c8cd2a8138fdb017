import { inject, type Json } from "@portico/bot";
import { AmendedBatches, type Batch, type BatchContext, type BatchMessage } from "../aggregation/mod.ts";
import { type Vault, Vaults, withoutTags } from "../vault/mod.ts";
import type { Amendment } from "./amendment.ts";
import { FileReceiver } from "./file_receiver.ts";
import { NoteCreationService, noteIdOf, type NoteReference, referenceOf } from "./note_creation_service.ts";
import type { MissingFile, ReceivedFile } from "./received_file.ts";
import { type WrittenNote, WrittenNotes } from "./written_notes.ts";

/** What became of something that came too late for its batch. */
export type AmendmentOutcome =
  | {
    readonly kind: "amended";
    readonly note: NoteReference;
    readonly missing: readonly MissingFile[];
    /** Id of the message that told of the note. */
    readonly reply: string | undefined;
  }
  /** The note is what it was: nothing that it keeps was changed. */
  | { readonly kind: "unchanged" }
  /** The note is gone; what was to change it is a note of its own in the trash, if there was anything in it. */
  | { readonly kind: "gone"; readonly aside: NoteReference | undefined };

/** Changes notes by what comes after their batch was closed: late parts of albums, and edits. What people did to the note by hand stays. */
@inject(Vaults, NoteCreationService, FileReceiver, WrittenNotes, AmendedBatches)
export class NoteAmendmentService {
  /** Built by the kernel. */
  constructor(
    private readonly vaults: Vaults,
    private readonly creation: NoteCreationService,
    private readonly files: FileReceiver,
    private readonly written: WrittenNotes,
    private readonly amended: AmendedBatches,
  ) {}

  /**
   * Changes the note of the batch `amends`.
   *
   * @throws {Error} that note, or an earlier change of the same message, was put aside, maybe half written.
   * @throws {VaultError} the vault can't be written; calling it again goes on where it ended.
   */
  async amend(batch: Batch, amends: string, ctx: BatchContext): Promise<AmendmentOutcome> {
    if (!await this.amended.areDone(batch)) throw new Error(ctx.t("not-written-yet"));
    const id = noteIdOf(amends);
    const vault = this.vaults.of(batch.account);
    const note = await vault.read(id);
    const known = await this.written.get(batch.account, id);
    // Where this ran before and died, what it has kept apart stays so, though somebody has taken the note out of the trash since.
    const isApart = await vault.source(noteIdOf(batch.id)) !== undefined;
    if (note === undefined || isApart) {
      const isKept = !isApart && await this.#isInTrash(batch, vault, id, ctx);
      return { kind: "gone", aside: isKept ? undefined : await this.creation.createAside(batch, ctx) };
    }
    const files: ReceivedFile[] = [];
    let changed = false;
    for (const sent of batch.messages) {
      const brought = await this.#amend(ctx, vault, id, await asWritten(sent, known));
      if (brought === undefined) continue;
      changed = true;
      files.push(...brought);
    }
    if (!changed) return { kind: "unchanged" };
    const { missingIn } = await import("./received_file.ts");
    const now = await vault.read(id) ?? note;
    return { kind: "amended", note: referenceOf(now), missing: missingIn(files), reply: known?.reply };
  }

  /** Whether this ran before and had changed the note when it died, and somebody has put the note into the trash since. */
  async #isInTrash({ messages }: Batch, vault: Vault, note: string, ctx: BatchContext): Promise<boolean> {
    const found = await vault.source(note);
    if (found === undefined) return false;
    const [{ isApplied }, { cleanText }] = await Promise.all([import("./amendment.ts"), import("./note_body.ts")]);
    for (const { key, text } of messages) {
      if (await isDone(ctx, filesStep(key))) continue; // the last one of its steps, whatever has become of the note since
      const plan = await planned(ctx, key);
      if (plan === undefined || !isApplied(found.note, cleanText(text), plan)) return false;
    }
    return true;
  }

  /** Puts one message into the note and resolves with the files it has brought; `undefined` when it changes nothing. */
  async #amend(
    ctx: BatchContext,
    vault: Vault,
    note: string,
    message: BatchMessage,
  ): Promise<readonly ReceivedFile[] | undefined> {
    const { key } = message;
    const [{ amendmentOf }, { cleanText, filesOf }, { bodyWords }, { storedIn }, { writtenOf }] = await Promise.all([
      import("./amendment.ts"),
      import("./note_body.ts"),
      import("./note_words.ts"),
      import("./received_file.ts"),
      import("./written_message.ts"),
    ]);
    // Decided once: when this runs again, the note and what is remembered of it may have changed already.
    const amendment = await ctx.once(planOf(key), async () => {
      const body = (await vault.read(note))?.body ?? "";
      return amendmentOf(message, (await this.written.get(vault.account, note))?.messages ?? [], body);
    }, { inDoubt: "rerun" });
    if (!amendment.changesText && amendment.files.length === 0) return undefined;
    const attachments = amendment.files.map((index) => message.attachments[index]);
    const files = await this.files.receive(ctx, { vault, note, message: { ...message, attachments } });
    const text = cleanText(message.text);
    if (amendment.changesText) {
      await ctx.once(`text:${key}`, () => this.#writeText(ctx, vault, note, text, amendment, key), {
        inDoubt: "rerun",
      });
    }
    // A step of its own: it is by the body that the step before knows whether it has been done.
    await ctx.once(filesStep(key), async () => {
      // The vault links what is there; only what is missing has to be told of.
      const missing = filesOf([{ files: files.filter((file) => "missing" in file) }], bodyWords(ctx));
      if (files.length > 0) await vault.append(note, missing, { attachments: storedIn(files), key: `${key}:files` });
      await this.written.add(vault.account, note, [writtenOf(message)]);
    }, { inDoubt: "rerun" });
    return files;
  }

  /** Puts a text in the place of the one it replaces, or behind the note. */
  async #writeText(
    ctx: BatchContext,
    vault: Vault,
    note: string,
    text: string,
    amendment: Amendment,
    key: string,
  ): Promise<void> {
    const { applyAmendment } = await import("./amendment.ts");
    let isPlaced = true;
    await vault.update(note, (current) => {
      const result = applyAmendment(current, text, amendment);
      isPlaced = result.isPlaced;
      return result.change;
    });
    if (isPlaced) return;
    const paragraph = amendment.isAddition ? text : `*${ctx.t("edited")}*\n\n${text}`;
    await vault.append(note, paragraph, { key: `${key}:text` });
  }
}

/** The message as it would stand in the note: the first one without its front matter, none with tags that somebody has taken away since. */
async function asWritten(message: BatchMessage, known: WrittenNote = { messages: [] }): Promise<BatchMessage> {
  const { takeFrontMatter } = await import("./sent_front_matter.ts");
  const isFirst = (known.messages[0]?.id ?? message.id) === message.id;
  const { messages: [taken] } = isFirst ? await takeFrontMatter([message]) : { messages: [message] };
  return { ...taken, text: withoutTags(taken.text, known.removed ?? []) };
}

function planOf(key: string): string {
  return `plan:${key}`;
}

function filesStep(key: string): string {
  return `files:${key}`;
}

/** What was decided when this ran before. */
async function planned(ctx: BatchContext, key: string): Promise<Amendment | undefined> {
  return (await remembered<Amendment>(ctx, planOf(key)))?.result;
}

async function isDone(ctx: BatchContext, step: string): Promise<boolean> {
  return await remembered(ctx, step) !== undefined;
}

/** What is thrown where a step has not run, so that asking leaves nothing behind. */
const NOT_DONE = Symbol("not done");

/** What a step has come to when this ran before; `undefined` where it did not come so far. */
async function remembered<T extends Json | void>(ctx: BatchContext, step: string): Promise<{ result: T } | undefined> {
  try {
    return { result: await ctx.once<T>(step, () => Promise.reject(NOT_DONE), { inDoubt: "rerun" }) };
  } catch (error) {
    if (error === NOT_DONE) return undefined;
    throw error;
  }
}
