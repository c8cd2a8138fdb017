/** What every handler's context can do, whether it runs for an event or for a work item. */
import { type Logger, logOf } from "../logs/log.ts";
import type { Account } from "../accounts/accounts.ts";
import type { BotPort, Outgoing } from "../chat/bot_port.ts";
import type { Clock } from "../clock.ts";
import type { AskOptions, HandlerContext } from "./context.ts";
import type { Deadlines } from "../tasks/deadlines.ts";
import type { Dialogues } from "./dialogues.ts";
import { DeliveryUnknown, messageOf, Rejected, StepInDoubt } from "../errors.ts";
import type { Conversation } from "../chat/events.ts";
import type { TextArguments, Translations } from "../i18n/i18n.ts";
import type { Json } from "../json.ts";
import type { Notices } from "../logs/notices.ts";
import type { MessageRef } from "../chat/operations.ts";
import { Question } from "./question.ts";
import type { Schema } from "../schemas/schema.ts";
import type { OnceOptions, StepIntent, Store } from "../store/store.ts";
import type { UnitRun } from "../running/unit_run.ts";

/** What the steps of all questions begin with. */
const QUESTIONS = "ask:";

/** The step of the message that shows what is going on. */
const PROGRESS = `${QUESTIONS}progress`;

/**
 * Who tries a dead letter again begins without the steps whose names begin so: what was answered may be why it failed, and the news of the failure has
 * taken the place of what was going on.
 */
export const TAKEN_ANEW = QUESTIONS;

/** What contexts work with. */
export interface ContextServices {
  readonly store: Store;
  readonly bot: BotPort;
  readonly dialogues: Dialogues;
  readonly translations: Translations;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  /** Speaks to whoever runs the program, where there is nobody in the chat to speak to. */
  readonly notices: Notices;
}

/** Base of the contexts of events and of work. */
export abstract class BaseContext implements HandlerContext {
  abstract readonly conversation: Conversation;
  abstract language: string;
  /** The plugin whose handler runs: its texts and its log are used. */
  protected abstract readonly plugin: string;
  /** The message that replies answer, where there is one. */
  protected abstract readonly replyTo: string | undefined;
  #replies = 0;
  #questions = 0;

  constructor(
    protected readonly services: ContextServices,
    readonly account: Account,
    /** The run this context belongs to; it fences what comes too late. */
    readonly run: UnitRun,
  ) {}

  get signal(): AbortSignal {
    return this.run.signal;
  }

  get log(): Logger {
    return logOf(this.plugin);
  }

  t(id: string, args?: TextArguments): string {
    return this.services.translations.t(this.plugin, this.language, id, args);
  }

