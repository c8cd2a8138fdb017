import {
  action,
  type ActionContext,
  BackgroundTaskManager,
  type HandlerContext,
  inject,
  lazySchema,
  type Logger,
  type MessageRef,
  type Outgoing,
  plugin,
  PluginLog,
  Rejected,
} from "@portico/bot";
import { z } from "zod";
import { type Batch, type BatchContext, mode } from "../aggregation/mod.ts";
import { type Note, type Vault, VaultError, Vaults } from "../vault/mod.ts";
import { NOTE, NoteConfig } from "./config.ts";
import { FileReceiver } from "./file_receiver.ts";
import { type AmendmentOutcome, NoteAmendmentService } from "./note_amendment_service.ts";
import { NoteCreationService, noteIdOf, type NoteOutcome, referenceOf } from "./note_creation_service.ts";
import { NoteImprovementService } from "./note_improvement_service.ts";
import { NoteImprover } from "./note_improver.ts";
import { PendingImprovements } from "./pending_improvements.ts";
import { WrittenNotes } from "./written_notes.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

/** What the buttons carry. */
const noteId = lazySchema(() => z.string());

/** The task that improves notes by a model. */
const IMPROVE = `${NOTE}.improve`;

/** Makes notes of what people send. */
@plugin({
  name: NOTE,
  config: NoteConfig,
  services: [
    FileReceiver,
    WrittenNotes,
    NoteAmendmentService,
    PendingImprovements,
    NoteImprover,
    NoteImprovementService,
  ],
  provides: [NoteCreationService],
  texts: { en, ru },
})
@inject(
  Vaults,
  NoteCreationService,
  NoteAmendmentService,
  NoteImprovementService,
  WrittenNotes,
  BackgroundTaskManager,
  PluginLog,
)
export class NotePlugin {
  /** Built by the kernel. */
  constructor(
    private readonly vaults: Vaults,
    private readonly creation: NoteCreationService,
    private readonly amendments: NoteAmendmentService,
    private readonly improvements: NoteImprovementService,
    private readonly written: WrittenNotes,
    private readonly tasks: BackgroundTaskManager,
    private readonly log: Logger,
  ) {}

  /** Goes on with the notes that wait for a model, where there is one. */
  ready(): void {
    if (!this.improvements.isPossible) return;
    this.tasks.register(IMPROVE, (task) => this.improvements.run(task), {
      description: "Gives notes their titles, tags and summaries",
      owner: NOTE,
      restart: true,
    });
  }

  /** What is under way is kept. */
  stop(): void {
    this.tasks.unregister(IMPROVE);
  }

  /** A batch becomes a note, or changes the one it amends. */
  @mode("note")
  async write(batch: Batch, ctx: BatchContext): Promise<void> {
    try {
      // Files may take a while; a text alone is written before anybody could read that it is being written.
      if (batch.amends === undefined) {
        const isSlow = batch.messages.some(({ attachments }) => attachments.length > 0);
        if (isSlow && !isBroadcast(ctx)) await ctx.progress(ctx.t("saving"));
        await this.#tellOf(batch, await this.creation.create(batch, ctx), ctx);
      } else await this.#tellOfAmendment(batch.amends, await this.amendments.amend(batch, batch.amends, ctx), ctx);
    } catch (error) {
      const { explained } = await import("./vault_problem.ts");
      // Kept as failed, to be tried again: the reason is what the person reads there.
      throw explained(ctx, error);
    }
  }

