/** The way in: admission, journal, lanes. */
import type { Logger } from "../logs/log.ts";
import type { Account, Accounts, Admission } from "../accounts/accounts.ts";
import type { Acceptance, Adapter, OpenQuestion } from "../chat/adapter.ts";
import type { BotPort } from "../chat/bot_port.ts";
import type { Buttons } from "../chat/buttons.ts";
import { type Clock, nextTurn } from "../clock.ts";
import type { Dialogue, Dialogues } from "../handling/dialogues.ts";
import { type Dispatcher, findTarget, type Target } from "../handling/dispatcher.ts";
import { type BotEvent, type Conversation, conversationId, type Identity } from "../chat/events.ts";
import type { Groups } from "../accounts/groups.ts";
import { answerOf, canAnswer, isChoice } from "../handling/question.ts";
import type { Refusals } from "../handling/refusals.ts";
import type { Scheduler } from "./scheduler.ts";
import type { NewEntry, Store } from "../store/store.ts";

/** What the intake works with. */
export interface IntakeServices {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly admission: Admission;
  readonly groups: Groups;
  readonly refusals: Refusals;
  readonly buttons: Buttons;
  readonly bot: Pick<BotPort, "answerAction">;
  readonly dialogues: Dialogues;
  readonly dispatcher: Dispatcher;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly log: Logger;
}

/** An admitted event on its way to the journal. */
interface Arrival {
  readonly index: number;
  readonly account: Account;
  readonly target: Target;
  readonly lane: string;
  readonly entry: NewEntry;
  /** The dialogue it answers. */
  readonly dialogue: Dialogue | undefined;
}

/** See the file's comment. */
export class Intake {
  #closed = false;

  constructor(private readonly services: IntakeServices) {}

  /** Accepts no more. */
  close(): void {
    this.#closed = true;
  }

  /** See `Inbox.accept`. Calls of one adapter come one after the other. */
  async accept(
    adapter: Pick<Adapter, "trusted">,
    events: readonly BotEvent[],
    onDurable?: () => void,
  ): Promise<readonly Acceptance[]> {
    const { scheduler, store, log } = this.services;
    for (let room = scheduler.hasRoom(); room !== undefined; room = scheduler.hasRoom()) await room;
    // Handlers that are about to end do so first: an event whose lane is free needs no write of its own to count its start.
    if (!scheduler.intake.isIdle) await nextTurn();
    if (this.#closed) throw new Error("The kernel is stopping and accepts nothing more.");
    const outcomes: Acceptance[] = new Array(events.length).fill("refused");
    const arrivals = await this.#admit(adapter, events);
    if (arrivals.length === 0) return outcomes;
    let appended;
    try {
      appended = await store.journal.append(arrivals.map(({ entry }) => entry));
    } catch (error) {
      for (const { dialogue } of arrivals) dialogue?.unclaim();
      throw error;
    }
    // Whoever fetches has more on its way while this is handled, unless that would only wait for room.
    if (onDurable !== undefined && scheduler.hasRoom(arrivals.length) === undefined) {
      onDurable();
      // What is asked in one turn goes out at the end of the next.
      await nextTurn();
      await nextTurn();
    }
    arrivals.forEach((arrival, index) => {
      if (appended[index].outcome === "duplicate") {
        arrival.dialogue?.unclaim();
        outcomes[arrival.index] = "duplicate";
        log.debug("{key} was here before.", { key: arrival.entry.event.key });
      } else {
        outcomes[arrival.index] = "accepted";
        this.#schedule(arrival, appended[index].seq);
      }
    });
    return outcomes;
  }

  /** See `Inbox.asked`. */
  async asked(
    adapter: Pick<Adapter, "trusted">,
    sender: Identity,
    conversation: Conversation,
  ): Promise<OpenQuestion | undefined> {
    const { admission, dialogues } = this.services;
    if (dialogues.size === 0) return undefined;
    const account = await admission.admit({ sender, conversation }, adapter);
    return account === undefined ? undefined : dialogues.waiting(account.id, conversation);
  }

  /** See `Inbox.knowsCommand`. */
  knowsCommand(text: string): boolean {
    return this.services.dispatcher.knowsCommand(text);
  }

  async #admit(adapter: Pick<Adapter, "trusted">, events: readonly BotEvent[]): Promise<Arrival[]> {
    const { admission, scheduler, dialogues, clock, log } = this.services;
    const arrivals: Arrival[] = [];
    const lanes = new Set<string>();
    const receivedAt = clock.now();
    for (const [index, event] of events.entries()) {
      const admitted = admission.admit(event, adapter);
      const account = admitted instanceof Promise ? await admitted : admitted;
      if (isOverheard(event) && !await this.#listens(event, account)) continue;
      if (account === undefined) {
        log.debug("Refused {key}: nobody let its sender in.", { key: event.key });
        await this.services.refusals.tell(event);
        continue;
      }
      const target = event.kind === "action"
        ? await findTarget(this.services, event, account)
        : this.services.dispatcher.find(event);
      const dialogue = canAnswer(event) && target.type === "on"
        ? dialogues.waiting(account.id, event.conversation)
        : undefined;
      dialogue?.claim();
      const lane = conversationId(event.conversation);
      const begun = dialogue === undefined && !lanes.has(lane) && !isChoice(target) &&
        scheduler.startsAtOnce(target, lane);
      lanes.add(lane);
      const arrived = { event, account: account.id, receivedAt, begun };
      const entry: NewEntry = dialogue === undefined ? arrived : { ...arrived, answers: dialogue.step };
      arrivals.push({ index, account, target, lane, entry, dialogue });
    }
    return arrivals;
  }

  /** Whether what was not said to the bot is for it all the same: where it listens to everything, or has asked this person something. */
  async #listens(event: BotEvent, account: Account | undefined): Promise<boolean> {
    if (account === undefined) return false;
    const { dialogues, groups } = this.services;
    if (canAnswer(event) && dialogues.waiting(account.id, event.conversation) !== undefined) return true;
    return (await groups.find(event.conversation))?.hears === "everything";
  }

  #schedule({ account, target, lane, entry, dialogue }: Arrival, place: number): void {
    const { scheduler, dialogues } = this.services;
    const { event, begun = false } = entry;
    const answer = answerOf(target, entry);
    if (answer !== undefined) {
      const asked = dialogue ?? dialogues.ofStep(account.id, event.conversation, answer.step);
      if (asked?.answer({ text: answer.text, event: event.key })) return this.#answerPress(event);
    }
    const origin = { from: "outside", place } as const;
    scheduler.event({ target, account, lane, begun, receivedAt: entry.receivedAt, origin });
  }

  /** No handler runs for it that would: without, whoever pressed would see the button wait. */
  #answerPress(event: BotEvent): void {
    if (event.kind !== "action") return;
    this.services.bot.answerAction(event).catch((error) =>
      this.services.log.warn("The press of a button could not be answered: {error}", { error })
    );
  }
}

function isOverheard(event: BotEvent): boolean {
  return event.kind !== "action" && event.overheard === true;
}
