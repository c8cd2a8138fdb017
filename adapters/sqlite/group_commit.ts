import { setImmediate } from "node:timers";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type CancelTimer, type Clock, StoreError } from "../../core/mod.ts";
import { type Job, jobOf, type Stage } from "./commit_job.ts";
import { isFatal, notTakenBack } from "./failures.ts";

/** What collects writes of a group, so that many small ones become few big ones. */
export interface Buffered {
  /** Writes out what was collected. */
  drain(): void;
  /** Forgets what was collected, and everything believed because of it: the transaction was rolled back. */
  discard(): void;
}

/** A write that takes more of its kind. */
interface Gathered {
  readonly write: (items: readonly string[]) => void;
  readonly items: string[];
  readonly job: Job;
  readonly done: Promise<void>;
}

/**
 * What one transaction takes at most, by weight, unless its first call weighs more by itself. The rest goes into the next, so that a
 * flood of writes doesn't keep the event loop from everything else: less than a millisecond is written at a time, and the disk
 * has the first part of a flood while the second is being written.
 */
const groupLimit = 256;

/** From this weight on, much was written. */
const muchWeight = 64;

/** Milliseconds that a write for which nobody waits may lie before it is committed by itself. */
const patience = 20;

/**
 * Commits in groups: all that was called in one turn of the event loop goes into one transaction, in order, and each caller
 * hears of it when it is durable. The commit waits for the end of the turn in a macrotask, not a microtask: handlers that one
 * commit has woken then all meet in the next, which makes groups of hundreds, and a lone writer pays some 2 µs for it.
 *
 * Committed is not durable yet: that takes a sync of the log, which is waited for without keeping the event loop. Whatever is
 * committed while one is under way shares the next. No call, a read included, is answered before everything it may have seen is
 * durable. A sync that fails is the end: what it was to cover may be on the disk or not, and a second try that succeeds would not tell.
 * So are a database that is damaged and a transaction that can't be taken back. Every caller hears of it, now and later.
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
  /** Set while something is queued for which nobody waits. */
  #patience: CancelTimer | undefined;
  #committing = false;
  /** Committed since the last sync began. */
  #unsynced: Job[] = [];
  /** Resolves when nothing is left to sync. */
  #syncing: Promise<void> | undefined;
  /** Why nothing is taken any more. */
  #refusal: StoreError | undefined;
  readonly #end = Promise.withResolvers<StoreError>();

  /**
   * @param clock tells when the patience with a write for which nobody waits is at its end.
   * @param explain turns what SQLite throws into what callers see; a `StoreError` `ended` is the end.
   * @param sync makes durable what was committed before it is called, or rejects with what callers are to see; it is told whether that is much. Left
   * out, a commit is all there is.
   */
  constructor(
    private readonly db: DatabaseSync,
    private readonly clock: Pick<Clock, "setTimer">,
    private readonly explain: (error: unknown) => unknown,
    private readonly sync?: (much: boolean) => Promise<void>,
  ) {
    this.#begin = db.prepare("BEGIN IMMEDIATE");
    this.#commit = db.prepare("COMMIT");
    this.#rollback = db.prepare("ROLLBACK");
  }

  /** See `Store.ended`. */
  get ended(): Promise<StoreError> {
    return this.#end.promise;
  }

  /** Whether it has come to that. */
  get hasEnded(): boolean {
    return this.#refusal?.code === "ended";
  }

  /** Something has failed: to be told to callers as this, and the end where it is one. */
  fail(error: unknown): unknown {
    const said = this.explain(error);
    if (said instanceof StoreError && said.code === "ended") this.#endBy(said);
    return said;
  }

  /** Has `buffer` drained at the end of every transaction. */
  attach(buffer: Buffered): void {
    this.#buffers.push(buffer);
  }

  /** Queues a write of a row or two. What it throws rejects this call alone. */
  write<T>(run: () => T): Promise<T> {
    return this.stage(() => {
      const answer = run();
      return () => answer;
    }, 1);
  }

  /**
   * Queues a write whose answer is not known before the whole group is staged. What `stage` throws rejects this call alone.
   *
   * @param weight how much it writes: 1 for what touches a row or two.
   */
  stage<T>(stage: Stage<T>, weight: number): Promise<T> {
    const written = this.#enqueue(false, stage, weight);
    this.#schedule();
    return written;
  }

  /**
   * Queues one item of a write that takes as many as are called one after the other: they share a place in the queue, and its answer.
   *
   * @param late nobody waits for it: it goes with whatever is called next, a read included, which spares it a transaction and a sync of its
   * own; when nothing comes, it goes by itself a moment later.
   */
  gather(write: (items: readonly string[]) => void, item: string, late = false): Promise<void> {
    const done = this.#join(write, item);
    if (!late) this.#schedule();
    else if (!this.#scheduled) this.#patience ??= this.clock.setTimer(patience, () => this.#schedule());
    return done;
  }

  #join(write: (items: readonly string[]) => void, item: string): Promise<void> {
    const last = this.#gathered;
    if (last !== undefined && last.write === write && last.job === this.#queue.at(-1)) {
      last.items.push(item);
      return last.done;
    }
    const items = [item];
    const done = this.#enqueue(false, () => {
      write(items);
      return () => undefined;
    }, 1);
    const job = this.#queue.at(-1);
    this.#gathered = job && { write, items, job, done };
    return done;
  }

  /** Reads behind every write called before; at once where there is none. */
  read<T>(query: () => T): Promise<T> {
    if (this.#refusal || this.#committing || this.#syncing || this.#queue.length > 0) {
      const answered = this.#enqueue(true, () => {
        for (const buffer of this.#buffers) buffer.drain();
        const answer = query();
        return () => answer;
      }, 1);
      this.#schedule();
      return answered;
    }
    try {
      return Promise.resolve(query());
    } catch (error) {
      return Promise.reject(this.fail(error));
    }
  }

  /** Commits what is queued, at once, and resolves when it is durable; later calls are rejected. */
  async close(): Promise<void> {
    this.#refusal ??= new StoreError("closed", "The store is closed.");
    this.#patience?.();
    while (this.#queue.length > 0) this.#flush();
    await this.#syncing;
  }

  #enqueue<T>(reads: boolean, stage: Stage<T>, weight: number): Promise<T> {
    if (this.#refusal) return Promise.reject(this.#refusal);
    return new Promise<T>((resolve, reject) => {
      this.#queue.push(jobOf(reads, weight, stage, resolve, reject));
    });
  }

  #schedule(): void {
    this.#patience?.();
    this.#patience = undefined;
    if (this.#scheduled || this.#queue.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
      this.#schedule();
    });
  }

  #flush(): void {
    if (this.#queue.length === 0) return;
    const group = this.#takeGroup();
    this.#committing = true;
    try {
      this.#commitGroup(group);
    } finally {
      this.#committing = false;
    }
  }

  #takeGroup(): readonly Job[] {
    const queue = this.#queue;
    let count = 1;
    for (let weight = queue[0].weight; count < queue.length; count++) {
      weight += queue[count].weight;
      if (weight > groupLimit) break;
    }
    this.#queue = queue.slice(count);
    return count === queue.length ? queue : queue.slice(0, count);
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
    for (const job of group) this.#answer(job);
  }

  /** Delivers its answer once everything committed by now is durable. */
  #answer(job: Job): void {
    if (this.sync === undefined) return job.deliver();
    this.#unsynced.push(job);
    this.#syncing ??= this.#syncAll(this.sync);
  }

  async #syncAll(sync: (much: boolean) => Promise<void>): Promise<void> {
    await null; // the rest of the group that is being answered comes along
    while (this.#unsynced.length > 0) {
      const covered = this.#unsynced;
      this.#unsynced = [];
      try {
        await sync(covered.reduce((sum, { weight }) => sum + weight, 0) >= muchWeight);
      } catch (error) {
        const said = this.fail(error);
        for (const job of covered) job.reject(said);
        break;
      }
      for (const job of covered) job.deliver();
    }
    this.#syncing = undefined;
  }

  #endBy(error: StoreError): void {
    if (this.hasEnded) return;
    this.#refusal = error;
    this.#end.resolve(error); // whoever ends the program for it comes before all that fails by it
    for (const job of [...this.#unsynced, ...this.#queue]) job.reject(error);
    this.#unsynced = [];
    this.#queue = [];
  }

  /** One write that SQLite won't take must not fail the others: each is tried by itself, unless the disk is the trouble. */
  #fail(group: readonly Job[], error: unknown): void {
    for (const buffer of this.#buffers) buffer.discard();
    this.#takeBack();
    if (!this.hasEnded && group.length > 1 && !isFatal(error)) {
      for (const job of group) this.#commitGroup([job]);
      return;
    }
    const said = this.fail(error);
    for (const job of group) {
      if (job.reads && group.length > 1 && !this.hasEnded) this.#readAgain(job);
      else job.reject(said);
    }
  }

  /** When even that fails, nothing can be begun any more. */
  #takeBack(): void {
    try {
      if (this.db.isTransaction) this.#rollback.run();
    } catch (error) {
      this.#endBy(notTakenBack(error));
    }
  }

  /** What is durable can be read even when the writes before it have failed. */
  #readAgain(job: Job): void {
    try {
      job.stage();
    } catch (error) {
      job.reject(this.fail(error));
      return;
    }
    this.#answer(job);
  }
}
