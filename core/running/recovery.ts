/** The way back in: what was pending at the start, what was put aside and is tried again, and answers of before. */
import type { Logger } from "../logs/log.ts";
import type { Account, Accounts } from "../accounts/accounts.ts";
import type { BotPort } from "../chat/bot_port.ts";
import type { Buttons } from "../chat/buttons.ts";
import { conversationId } from "../chat/events.ts";
import { nextTurn } from "../clock.ts";
import type { Dialogues } from "../handling/dialogues.ts";
import { type Dispatcher, findTarget } from "../handling/dispatcher.ts";
import { KeptQuestions } from "../handling/kept_questions.ts";
import { type Answer, answerOf, questionsAtStart } from "../handling/question.ts";
import type { Scheduler } from "./scheduler.ts";
import type { JournalEntry, PendingPlace, Store, Unit } from "../store/store.ts";

/** What units are brought back by. */
export interface RecoveryServices {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly buttons: Buttons;
  readonly bot: Pick<BotPort, "capabilities">;
  readonly dialogues: Dialogues;
  readonly dispatcher: Dispatcher;
  readonly scheduler: Scheduler;
  readonly log: Logger;
}

/** See the file's comment. */
export class Recovery {
  #closed = false;

  constructor(private readonly services: RecoveryServices) {}

  /** Brings nothing back any more. */
  close(): void {
    this.#closed = true;
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
      await nextTurn(); // signals, and whatever else waits, have their turn between pages
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
      const answer = answerOf(await findTarget(this.services, unit.entry.event, account), unit.entry);
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
    const { store, accounts, scheduler, log } = this.services;
    const origin = { from, place: unit.type === "work" ? unit.seq : unit.entry.seq };
    const account = await accounts.get(accountOf(unit));
    if (account === undefined) return await store.journal.bury(idOf(unit), "Its account does not exist any more.");
    if (unit.type === "work") return scheduler.item(unit.item, account, origin);
    const { entry } = unit;
    const target = await findTarget(this.services, entry.event, account);
    const answer = answers ? answerOf(target, entry) : undefined;
    if (answer !== undefined && await this.#keepAnswer(answer, entry, account)) return;
    if (target.type === "command" && target.route === undefined) {
      const reason = `No plugin handles /${target.call.name}. Load its plugin, then retry.`;
      log.warn("{unit} is a dead letter: {reason}", { unit: idOf(unit), reason });
      return await store.journal.bury(idOf(unit), reason);
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
}

function idOf(unit: Unit): string {
  return unit.type === "work" ? unit.item.id : unit.entry.event.key;
}

function accountOf(unit: Unit): string {
  return unit.type === "work" ? unit.item.account : unit.entry.account;
}