  /** Puts a note into the trash. */
  @action("undo", { payload: noteId })
  async undo(ctx: ActionContext<string>): Promise<void> {
    const { undoneCard } = await loadCards();
    await this.#withNote(ctx, async (vault, note) => {
      await vault.delete(note.id);
      return undoneCard(ctx, referenceOf(note));
    });
  }

  /** Takes a note out of the trash. */
  @action("restore", { payload: noteId })
  async restore(ctx: ActionContext<string>): Promise<void> {
    const { savedCard } = await loadCards();
    await this.#withVault(ctx, async (vault) => {
      const note = await vault.restore(ctx.payload);
      return savedCard(ctx, referenceOf(note), [], "restored");
    });
  }

  /** Asks for tags and changes them. */
  @action("tags", { payload: noteId })
  async editTags(ctx: ActionContext<string>): Promise<void> {
    const [{ askForTags }, { savedCard }] = await Promise.all([import("./tag_dialogue.ts"), loadCards()]);
    await this.#withNote(ctx, async (vault, note) => {
      const change = await askForTags(ctx, vault, note);
      const changed = await vault.tag(note.id, change);
      await this.written.retag(vault.account, note.id, change);
      return savedCard(ctx, referenceOf(changed), [], "tagged");
    });
  }

  /** Asks for a folder and moves the note there. */
  @action("move", { payload: noteId })
  async move(ctx: ActionContext<string>): Promise<void> {
    const [{ moveByDialogue }, { savedCard }] = await Promise.all([import("./folder_dialogue.ts"), loadCards()]);
    await this.#withNote(ctx, async (vault, note) => {
      const moved = await moveByDialogue(ctx, vault, note);
      return savedCard(ctx, referenceOf(moved), [], "moved");
    });
  }

  /** Shows a note. */
  @action("open", { payload: noteId })
  async open(ctx: ActionContext<string>): Promise<void> {
    const { goneCard, noteCard } = await loadCards();
    const note = await this.vaults.of(ctx.account).read(ctx.payload);
    await ctx.reply(note === undefined ? goneCard(ctx, ctx.payload, true) : noteCard(ctx, note));
  }

  async #tellOf(batch: Batch, outcome: NoteOutcome, ctx: BatchContext): Promise<void> {
    if (isBroadcast(ctx)) return;
    if (outcome.kind === "empty") return void await this.#reply(ctx, { text: ctx.t("empty") });
    const { duplicateCard, savedCard } = await loadCards();
    const reply = await this.#reply(
      ctx,
      outcome.kind === "saved"
        ? savedCard(ctx, outcome.note, outcome.missing, "saved", outcome.files)
        : duplicateCard(ctx, outcome.note, outcome.of),
    );
    if (reply !== undefined) await this.written.addReply(batch.account, outcome.note.id, reply.id);
    if (outcome.kind !== "saved" || !this.improvements.isPossible) return;
    // A step, so that a note which has been improved is not begun anew when this runs again.
    await ctx.once("improve", () => this.improvements.add(batch, outcome, reply?.id, ctx.language), {
      inDoubt: "rerun",
    });
  }

  async #tellOfAmendment(amends: string, outcome: AmendmentOutcome, ctx: BatchContext): Promise<void> {
    if (outcome.kind === "unchanged" || isBroadcast(ctx)) return;
    const { asideCard, goneCard, savedCard } = await loadCards();
    if (outcome.kind === "gone") {
      const { aside } = outcome;
      return void await this.#reply(
        ctx,
        aside === undefined ? goneCard(ctx, noteIdOf(amends), true) : asideCard(ctx, aside),
      );
    }
    const { note, missing, reply } = outcome;
    const card = savedCard(ctx, note, missing, "updated");
    if (reply !== undefined && await this.#edit(ctx, { conversation: ctx.conversation, id: reply }, card)) return;
    await this.#reply(ctx, card);
  }

  /** Sends an answer. A chat that takes none is no reason to call a note failed that has been written. */
  async #reply(ctx: BatchContext, content: Outgoing): Promise<MessageRef | undefined> {
    try {
      return await ctx.reply(content);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      this.log.warn("The note is written, but the chat took no answer: {error}", { error });
    }
  }

  /** Changes a message; false when it can't be changed any more. */
  async #edit(ctx: HandlerContext, message: MessageRef, content: Outgoing): Promise<boolean> {
    try {
      await ctx.edit(message, content);
      return true;
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      return false;
    }
  }

  /** Does something with a note of the account's own vault, and shows what came of it in the message with the button. */
  async #withNote(ctx: ActionContext<string>, act: (vault: Vault, note: Note) => Promise<Outgoing>): Promise<void> {
    const { goneCard } = await loadCards();
    await this.#withVault(ctx, async (vault) => {
      const note = await vault.read(ctx.payload);
      return note === undefined ? goneCard(ctx, ctx.payload, true) : await act(vault, note);
    });
  }

  async #withVault(ctx: ActionContext<string>, act: (vault: Vault) => Promise<Outgoing>): Promise<void> {
    let card: Outgoing;
    try {
      card = await act(this.vaults.of(ctx.account));
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      this.log.warn("{account} could not change a note: {error}", { account: ctx.account.id, error });
      if (error.code !== "not_found") {
        const { problemOf } = await import("./vault_problem.ts");
        return void await ctx.reply(problemOf(ctx, error));
      }
      const { goneCard } = await loadCards();
      card = goneCard(ctx, ctx.payload, false);
    }
    if (ctx.message === undefined || !await this.#edit(ctx, ctx.message, card)) await ctx.reply(card);
  }
}

/** What the bot says of notes, which no start has to say. */
function loadCards(): Promise<typeof import("./note_card.ts")> {
  return import("./note_card.ts");
}

/** What is said in a channel is said to everybody who reads it, who have asked for nothing: its notes are made in silence. */
function isBroadcast({ conversation }: HandlerContext): boolean {
  return conversation.kind === "channel";
}
