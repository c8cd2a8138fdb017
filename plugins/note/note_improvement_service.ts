import {
  BotPort,
  type CancelTimer,
  Clock,
  inject,
  type Logger,
  PluginLog,
  type TaskContext,
  Translations,
  WorkQueue,
} from "@portico/bot";
import type { Batch } from "../aggregation/mod.ts";
import { Model, ModelError, type ModelErrorCode } from "../model/mod.ts";
import { type Note, type NoteChange, type Vault, VaultError, Vaults } from "../vault/mod.ts";
import { ImprovementLine, type Waiting } from "./improvement_line.ts";
import { NOTE, savedCard } from "./note_card.ts";
import { type NoteOutcome, referenceOf } from "./note_creation_service.ts";
import type { Speaker } from "./note_words.ts";
import type { NoteProposal } from "./note_proposal.ts";
import { type PendingImprovement, PendingImprovements } from "./pending_improvements.ts";
import { applyTagChange } from "./tag_change.ts";

/** Notes that are improved at the same time. */
const AT_ONCE = 2;
/** Calls of the model for a note. */
const ATTEMPTS = 2;
/** Milliseconds that a call has. */
const TIME = 60_000;
/** Milliseconds until the next. */
const PAUSE = 60_000;
/** UTF-16 units of a note that is worth a summary. */
const LONG = 300;
/** Failures of a model that may be over by then. */
const PASSING: readonly ModelErrorCode[] = ["unreachable", "timeout", "busy", "broken"];
/** Notes whose tags are shown to the model. */
const LOOKED_AT = 100;

/**
 * Gives notes a better title, tags and a summary by a model, after they have been written and told of. What is to be improved is kept until it is, over
 * restarts. What people have changed meanwhile stays as they want it, and a note that is gone stays gone. A failure is logged, and the note left as it
 * is.
 */
@inject(Model, Vaults, BotPort, WorkQueue, PendingImprovements, Clock, Translations, PluginLog)
export class NoteImprovementService {
  readonly #line = new ImprovementLine();
  readonly #running = new Set<Promise<void>>();
  readonly #timers = new Set<CancelTimer>();
  #signal: AbortSignal | undefined;

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

  /** Whether there is a model that understands notes. */
  get isPossible(): boolean {
    return !this.model.info.offline;
  }

  /** Sees to it that a note is improved some time, where that is wanted and there are words to go by. Resolves when it is durable. */
  async add(
    { account, conversation, messages, settings }: Batch,
    { note, files, missing, isNamed }: NoteOutcome & { readonly kind: "saved" },
    reply: string | undefined,
    language: string,
  ): Promise<void> {
    if (!this.isPossible || settings.improve === false) return;
    if (!messages.some(({ text }) => /[\p{L}\p{N}]/u.test(text))) return;
    const key = await this.pending.add({
      account,
      conversation,
      language,
      note: note.id,
      title: isNamed ? null : note.title,
      tags: note.tags,
      reply: reply ?? null,
      files,
      missing,
      attempts: 0,
      proposal: null,
    });
    this.#push({ key, account });
  }

  /** Improves what waits and what will, until the task ends. What is under way then is kept. */
  async run({ signal }: Pick<TaskContext, "signal">): Promise<void> {
    this.#signal = signal;
    const ended = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener("abort", () => resolve(), { once: true });
    });
    for (const waiting of await this.pending.list()) this.#push(waiting);
    await ended;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    await Promise.all(this.#running);
  }

  #push(waiting: Waiting): void {
    this.#line.push(waiting);
    this.#start();
  }

  #start(): void {
    const signal = this.#signal;
    while (signal?.aborted === false && this.#running.size < AT_ONCE) {
      const next = this.#line.take();
      if (next === undefined) return;
      const running = this.#improveSafely(next, signal).then((pause) => {
        this.#running.delete(running);
        const goOn = () => {
          this.#line.end(next.account);
          this.#start();
        };
        if (pause === 0) goOn();
        else this.#later(pause, goOn);
        this.#start();
      });
      this.#running.add(running);
    }
  }

  #later(milliseconds: number, work: () => void): void {
    const cancel = this.clock.setTimer(milliseconds, () => {
      this.#timers.delete(cancel);
      work();
    });
    this.#timers.add(cancel);
  }

  /** Never rejects: nobody waits for it. Resolves with the milliseconds for which its account has to wait before the next. */
  async #improveSafely(waiting: Waiting, signal: AbortSignal): Promise<number> {
    try {
      await this.#improve(waiting.key, signal);
    } catch (error) {
      if (signal.aborted) return 0;
      try {
        return await this.#fail(waiting, error);
      } catch (error) {
        this.log.warn("What was to be improved could not be kept: {error}", { error });
      }
    }
    return 0;
  }

  async #improve(key: string, signal: AbortSignal): Promise<void> {
    const known = await this.pending.get(key);
    const note = known && await this.vaults.of(known.account).read(known.note);
    if (known === undefined || note === undefined || note.damaged || known.attempts >= ATTEMPTS) {
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
    const cancel: CancelTimer = this.clock.setTimer(TIME, () => {
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

  /** A little patience for what may pass; then the note is left as it is. Resolves with what `#improveSafely` does. */
  async #fail(waiting: Waiting, error: unknown): Promise<number> {
    const known = await this.pending.get(waiting.key);
    if (known === undefined) return 0;
    const { note, attempts } = known;
    const wait = error instanceof ModelError && error.code === "limit"
      ? (error.retryAt ?? Infinity) - this.clock.now()
      : 0;
    if (wait > 0 && wait <= PAUSE) {
      // Who has sent many notes at once: the call was not begun, and all of theirs wait.
      await this.pending.change(waiting.key, { attempts: attempts - 1 });
      this.#line.push(waiting);
      return wait;
    }
    const again = attempts < ATTEMPTS && isPassing(error);
    if (isExpected(error)) {
      const told = again ? "{note} will be improved later: {reason}" : "{note} is left as it is: {reason}";
      this.log.info(told, { note, reason: reasonOf(error) });
    } else this.log.warn("{note} could not be improved: {error}", { note, error });
    if (again) this.#later(PAUSE, () => this.#push(waiting));
    else await this.pending.remove(waiting.key);
    return 0;
  }
}

/** Whether it may be over by the next attempt. */
function isPassing(error: unknown): boolean {
  return !(error instanceof ModelError) || PASSING.includes(error.code);
}

/** What of a proposal a note takes: nothing that a person has changed since. */
function changeOf(note: Note, known: PendingImprovement, { title, tags, summary }: NoteProposal): NoteChange {
  if (note.damaged) return {};
  const isTagged = same(note.tags, known.tags);
  const all = applyTagChange(note.tags, { add: tags, remove: [] });
  return {
    ...(title !== "" && note.title === known.title && title !== note.title ? { title } : {}),
    ...(isTagged && all.length > note.tags.length ? { tags: all } : {}),
    ...(summary !== "" && note.body.length >= LONG && !Object.hasOwn(note.frontMatter, "summary")
      ? { frontMatter: { summary } }
      : {}),
  };
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((tag) => other.includes(tag));
}

/** The AI SDK calls its errors so. */
const OF_THE_SDK = /^AI_/;

function isExpected(error: unknown): error is Error {
  return error instanceof ModelError || error instanceof VaultError ||
    (error instanceof Error && OF_THE_SDK.test(error.name));
}

/** What a model wrote instead of what it was asked for is in the SDK's error, and no log's business. */
function reasonOf(error: Error): string {
  return OF_THE_SDK.test(error.name) ? `the answer is no title, tags and summary (${error.name})` : error.message;
}
