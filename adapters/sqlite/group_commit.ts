import { setImmediate } from "node:timers";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { StoreError } from "../../core/mod.ts";
import { isFatal, isSqliteError } from "./failures.ts";

/**
 * Does its part of the transaction and returns what makes the answer once the whole group has been staged. It may run again
 * when the group has to be taken apart, and refuses by throwing before it writes anything.
 */
type Stage<T> = () => () => T;

/** What collects writes of a group, so that many small ones become few big ones. */
export interface Buffered {
  /** Writes out what was collected. */
  drain(): void;
  /** Forgets what was collected, and everything believed because of it: the transaction was rolled back. */
  discard(): void;
}

interface Job {
  readonly reads: boolean;
  stage(): void;
  deliver(): void;
  reject(error: unknown): void;
}

/** A write that takes more of its kind. */
interface Gathered {
  readonly write: (items: readonly string[]) => void;
  readonly items: string[];
  readonly job: Job;
  readonly done: Promise<void>;
}

/**
 * How many calls one transaction takes at most. The rest goes into the next, so that a flood of writes doesn't keep the event
 * loop from everything else.
 */
const groupLimit = 1_000;

/**
 * Commits in groups: all that was called in one turn of the event loop goes into one transaction, in order, and each caller
 * hears of it when it is durable. The commit waits for the end of the turn in a macrotask, not a microtask: handlers that one
 * commit has woken then all meet in the next, which makes groups of hundreds, and a lone writer pays some 2 µs for it.
 */
export class GroupCommit {
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #rollback: StatementSync;
  readonly #buffers: Buffered[] = [];
  #queue: Job[] = [];
  /** The write that was gathered for last; whoever comes next may join it while it is the last in the queue. */
  #gathered: Gathered | undefined;
  #scheduled = false;
  #committing = false;
  #closed = false;

  /** @param explain turns what SQLite throws into what callers see. */
  constructor(private readonly db: DatabaseSync, private readonly explain: (error: unknown) => unknown) {
    this.#begin = db.prepare("BEGIN IMMEDIATE");
    this.#commit = db.prepare("COMMIT");
    this.#rollback = db.prepare("ROLLBACK");
  }

  /** Has `buffer` drained at the end of every transaction. */
  attach(buffer: Buffered): void {
    this.#buffers.push(buffer);
  }

  /** Queues a write. What `stage` throws rejects this call alone. */
  write<T>(stage: Stage<T>): Promise<T> {
    return this.#enqueue(false, stage);
  }

  /**
   * Queues one item of a write that takes as many as are called one after the other: they share a place in the queue, and its answer.
   */
  gather(write: (items: readonly string[]) => void, item: string): Promise<void> {
    const last = this.#gathered;
    if (last !== undefined && last.write === write && last.job === this.#queue.at(-1)) {
      last.items.push(item);
      return last.done;
    }
    const items = [item];
    const done = this.write(() => {
      write(items);
      return () => undefined;
    });
    const job = this.#queue.at(-1);
    this.#gathered = job && { write, items, job, done };
    return done;
  }

  /** Reads behind every write called before; at once where there is none. */
  read<T>(query: () => T): Promise<T> {
    if (this.#closed || this.#committing || this.#queue.length > 0) {
      return this.#enqueue(true, () => {
        for (const buffer of this.#buffers) buffer.drain();
        const answer = query();
        return () => answer;
      });
    }
    try {
      return Promise.resolve(query());
    } catch (error) {
      return Promise.reject(this.explain(error));
    }
  }

  /** Commits what is queued; later calls are rejected. */
  close(): void {
    this.#closed = true;
    while (this.#queue.length > 0) this.#flush();
  }

  #enqueue<T>(reads: boolean, stage: Stage<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreError("closed", "The store is closed."));
    return new Promise<T>((resolve, reject) => {
      this.#queue.push(jobOf(reads, stage, resolve, reject));
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  #flush(): void {
    if (this.#queue.length === 0) return;
    const group = this.#queue.length <= groupLimit ? this.#queue : this.#queue.slice(0, groupLimit);
    this.#queue = this.#queue.length <= groupLimit ? [] : this.#queue.slice(groupLimit);
    this.#committing = true;
    try {
      this.#commitGroup(group);
    } finally {
      this.#committing = false;
    }
  }

  #commitGroup(group: readonly Job[]): void {
    try {
      this.#begin.run();
      for (const job of group) job.stage();
      for (const buffer of this.#buffers) buffer.drain();
      this.#commit.run();
    } catch (error) {
      this.#fail(group, error);
      return;
    }
    for (const job of group) job.deliver();
  }

  /** One write that SQLite won't take must not fail the others: each is tried by itself, unless the disk is the trouble. */
  #fail(group: readonly Job[], error: unknown): void {
    for (const buffer of this.#buffers) buffer.discard();
    if (this.#takeBack() && group.length > 1 && !isFatal(error)) {
      for (const job of group) this.#commitGroup([job]);
      return;
    }
    for (const job of group) {
      if (job.reads && group.length > 1) this.#readAgain(job);
      else job.reject(this.explain(error));
    }
  }

  /** False when even that fails: then nothing is left to do but to say so to every caller. */
  #takeBack(): boolean {
    try {
      if (this.db.isTransaction) this.#rollback.run();
      return true;
    } catch {
      return false;
    }
  }

  /** What is durable can be read even when the writes before it have failed. */
  #readAgain(job: Job): void {
    try {
      job.stage();
      job.deliver();
    } catch (error) {
      job.reject(this.explain(error));
    }
  }
}

function jobOf<T>(
  reads: boolean,
  stage: Stage<T>,
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): Job {
  let finish: (() => T) | undefined;
  let refusal: { readonly error: unknown } | undefined;
  return {
    reads,
    reject,
    stage() {
      refusal = undefined;
      try {
        finish = stage();
      } catch (error) {
        // SQLite may have done a part of it: that is for the group to take back. A refusal came before anything was written.
        if (isSqliteError(error)) throw error;
        refusal = { error };
      }
    },
    deliver() {
      if (refusal) reject(refusal.error);
      else if (finish) resolve(finish());
    },
  };
}
