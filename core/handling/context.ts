/** What handlers get. */
import type { Logger } from "../logs/log.ts";
import type { Account } from "../accounts/accounts.ts";
import type { Outgoing } from "../chat/bot_port.ts";
import type { BotEvent, Conversation, IncomingAction, IncomingMessage } from "../chat/events.ts";
import type { Json } from "../json.ts";
import type { MessageRef } from "../chat/operations.ts";
import type { Schema } from "../schemas/schema.ts";
import type { JournalEntry, OnceOptions, StepIntent, WorkItem } from "../store/store.ts";
import type { TextArguments } from "../i18n/i18n.ts";

/** How a question to a person goes. */
export interface AskOptions<T> {
  /** Checks and converts the answer. A wrong one is told, and the question stays open. Without it, `choices` are the only answers, else any text is. */
  readonly answer?: Schema<T>;
  /** How long it waits, in milliseconds; 5 minutes by default. */
  readonly expires?: number;
  /** Rows of buttons whose press is an answer: the text sent is `value`. Whoever types what a button says means it too. */
  readonly choices?: readonly (readonly { readonly text: string; readonly value: string }[])[];
  /**
   * Names the question among those of its unit, for a handler that may come to its questions in another order when it runs again: an answer is
   * remembered for this name alone. By default they are counted. No plain number.
   */
  readonly name?: string;
  /** Ends the question when it is aborted, as `/cancel` does. */
  readonly signal?: AbortSignal;
}

/**
 * What every handler gets, whether it runs for an event or for a work item.
 *
 * A handler may be run again after a crash, from its first line. What it says by `reply` and `ask` and does within `once` happens once all the same,
 * as long as it comes to the same steps in the same order; everything else it does must bear repeating. After its time limit all methods that have
 * effects throw `HandlerExpired`.
 *
 * ```ts
 * const city = await ctx.ask("Which city?", { expires: 60_000 });
 * const id = await ctx.once("order", () => shop.order(city), { inDoubt: "fail" });
 * await ctx.reply(ctx.t("ordered", { id }));
 * ```
 */
export interface HandlerContext {
  /** Where the replies go. */
  readonly conversation: Conversation;
  /** For whom the handler runs. */
  readonly account: Account;
  /** Language of the replies: a tag of the languages there are texts for. */
  language: string;
  /** Aborted at shutdown and when the handler's time is up. Pass it on to whatever you wait for. */
  readonly signal: AbortSignal;
  /** Logs under the name of the plugin whose handler runs. */
  readonly log: Logger;
  /** A text of the plugin whose handler runs (or else the kernel's) in the context's language: in a middleware of the one that it surrounds. */
  t(id: string, args?: TextArguments): string;
  /**
   * Sends an answer, as a step of this unit: a handler that runs again after a crash does not send it twice. Resolves with `undefined` when
   * the process died while it was on its way, or the line lost it on the way: nobody knows whether it arrived; it is logged as unknown.
   */
  reply(content: string | Outgoing): Promise<MessageRef | undefined>;
  /**
   * Shows what is going on, in one message that changes with each call and that the first reply, or the news of a failure, then takes the place of. Only
   * where sent messages can be changed; elsewhere nothing happens. Losing it does no harm, so it never fails. As with every step: a handler that runs again has to come
   * to it again, before its first reply.
   */
  progress(content: string | Outgoing): Promise<void>;
  /** Changes a message of the bot's; repeating it does no harm, so it is repeated. Resolves as `reply` does. */
  edit(message: MessageRef, content: string | Outgoing): Promise<MessageRef | undefined>;
  /**
   * Asks the person of this context in this conversation and waits for the answer, which passes both lanes. The handler's clock stands still
   * meanwhile, and intake goes on with other events. Survives a restart: the question is not asked again, unless what was shown is gone with the
   * program (`Capabilities.questionsAtStart`).
   *
   * @throws {DialogueEnded} by `/cancel`, expiry, another command, or shutdown. Let it pass: the kernel tells the person.
   */
  ask(question: string | Outgoing): Promise<string>;
  /** Asks with a schema that checks and converts the answer. */
  ask<T>(question: string | Outgoing, options: AskOptions<T> & { readonly answer: Schema<T> }): Promise<T>;
  /** Asks with choices, which are then the only answers, or an expiry of its own. */
  ask(question: string | Outgoing, options: Omit<AskOptions<string>, "answer">): Promise<string>;
  /**
   * Runs `fn` once for this unit, whatever dies in between, and resolves with its remembered result when the handler runs again; see `Store.once`.
   * `step` is unique within the handler.
   *
   * @throws {StepInDoubt} the process died in the middle of `fn`, or nobody knows what became of it, and `inDoubt` is `fail`.
   */
  once<T extends Json | void>(
    step: string,
    fn: (intent: StepIntent) => T | Promise<T>,
    options: OnceOptions,
  ): Promise<T>;
}

