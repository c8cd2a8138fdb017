/** The aggregator in its kernel: what is frozen comes from the account, what is closed goes to the work queue. */
import {
  Clock,
  type Context,
  type Conversation,
  Deadlines,
  Dialogues,
  type IncomingEdit,
  type IncomingMessage,
  inject,
  type Json,
  type Logger,
  PluginLog,
  UserError,
  WorkQueue,
} from "@portico/bot";
import { SettingsManager, UserContextManager } from "../settings/mod.ts";
import { amendmentOf, itemOf } from "./batch_item.ts";
import { batchId, MessageAggregator } from "./message_aggregator.ts";
import { DEFAULT_WINDOW } from "./mode.ts";
import { ModeMenu } from "./mode_menu.ts";
import { type LoadedMode, Modes } from "./modes.ts";
import type { GatheredBatch } from "./open_batch.ts";
import { type PastBatch, PastBatches } from "./past_batches.ts";
import { SeenSign } from "./seen_sign.ts";
import { type Terms, windowOf } from "./terms.ts";

/** Takes messages and edits into batches. Its methods run in the intake lane of the conversation. */
@inject(
  Clock,
  Deadlines,
  Dialogues,
  WorkQueue,
  SettingsManager,
  UserContextManager,
  Modes,
  ModeMenu,
  PastBatches,
  SeenSign,
  PluginLog,
)
export class Gathering {
  /** The engine. */
  readonly aggregator: MessageAggregator;
  /** Terms by the settings they hold, so that open batches of the same terms share one object. */
  readonly #terms = new WeakMap<object, Terms[]>();

  /** Built by the kernel. */
  constructor(
    private readonly clock: Clock,
    deadlines: Deadlines,
    private readonly dialogues: Dialogues,
    private readonly queue: WorkQueue,
    private readonly settings: SettingsManager,
    private readonly users: UserContextManager,
    private readonly modes: Modes,
    private readonly menu: ModeMenu,
    private readonly past: PastBatches,
    private readonly sign: SeenSign,
    private readonly log: Logger,
  ) {
    this.aggregator = new MessageAggregator({
      clock,
      deadlines,
      close: (batch) => this.#close(batch),
      enqueue: (conversation, job) => queue.intake(conversation, "closing a batch", job),
      failed: (batch, error) =>
        this.log.error("{batch} could not be handed over; it is kept and tried again: {error}", {
          batch: batchId(batch.keys[0]),
          error,
        }),
    });
  }

  /**
   * Takes a message: it stays pending until its batch is closed. False when there is no mode at all.
   *
   * @param by the mode whose command brought it: it is taken in that one, and only what is behind the command counts
   */
  async take(ctx: Context<IncomingMessage>, by?: LoadedMode): Promise<boolean> {
    const { account, conversation, event } = ctx;
    const chosen = by?.options.name ?? await this.#chosen(ctx);
    if (event.album !== undefined && await this.#amendAlbum(ctx, event.album)) return true;
    const mode = by ?? this.modes.resolve(chosen);
    if (mode === undefined) return false;
    ctx.hold();
    const { key, id, at, album, joint } = event;
    // An album counts as one message, and so does a text that arrives in parts.
    if (joint === undefined && (album === undefined || !this.aggregator.hasAlbum(conversation, account.id, album))) {
      this.sign.give(ctx);
    }
    const begins = ctx.isReplayed && await hasBegun(ctx);
    const { receivedAt } = ctx;
    const arrival = { conversation, account: account.id, key, id, at, receivedAt, command: by !== undefined, begins };
    // The rest of a text, and what is forwarded: platforms deliver the words that go with a forward as a message before it.
    const follows = joint !== undefined || event.origin !== undefined;
    const part = { ...arrival, follows, isPart: joint !== undefined };
    await this.aggregator.add(
      album === undefined ? part : { ...arrival, album },
      mode.options.name,
      () => this.#freeze(ctx, mode, chosen),
    );
    return true;
  }

  async #chosen({ account, conversation }: Context<IncomingMessage>): Promise<string | undefined> {
    const known = this.users.cachedMode(account.id, conversation);
    return known === null ? await this.users.mode(account.id, conversation) : known;
  }