  reply(content: string | Outgoing): Promise<MessageRef | undefined> {
    this.run.check();
    const step = `reply:${++this.#replies}`;
    const { progress } = this.run;
    if (progress === undefined) return this.sendOnce(step, (intent) => this.#send(content, intent));
    this.run.progress = undefined;
    return this.#replace(progress, step, content);
  }

  async progress(content: string | Outgoing): Promise<void> {
    this.run.check();
    const { bot } = this.services;
    if (this.#replies > 0) return;
    try {
      if (!bot.capabilities(this.conversation.platform).edit) return;
      if (this.run.progress === undefined) {
        this.run.progress = this.sendOnce(PROGRESS, (intent) => this.#send(content, intent)).catch(() => undefined);
        await this.run.progress;
        return;
      }
      const shown = await this.run.progress;
      // A reply may have taken its place meanwhile.
      if (shown !== undefined && this.run.progress !== undefined) {
        await this.run.pause(() => this.#change(shown, content));
      }
    } catch (error) {
      this.log.debug("What is going on could not be shown: {reason}", { reason: messageOf(error) });
    }
  }

  async edit(message: MessageRef, content: string | Outgoing): Promise<MessageRef | undefined> {
    this.run.check();
    try {
      return await this.run.pause(() => this.#change(message, content));
    } catch (error) {
      return this.#unknown("edit", error);
    }
  }

  ask(question: string | Outgoing): Promise<string>;
  ask<T>(question: string | Outgoing, options: AskOptions<T> & { readonly answer: Schema<T> }): Promise<T>;
  ask(question: string | Outgoing, options: Omit<AskOptions<string>, "answer">): Promise<string>;
  ask<T>(question: string | Outgoing, options: AskOptions<T> = {}): Promise<T | string> {
    this.run.check();
    const name = options.name ?? `${++this.#questions}`;
    return new Question(this, this.services, `${QUESTIONS}${name}`, question, options).answer();
  }

  /** A person is about to be asked something: whatever of theirs has waited for a word until the handler ends gets it now. */
  acknowledge(): void {}

  async once<T extends Json | void>(
    step: string,
    fn: (intent: StepIntent) => T | Promise<T>,
    options: OnceOptions,
  ): Promise<T> {
    this.run.check();
    const result = await this.services.store.once(this.run.subject.unit, `step:${step}`, fn, options);
    this.run.check();
    return result;
  }

  /** Puts a reply in the place of what was going on. Repeating that does no harm. */
  async #replace(
    progress: Promise<MessageRef | undefined>,
    step: string,
    content: string | Outgoing,
  ): Promise<MessageRef | undefined> {
    const shown = await progress;
    if (shown === undefined) return await this.sendOnce(step, (intent) => this.#send(content, intent));
    const { store } = this.services;
    const { unit } = this.run.subject;
    try {
      // A dead letter that is tried again shows anew what is going on, while its reply may have reached the message before.
      const at = async () => await this.#isBegun(step) ? null : shown.id;
      const place = await store.once<string | null>(unit, `${step}:at`, at, { inDoubt: "rerun", intent: "own" });
      if (place !== shown.id) await this.run.pause(() => this.#takeBack(shown));
      if (place === null) return await this.sendOnce(step, (intent) => this.#send(content, intent));
      const id = await this.run.pause(() =>
        store.once<string>(unit, step, async () => (await this.#change({ ...shown, id: place }, content)).id, {
          inDoubt: "rerun",
        })
      );
      return { conversation: this.conversation, id };
    } catch (error) {
      // Somebody has deleted it.
      if (error instanceof Rejected) {
        return await this.sendOnce(`${step}:anew`, (intent) => this.#send(content, intent));
      }
      return this.#unknown(step, error);
    }
  }

  /** Whether a reply has been sent as a message of its own, or may have been: what was going on could not be shown when this ran before. */
  async #isBegun(step: string): Promise<boolean> {
    const notBegun = Symbol("not begun");
    try {
      const { store } = this.services;
      await store.once(this.run.subject.unit, step, () => Promise.reject(notBegun), { inDoubt: "fail", intent: "own" });
      return true;
    } catch (error) {
      if (error === notBegun) return false;
      if (error instanceof StepInDoubt) return true;
      throw error;
    }
  }

  #send(content: string | Outgoing, intent: StepIntent): Promise<MessageRef> {
    const { conversation, replyTo } = this;
    const options = { for: this.account.id, intent, ...(replyTo === undefined ? {} : { replyTo }) };
    return this.services.bot.send(conversation, content, options);
  }

  async #takeBack(message: MessageRef): Promise<void> {
    await this.services.bot.delete(message).catch((error) =>
      this.log.debug("What was going on is still shown: {reason}", { reason: messageOf(error) })
    );
  }

  #change(message: MessageRef, content: string | Outgoing): Promise<MessageRef> {
    return this.services.bot.edit(message, content, { for: this.account.id });
  }

  /** Sends something as a step, in doubt from when it goes out; `undefined` when nobody knows whether it arrived. */
  async sendOnce(step: string, send: (intent: StepIntent) => Promise<MessageRef>): Promise<MessageRef | undefined> {
    const { store } = this.services;
    try {
      const id = await this.run.pause(() =>
        store.once<string | null>(this.run.subject.unit, step, async (intent) => {
          try {
            return (await send(intent)).id;
          } catch (error) {
            // Remembered as unknown: taken back, the step would be sent again by a replay.
            if (error instanceof DeliveryUnknown) return this.#unknown(step, error) ?? null;
            throw error;
          }
        }, { inDoubt: "fail", intent: "own" })
      );
      return id === null ? undefined : { conversation: this.conversation, id };
    } catch (error) {
      return this.#unknown(step, error);
    }
  }

  /** Tells of an effect nobody knows the end of; rethrows every other error. */
  #unknown(step: string, error: unknown): undefined {
    if (!(error instanceof StepInDoubt || error instanceof DeliveryUnknown)) throw error;
    this.log.warn("Unknown whether {step} of {unit} arrived: {reason}", {
      step,
      unit: this.run.subject.unit,
      reason: error.message,
    });
  }
}
