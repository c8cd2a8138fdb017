/** The way in: admission, journal, lanes. And the way back in, after a restart. */
import { setImmediate } from "node:timers";
import type { Logger } from "../logs/log.ts";
import type { Account, Accounts, Admission } from "../accounts/accounts.ts";
import type { Acceptance, Adapter, OpenQuestion } from "../chat/adapter.ts";
import type { BotPort } from "../chat/bot_port.ts";
import type { Buttons } from "../chat/buttons.ts";
import type { Clock } from "../clock.ts";
import type { Dialogue, Dialogues } from "../handling/dialogues.ts";
import type { Dispatcher, Target } from "../handling/dispatcher.ts";
import { type BotEvent, type Conversation, conversationId, type Identity } from "../chat/events.ts";
import type { Groups } from "../accounts/groups.ts";
import { KeptQuestions } from "../handling/kept_questions.ts";
import { type Answer, answerOf, canAnswer, isChoice, questionsAtStart } from "../handling/question.ts";
import type { Refusals } from "../handling/refusals.ts";
import type { Scheduler } from "./scheduler.ts";
import type { JournalEntry, NewEntry, PendingPlace, Store, Unit } from "../store/store.ts";

/** What the intake works with. */
export interface IntakeServices {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly admission: Admission;
  readonly groups: Groups;
  readonly refusals: Refusals;
  readonly buttons: Buttons;
  readonly bot: Pick<BotPort, "answerAction" | "capabilities">;
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
    if (!scheduler.intake.isIdle) await turn();
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
      await turn();
      await turn();
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

  /**
   * Finds where everything pending stands, and lets it come back in order, lane by lane as there is room. Resolves as soon as all of it is known to be
   * in front of what is new. Before any of it runs, the questions of before are open again, and have the answers that they were given.
   */
  async replay(): Promise<void> {
    const { store, scheduler, log } = this.services;
    await this.#expectAnswers();
    let count = 0;
    for await (const page of store.journal.pending()) {
      if (this.#closed) return;
      const answers = await this.#keepAnswers(page);
      for (const pending of page) if (!answers.has(pending.place)) scheduler.leave(pending);
      count += page.length;
      await turn(); // signals, and whatever else waits, have their turn between pages
    }
    scheduler.serveBacklog();
    if (count > 0) log.info("Going on with {count} pending units of before.", { count });
  }

  /** Brings back units whose turn has come, by their places in the journal. Never rejects. */
  async fetch(places: readonly number[]): Promise<void> {
    const { store, log } = this.services;
    try {
      const units = await store.journal.pendingAt(places);
      await this.#loadAccounts(units);
      for (const unit of units) {
        if (this.#closed) return;
        await this.#resume(unit, "backlog").catch((error) =>
          log.error("{unit} could not be brought back and stays pending: {error}", { unit: idOf(unit), error })
        );
      }
    } catch (error) {
      if (this.#closed) return;
      log.error("{count} units could not be read and stay pending: {error}", { count: places.length, error });
    }
  }

  /** Brings back a dead letter that is pending again. An answer is an event as any other: nobody asks any more. */
  async retry(unit: Unit): Promise<void> {
    await this.#resume(unit, "pending", false);
  }

  /** Answers of before a restart whose question was not asked again are events as any other. Never rejects. */
  async resumeAnswers(keys: readonly string[]): Promise<void> {
    const { store, log } = this.services;
    try {
      for (const entry of await store.journal.read(keys)) await this.retry({ type: "event", entry });
    } catch (error) {
      log.error("{keys} could not be brought back and stay pending: {error}", { keys, error });
    }
  }

  /** Opens the questions of before, but for those that are asked anew or given up: nobody answers these before. */
  async #expectAnswers(): Promise<void> {
    const { store, dialogues, bot } = this.services;
    for (const [unit, questions] of await new KeptQuestions(store).all()) {
      const place = await store.journal.placeOf(unit);
      if (place === undefined) continue;
      for (const question of questions) {
        if (questionsAtStart(bot, question.conversation) === undefined) dialogues.expect(question, place);
      }
    }
  }

  /** Gives answers of before to their questions: the places of those that have found one. */
  async #keepAnswers(page: readonly PendingPlace[]): Promise<ReadonlySet<number>> {
    const kept = new Set<number>();
    const places = page.flatMap(({ mayAnswer, place }) => mayAnswer ? place : []);
    if (places.length === 0) return kept;
    const units = await this.services.store.journal.pendingAt(places);
    await this.#loadAccounts(units);
    for (const unit of units) {
      const account = await this.services.accounts.get(accountOf(unit));
      if (unit.type === "work" || account === undefined) continue;
      const answer = answerOf(await this.#target(unit.entry.event, account), unit.entry);
      if (answer !== undefined && await this.#keepAnswer(answer, unit.entry, account)) kept.add(unit.entry.seq);
    }
    return kept;
  }

  /** All at once: a store that is writing may answer each only when that is done. */
  async #loadAccounts(units: readonly Unit[]): Promise<void> {
    await Promise.all(Array.from(new Set(units.map(accountOf)), (account) => this.services.accounts.get(account)));
  }

  /** @param answers whether an answer waits for its question. */
  async #resume(unit: Unit, from: "pending" | "backlog", answers = true): Promise<void> {
    const { store, accounts, scheduler } = this.services;
    const origin = { from, place: unit.type === "work" ? unit.seq : unit.entry.seq };
    const account = await accounts.get(accountOf(unit));
    if (account === undefined) return await store.journal.bury(idOf(unit), "Its account does not exist any more.");
    if (unit.type === "work") return scheduler.item(unit.item, account, origin);
    const { entry } = unit;
    const target = await this.#target(entry.event, account);
    const answer = answers ? answerOf(target, entry) : undefined;
    if (answer !== undefined && await this.#keepAnswer(answer, entry, account)) return;
    if (target.type === "command" && target.route === undefined) {
      return await store.journal.bury(
        idOf(unit),
        `No plugin handles /${target.call.name}. Load its plugin, then retry.`,
      );
    }
    const lane = conversationId(entry.event.conversation);
    scheduler.event({ target, account, lane, begun: false, receivedAt: entry.receivedAt, origin });
  }

  /** Gives an answer of before to its question, which may be open again or yet to be asked; false when that is over. */
  async #keepAnswer({ step, text }: Answer, { event }: JournalEntry, account: Account): Promise<boolean> {
    const { store, dialogues } = this.services;
    const answer = { text, event: event.key };
    const open = dialogues.ofStep(account.id, event.conversation, step);
    if (open?.takesReplayed && open.answer(answer)) return true;
    dialogues.keepReplayed(step, answer);
    // What has ended by now was settled before this was asked, and what ends later gives back what is kept for it.
    if (await store.journal.placeOf(step.scope) !== undefined) return true;
    dialogues.forgetReplayed(event.key);
    return false;
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
        ? await this.#target(event, account)
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

  async #target(event: BotEvent, account: Account): Promise<Target> {
    const { dispatcher, buttons } = this.services;
    if (event.kind !== "action") return dispatcher.find(event);
    const press = await buttons.find(event.action, { conversation: event.conversation, account: account.id });
    return dispatcher.findAction(event, press);
  }
}

/** A turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isOverheard(event: BotEvent): boolean {
  return event.kind !== "action" && event.overheard === true;
}

function idOf(unit: Unit): string {
  return unit.type === "work" ? unit.item.id : unit.entry.event.key;
}

function accountOf(unit: Unit): string {
  return unit.type === "work" ? unit.item.account : unit.entry.account;
}
