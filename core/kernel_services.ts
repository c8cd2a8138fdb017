/** The kernel's own implementations of what it offers to plugins. */
import type { Account, Accounts } from "./accounts.ts";
import { DeadLetters } from "./dead_letters.ts";
import type { CommandEventContext } from "./event_context.ts";
import { type BotEvent, type Conversation, conversationId } from "./events.ts";
import type { Intake } from "./intake.ts";
import { TAKEN_ANEW } from "./step_names.ts";
import type { Runner } from "./runner.ts";
import { COMMAND_WORK, type Scheduler } from "./scheduler.ts";
import type { DeadLetter, Journal, WorkItem } from "./store.ts";
import { WorkQueue } from "./work_queue.ts";

/** Hands work to the scheduler once it is durable. */
export class JournaledWorkQueue extends WorkQueue {
  #closed = false;

  constructor(
    private readonly journal: Journal,
    private readonly accounts: Accounts,
    private readonly scheduler: Scheduler,
  ) {
    super();
  }

  /** Takes no more. */
  close(): void {
    this.#closed = true;
  }

  async submit(item: WorkItem): Promise<void> {
    const account = await this.accounts.get(item.account);
    if (account === undefined) throw new Error(`There is no account "${item.account}" for the work ${item.id}.`);
    const place = await this.journal.assign(item);
    this.scheduler.item(item, account, { from: "outside", place }); // dropped when the lanes have stopped: the next start brings it
  }

  /** A command's event becomes work, in the order in which intake came to it. @param now wall time in milliseconds. */
  async submitCommand({ event, account, language, conversation }: CommandEventContext, now: number): Promise<void> {
    await this.submit({
      id: `command:${event.key}`,
      kind: COMMAND_WORK,
      conversation,
      account: account.id,
      language,
      members: [event.key],
      data: null,
      createdAt: now,
    });
  }

  async intake(conversation: Conversation, name: string, job: () => Promise<void>): Promise<void> {
    if (this.#closed) throw new Error(`${name} was not started: the kernel is stopping.`);
    await this.scheduler.job(conversation, job);
  }
}

/** Retries and discards dead letters for those whose they are. */
export class JournaledDeadLetters extends DeadLetters {
  /** @param holdsSecret whether what was said in an event may be secret. */
  constructor(
    private readonly journal: Journal,
    private readonly runner: Runner,
    private readonly intake: Intake,
    private readonly holdsSecret: (event: BotEvent) => boolean,
  ) {
    super();
  }

  list(account?: string): Promise<readonly DeadLetter[]> {
    return this.journal.deadLetters(account);
  }

  async retry(unit: string, by: Account): Promise<"retried" | "running" | "gone" | "foreign"> {
    const found = await this.#find(unit, by);
    if (found !== "own") return found;
    if (this.runner.isRunning(unit)) return "running";
    // One retry at a time: units come into their lanes in the order in which they are revived.
    const retried = this.#retrying.then(() => this.#retry(unit));
    this.#retrying = retried.catch(() => {});
    return await retried;
  }
  #retrying: Promise<unknown> = Promise.resolve();

  async #retry(unit: string): Promise<"retried" | "gone"> {
    for (const earlier of await this.#changedBy(unit)) await this.#revive(earlier);
    return await this.#revive(unit) ? "retried" : "gone";
  }

  async #revive(unit: string): Promise<boolean> {
    const revived = await this.journal.revive(unit, TAKEN_ANEW);
    if (revived !== undefined) await this.intake.retry(revived);
    return revived !== undefined;
  }

  /** What an edit changes has to come before it: its message and the edits before it, where they were put aside as well. In order. */
  async #changedBy(unit: string): Promise<readonly string[]> {
    const [own] = await this.journal.read([unit]);
    if (own?.event.kind !== "edit") return [];
    const { seq, account, event: { id, conversation } } = own;
    const place = conversationId(conversation);
    const letters = (await this.journal.deadLetters(account))
      .filter((letter) => conversationId(letter.conversation) === place && !this.runner.isRunning(letter.unit));
    return (await this.journal.read(letters.map((letter) => letter.unit)))
      .filter(({ event, seq: other }) => event.kind !== "action" && event.id === id && other < seq)
      .sort((one, other) => one.seq - other.seq)
      .map(({ event }) => event.key);
  }

  async discard(unit: string, by: Account): Promise<"discarded" | "gone" | "foreign"> {
    const found = await this.#find(unit, by);
    if (found !== "own") return found;
    const [entry] = await this.journal.read([unit]);
    if (!await this.journal.discard(unit)) return "gone";
    if (entry !== undefined && this.holdsSecret(entry.event)) await this.journal.forget(unit);
    return "discarded";
  }

  async #find(unit: string, by: Account): Promise<"own" | "gone" | "foreign"> {
    const letter = (await this.journal.deadLetters()).find((letter) => letter.unit === unit);
    if (letter === undefined) return "gone";
    return by.role === "owner" || letter.account === by.id ? "own" : "foreign";
  }
}
