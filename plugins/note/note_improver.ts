import { BotPort, Clock, inject, type Logger, PluginLog, Translations, WorkQueue } from "@portico/bot";
import { Model, ModelError } from "../model/mod.ts";
import { type Note, type Vault, VaultError, Vaults } from "../vault/mod.ts";
import { NOTE } from "./config.ts";
import { referenceOf } from "./note_creation_service.ts";
import type { NoteProposal } from "./note_proposal.ts";
import type { Speaker } from "./note_words.ts";
import { type PendingImprovement, PendingImprovements } from "./pending_improvements.ts";

/** Calls of the model for a note. */
export const ATTEMPTS = 2;
/** Milliseconds that a call has. */
const TIME = 60_000;
/** Notes whose tags are shown to the model. */
const LOOKED_AT = 100;

/** Improves one note: asks the model, changes the note where it is as it was, and shows that in the message that told of it. */
@inject(Model, Vaults, BotPort, WorkQueue, PendingImprovements, Clock, Translations, PluginLog)
export class NoteImprover {
  /** Built by the kernel. */
  constructor(
    private readonly model: Model,
    private readonly vaults: Vaults,
    private readonly bot: BotPort,
    private readonly lanes: WorkQueue,
    private readonly pending: PendingImprovements,
    private readonly clock: Clock,
    private readonly translations: Translations,
    private readonly log: Logger,
  ) {}

  /**
   * Improves what is kept under this key, and then forgets it. What is done in part goes on where it ended.
   *
   * @throws what the model, the AI SDK or the vault throws; and whatever, once the signal is aborted.
   */
  async improve(key: string, signal: AbortSignal): Promise<void> {
    const known = await this.pending.get(key);
    const note = known && await this.vaults.of(known.account).read(known.note);
    const isGivenUp = known?.proposal === null && known.attempts >= ATTEMPTS;
    if (known === undefined || note === undefined || note.damaged || isGivenUp) {
      return await this.pending.remove(key);
    }
    const proposal = known.proposal ?? await this.#propose(key, known, note, signal);
    // In the lane of its conversation nothing comes between: who has pressed Undo before has undone, and who does it after sees it last.
    await this.lanes.intake(known.conversation, "note.improve", () => this.#apply(known, proposal, signal));
    await this.pending.remove(key);
  }

  /** The model's proposal, kept before it is used, so that it is paid once. */
  async #propose(key: string, known: PendingImprovement, note: Note, signal: AbortSignal): Promise<NoteProposal> {
    await this.pending.change(key, { attempts: known.attempts + 1 });
    const { propose } = await import("./note_proposal.ts");
    const model = await this.model.for({ account: known.account, purpose: "note" });
    const late = new AbortController();
    const cancel = this.clock.setTimer(TIME, () => {
      late.abort(new ModelError("timeout", `A note was not improved within ${TIME} ms.`));
    });
    try {
      const tags = await this.#tagsOf(this.vaults.of(known.account));
      const proposal = await propose(model, note, tags, AbortSignal.any([signal, late.signal]));
      await this.pending.change(key, { proposal });
      return proposal;
    } catch (error) {
      // A stop costs no attempt.
      if (signal.aborted) await this.pending.change(key, { attempts: known.attempts });
      throw late.signal.aborted && !signal.aborted ? late.signal.reason : error;
    } finally {
      cancel();
    }
  }

  /** The tags of an account, those of the newest notes first. */
  async #tagsOf(vault: Vault): Promise<readonly string[]> {
    const notes = await vault.list({ limit: LOOKED_AT });
    return [...new Set(notes.flatMap(({ tags }) => tags))];
  }

  /** Changes the note where it is as it was, and the message that told of it. */
  async #apply(known: PendingImprovement, proposal: NoteProposal, signal: AbortSignal): Promise<void> {
    const { changeOf } = await import("./note_improvement.ts");
    const vault = this.vaults.of(known.account);
    let note: Note;
    try {
      const before = await vault.read(known.note);
      if (before === undefined || Object.keys(changeOf(before, known, proposal)).length === 0) {
        // Nothing to do, or done before the process died: then the message is to be seen to once more.
        if (before === undefined || known.proposal === null) return;
        note = before;
      } else note = await vault.update(known.note, (current) => changeOf(current, known, proposal));
    } catch (error) {
      if (error instanceof VaultError && error.code === "not_found") return;
      throw error;
    }
    await this.#show(known, note, signal);
  }

  async #show(known: PendingImprovement, note: Note, signal: AbortSignal): Promise<void> {
    const { conversation, language, reply, missing, files, account } = known;
    if (reply === null) return;
    const { savedCard } = await import("./note_card.ts");
    const speaker: Speaker = { language, t: (id, args) => this.translations.t(NOTE, language, id, args) };
    try {
      // Where a message can't be changed, another one tells.
      const id = this.bot.capabilities(conversation.platform).edit ? "saved" : "updated";
      const card = savedCard(speaker, referenceOf(note), missing, id, files);
      await this.bot.edit({ conversation, id: reply }, card, { for: account, signal });
    } catch (error) {
      if (signal.aborted) throw error;
      this.log.info("{note} is improved, but its message could not be changed: {error}", { note: note.id, error });
    }
  }
}
