import type { Conversation } from "./events.ts";
import type { WorkItem } from "./store.ts";

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
