import type { Account } from "../accounts/accounts.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { EventContext } from "./event_context.ts";
import type { Conversation } from "../chat/events.ts";
import type { Translations } from "../i18n/i18n.ts";
import type { Job } from "../running/runner.ts";
import type { ScheduledEvent } from "../running/scheduler.ts";
import type { RunSubject, UnitRun } from "../running/unit_run.ts";

/** Brings one event to its handler. */
export class EventJob implements Job {
  readonly subject: RunSubject;
  #ctx: EventContext | undefined;

  /** @param limit milliseconds the handler may take. */
  constructor(
    private readonly scheduled: ScheduledEvent,
    lane: RunSubject["lane"],
    limit: number,
    private readonly dispatcher: Dispatcher,
    private readonly translations: Translations,
  ) {
    const { target: { event, route }, account, receivedAt, origin } = scheduled;
    const isReplayed = origin.from !== "outside";
    const handler = route?.name ?? "nothing";
    this.subject = { unit: event.key, handler, account: account.id, limit, lane, receivedAt, isReplayed };
  }

  get account(): Account {
    return this.scheduled.account;
  }

  get begun(): boolean {
    return this.scheduled.begun;
  }

  get conversation(): Conversation {
    return this.scheduled.target.event.conversation;
  }

  /** The one that middlewares have found, where they came so far. */
  language(): string {
    return this.#ctx?.language ?? this.translations.pick(this.scheduled.target.event.sender.language);
  }

  run(run: UnitRun): Promise<void> {
    const { target, account } = this.scheduled;
    const ctx = this.#ctx = this.dispatcher.contextOf(this.dispatcher.current(target), account, run);
    return this.dispatcher.dispatch(ctx);
  }

  get holdsSecret(): boolean {
    return this.dispatcher.holdsSecret(this.scheduled.target.event);
  }

  get isHeld(): boolean {
    return this.#ctx?.isHeld ?? false;
  }
}