/** What a handler of an event gets, beside what every handler gets. */
export interface Context<E extends BotEvent = BotEvent> extends HandlerContext {
  /** What arrived, as the adapter delivered it. */
  readonly event: E;
  /** Wall time of the event's arrival here, in milliseconds; still that of the first arrival when a restart delivers it again. */
  readonly receivedAt: number;
  /** It was accepted before this start of the program, was handled before and is tried again, or has waited in the journal for its turn. */
  readonly isReplayed: boolean;
  /** What the dispatcher found for the event; `undefined` when nothing handles it. */
  readonly route: RouteInfo | undefined;
  /**
   * Leaves the event pending in the journal after the handler has ended: a work item will take it as a member. Until then a restart
   * delivers it again.
   */
  hold(): void;
  /** What middlewares leave for each other and for handlers during this event. */
  readonly state: Map<PropertyKey, unknown>;
}

/** Which handler an event goes to. */
export interface RouteInfo {
  /** What kind of handler it is: of a command, of a button, or of messages and edits. */
  readonly kind: "command" | "action" | "on";
  /** `plugin.method`. */
  readonly name: string;
  /** Name of the plugin it belongs to. */
  readonly plugin: string;
  /** True for a command that passes the lanes: it must not wait for what it may be asked to stop. */
  readonly urgent: boolean;
}

/** What a `@command` handler gets. */
export interface CommandContext<Args = readonly string[]> extends Context<IncomingMessage> {
  /** The command's name as it was called, without the slash. */
  readonly command: string;
  /** What the schema made of the words behind the command; the words themselves where there is no schema. */
  readonly args: Args;
  /** Everything behind the command, as it was written. */
  readonly rest: string;
}

/** What an `@action` handler gets. */
export interface ActionContext<Payload = Json | undefined> extends Context<IncomingAction> {
  /** What the button was made with, as the schema made it. */
  readonly payload: Payload;
  /** The message that carries the button. */
  readonly message: MessageRef | undefined;
  /** Tells the platform that the press was seen, with a short text, once; done without one when the handler asks something or ends. */
  answer(text?: string): Promise<void>;
}

/** What a `@refused` handler gets. */
export interface RefusalContext {
  /** What was refused. */
  readonly event: BotEvent;
  /** The sender's, as far as their platform tells it. */
  readonly language: string;
  /** Logs under the name of the plugin whose handler runs. */
  readonly log: Logger;
  /** A text of the plugin in the sender's language. */
  t(id: string, args?: TextArguments): string;
  /** Sends an answer, Markdown, behind whatever else is to be sent, without waiting for it; a failure is logged. */
  reply(text: string): void;
}

/** What a `@work` handler gets. */
export interface WorkContext extends HandlerContext {
  /** The work as it was submitted. */
  readonly item: WorkItem;
  /** The journal's entries of the item's members, in order. */
  readonly entries: readonly JournalEntry[];
}
