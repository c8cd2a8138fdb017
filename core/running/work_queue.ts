import type { Accounts } from "../accounts/accounts.ts";
import type { CommandEventContext } from "../handling/event_context.ts";
import type { Conversation } from "../chat/events.ts";
import { COMMAND_WORK, type Scheduler } from "./scheduler.ts";
import type { Journal, WorkItem } from "../store/store.ts";

/** Where a plugin hands work to the lanes. A DI token; the kernel implements it. */
export abstract class WorkQueue {
  /**
   * Commits the item, whose members are from then on part of it, and queues it in its conversation's work lane. Resolves when it is durable;
   * from then on it will be run, whatever dies.
   */
  abstract submit(item: WorkItem): Promise<void>;
  /**
   * Runs a job in the conversation's intake lane, behind everything that waits there. Not journaled: what it does must be found again after a
   * restart by other means. Resolves when the job has ended, and rejects as it does; rejects at once when the kernel is stopping.
   */
  abstract intake(conversation: Conversation, name: string, job: () => Promise<void>): Promise<void>;
}

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