  /**
   * Takes the edit of a message: into its batch while that is open, else as an amendment. False when the message is in no batch.
   *
   * @throws {UserError} the message, or an earlier edit of it, was put aside, so this one is kept with it.
   */
  async takeEdit(ctx: Context<IncomingEdit>): Promise<boolean> {
    const { account, conversation, event } = ctx;
    if (await this.past.isPutAside(conversation, account.id, event.id, event.key)) {
      throw new UserError(ctx.t("edit-too-early"), { keep: true });
    }
    if (this.aggregator.addEdit(conversation, account.id, event.id, event.key)) {
      ctx.hold();
      return true;
    }
    await this.aggregator.retry(conversation, account.id);
    const past = await this.past.ofMessage(conversation, account.id, event.id);
    if (past !== undefined) await this.#amend(ctx, past);
    return past !== undefined;
  }

  /** Closes what is open, before something that may change what its messages mean. `undefined` when nothing is. */
  flush(conversation: Conversation, account: string): Promise<void> | undefined {
    return this.aggregator.size === 0 ? undefined : this.aggregator.flush(conversation, account);
  }

  /** A part of an album whose batch is closed amends that batch. */
  async #amendAlbum(ctx: Context<IncomingMessage>, album: string): Promise<boolean> {
    const { account, conversation, event } = ctx;
    if (this.aggregator.hasAlbum(conversation, account.id, album)) return false;
    const past = await this.past.ofAlbum(conversation, account.id, album, event.at);
    if (past === undefined) return false;
    await this.#amend(ctx, past);
    return true;
  }

  async #amend(ctx: Context<IncomingMessage | IncomingEdit>, past: PastBatch): Promise<void> {
    ctx.hold();
    await this.queue.submit(amendmentOf(ctx.event, past, ctx.language, this.clock.now()));
  }

  async #close(batch: GatheredBatch): Promise<void> {
    const item = itemOf(batch, this.clock.now());
    await this.queue.submit(item);
    this.log.debug("{batch} of {count} is closed.", { batch: item.id, count: item.members.length });
  }

  /** Freezes the terms of a batch with its first message, so that they are the same when a restart brings it again. */
  async #freeze(ctx: Context<IncomingMessage>, mode: LoadedMode, chosen: string | undefined): Promise<Terms> {
    const { account, language } = ctx;
    if (chosen !== undefined && chosen !== mode.options.name) {
      await ctx.reply(ctx.t("mode-gone", { chosen, mode: mode.options.name }));
    }
    // What works on an earlier batch, and asks, is waited for: without a word this one would seem to be lost.
    if (this.dialogues.waiting(account.id, ctx.conversation)?.intake === false) {
      await ctx.reply(this.menu.waits(language));
    }
    const settings = this.settings.cached(account.id, mode.plugin) ?? await this.settings.of(account.id, mode.plugin);
    const fresh = this.#share(mode, language, settings);
    const frozen = await ctx.once("terms", () => fresh, { inDoubt: "rerun" });
    return JSON.stringify(frozen) === JSON.stringify(fresh) ? fresh : Object.freeze(frozen);
  }

  #share(mode: LoadedMode, language: string, settings: Readonly<Record<string, Json>>): Terms {
    const { name, window = {} } = mode.options;
    const known = this.#terms.get(settings) ?? [];
    const found = known.find((terms) => terms.mode === name && terms.language === language);
    if (found !== undefined) return found;
    const terms = Object.freeze({
      mode: name,
      language,
      settings,
      window: windowOf(DEFAULT_WINDOW, settings, window),
    });
    this.#terms.set(settings, [...known, terms]);
    return terms;
  }
}

/** What is thrown where nothing is remembered, so that asking leaves nothing behind. */
const NOT_BEGUN = Symbol("not begun");

/** Whether the message began a batch before the restart: then its terms are frozen. */
async function hasBegun(ctx: Context<IncomingMessage>): Promise<boolean> {
  try {
    await ctx.once("terms", () => Promise.reject(NOT_BEGUN), { inDoubt: "rerun" });
    return true;
  } catch (error) {
    if (error === NOT_BEGUN) return false;
    throw error;
  }
}
