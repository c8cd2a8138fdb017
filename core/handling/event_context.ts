/** The contexts that handlers of events and of work get. */
import type { Account } from "../accounts/accounts.ts";
import { readWords } from "./routes.ts";
import type { ActionContext, CommandContext, Context, RouteInfo, WorkContext } from "./context.ts";
import type { ActionTarget, CommandTarget, Target } from "./dispatcher.ts";
import type { BotEvent, Conversation, IncomingAction, IncomingMessage } from "../chat/events.ts";
import { BaseContext, type ContextServices } from "./handler_context.ts";
import type { MessageRef } from "../chat/operations.ts";
import type { JournalEntry, WorkItem } from "../store/store.ts";
import type { UnitRun } from "../running/unit_run.ts";

/** The context of an event. */
export class EventContext<E extends BotEvent = BotEvent> extends BaseContext implements Context<E> {
  #language: string | undefined;
  #state: Map<PropertyKey, unknown> | undefined;
  #held = false;

  constructor(
    services: ContextServices,
    account: Account,
    run: UnitRun,
    readonly target: Target & { readonly event: E },
  ) {
    super(services, account, run);
  }

  get event(): E {
    return this.target.event;
  }

  get route(): RouteInfo | undefined {
    return this.target.route;
  }

  get receivedAt(): number {
    return this.run.subject.receivedAt ?? this.run.since;
  }

  get isReplayed(): boolean {
    return this.run.subject.isReplayed ?? false;
  }

  get conversation(): Conversation {
    return this.event.conversation;
  }

  get language(): string {
    return this.#language ??= this.services.translations.pick(this.event.sender.language);
  }

  set language(language: string) {
    this.#language = language;
  }

  get state(): Map<PropertyKey, unknown> {
    return this.#state ??= new Map();
  }

  /** True when the handler wants the event to stay pending. */
  get isHeld(): boolean {
    return this.#held;
  }

  hold(): void {
    this.run.check();
    this.#held = true;
  }

  protected get plugin(): string {
    return this.route?.plugin ?? "core";
  }

  protected get replyTo(): string | undefined {
    const { event } = this;
    return event.kind === "action" ? undefined : event.id;
  }
}

/** The context of a command. */
export class CommandEventContext extends EventContext<IncomingMessage> implements CommandContext<unknown> {
  /** It runs in the work lane, after intake has seen it. */
  isDeferred = false;
  #args: unknown;

  constructor(services: ContextServices, account: Account, run: UnitRun, override readonly target: CommandTarget) {
    super(services, account, run, target);
  }

  /** What the schema has made of the words; the words themselves where there is no schema. */
  get args(): unknown {
    return this.#args ??= readWords(this.target.call.rest);
  }

  set args(args: unknown) {
    this.#args = args;
  }

  get command(): string {
    return this.target.call.name;
  }

  get rest(): string {
    return this.target.call.rest;
  }
}

/** The context of a pressed button. */
export class ActionEventContext extends EventContext<IncomingAction> implements ActionContext<unknown> {
  payload: unknown;
  #answered = false;

  constructor(services: ContextServices, account: Account, run: UnitRun, override readonly target: ActionTarget) {
    super(services, account, run, target);
    this.payload = target.press.outcome === "found" ? target.press.call.payload : undefined;
  }

  get message(): MessageRef | undefined {
    const { message, conversation } = this.event;
    return message === undefined ? undefined : { conversation, id: message };
  }

  /** A platform waits some seconds for the answer to a press, a person thinks for minutes. */
  override acknowledge(): void {
    this.answer().catch(() => {}); // the run is over, which the question finds out by itself
  }

  async answer(text?: string): Promise<void> {
    if (this.#answered) return;
    this.run.check();
    this.#answered = true;
    // A platform that forgets to be told shows a spinner for a while: not worth failing a handler whose work is done.
    if (this.event.callback === undefined && text === undefined) return;
    await this.run.pause(() => this.services.bot.answerAction(this.event, text)).catch((error) =>
      this.log.warn("The press of a button could not be answered: {error}", { error })
    );
  }
}

/** The context of a work item. */
export class WorkItemContext extends BaseContext implements WorkContext {
  language: string;
  protected readonly replyTo: string | undefined;

  constructor(
    services: ContextServices,
    account: Account,
    run: UnitRun,
    readonly item: WorkItem,
    readonly entries: readonly JournalEntry[],
    protected readonly plugin: string,
  ) {
    super(services, account, run);
    this.language = item.language;
    const last = entries.at(-1)?.event;
    this.replyTo = last === undefined || last.kind === "action" ? undefined : last.id;
  }

  get conversation(): Conversation {
    return this.item.conversation;
  }
}
