/** Gathers messages into batches: the rules alone, with no kernel around them. */
import { type Clock, type Conversation, Deadlines } from "@portico/bot";
import type { AggregatorOptions, OpenBatchInfo } from "./aggregator_options.ts";
import { type Arrival, type BatchKeeper, OpenBatch } from "./open_batch.ts";
import { OpenBatches } from "./open_batches.ts";
import type { Terms } from "./terms.ts";

/** Delays before a batch that could not be handed over is tried again double from the first up to the last, in milliseconds. */
const RETRY_FIRST = 1_000;
const RETRY_LAST = 60_000;

/**
 * What comes out of a backlog or of the journal after a restart may be long overdue, while what belongs to it is still on its way into the
 * lanes: such a batch waits this long from its newest message. In milliseconds.
 */
const REPLAY_GRACE = 1_000;

/** The id of a batch, from the key of its first message. */
export function batchId(firstKey: string): string {
  return `batch:${firstKey}`;
}

/**
 * Gathers the messages of each conversation and account into batches.
 *
 * A message joins the open batch when it was sent in the same mode, at most `quiet` after the one before it and at most `maxWait` after the
 * first, by the platform's time. A batch closes `quiet` after its last message arrived, at the latest `maxWait` after its first, with
 * `maxMessages`, or by `flush`. Parts of an album always join the open batch that has a part of it, count as one message, and delay closing
 * by up to a second while they are arriving.
 *
 * Calls for one conversation come one at a time and in the order of its messages: in its intake lane, where there is a kernel.
 *
 * ```ts
 * const aggregator = new MessageAggregator({ clock, close: (batch) => store.save(batch) });
 * await aggregator.add(arrival, "note", () => terms);
 * ```
 */
export class MessageAggregator implements Disposable {
  readonly #batches = new OpenBatches();
  readonly #options: AggregatorOptions;
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;
  readonly #ownsDeadlines: boolean;
  /** One for all batches, which call it when their time has come. */
  readonly #keeper: BatchKeeper;
  #draining = false;
  #stopped = false;

  /** Nothing runs until something is added. */
  constructor(options: AggregatorOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#deadlines = options.deadlines ?? new Deadlines(options.clock);
    this.#ownsDeadlines = options.deadlines === undefined;
    this.#keeper = { epoch: Math.floor(options.clock.now()), expired: (batch) => this.#expired(batch) };
  }

  /** How many conversations and accounts have a batch that is not committed. */
  get size(): number {
    return this.#batches.size;
  }

  /**
   * Adds a message. `terms` is asked only where it begins a batch. Returns a promise where something has to be waited for before the next message
   * of the conversation: the terms, or the commit of a batch that this message has closed.
   *
   * @throws what `terms` throws; the message is in no batch then. A batch that can't be handed over throws nothing here: it is kept.
   */
  add(arrival: Arrival, mode: string, terms: () => Terms | Promise<Terms>): Promise<void> | undefined {
    const batch = this.#accepting(arrival, mode);
    if (batch !== undefined) return this.#join(batch, arrival);
    const found = terms();
    if (found instanceof Promise) return found.then((terms) => this.#begin(arrival, terms));
    return this.#begin(arrival, found);
  }

  /** Adds the edit of a message to the open batch that has the message; false when none has. */
  addEdit(conversation: Conversation, account: string, id: string, key: string): boolean {
    const batch = this.#find(conversation, account, (batch) => batch.ids.includes(id));
    batch?.addEdit(key);
    return batch !== undefined;
  }

  /** Hands over again at once what could not be; `undefined` when there is nothing of that kind. */
  retry(conversation: Conversation, account: string): Promise<void> | undefined {
    const sealed = this.#own(conversation, account).find(({ state }) => state === "sealed");
    return sealed === undefined ? undefined : this.#commit(sealed);
  }

  /** Whether a batch that has parts of this album is open. */
  hasAlbum(conversation: Conversation, account: string, album: string): boolean {
    return this.#find(conversation, account, (batch) => batch.albums.includes(album)) !== undefined;
  }

  /** Whether the account has anything here that was sent in this mode and is not committed. */
  hasMode(conversation: Conversation, account: string, mode: string): boolean {
    return this.#own(conversation, account).some(({ state, terms }) => state !== "committed" && terms.mode === mode);
  }

  /**
   * Closes what is open, for a command. While an album is still arriving, its batch takes nothing but the rest of it from now on, and closes within a
   * second.
   *
   * @throws what `close` throws; the batch is kept.
   */
  async flush(conversation: Conversation, account: string): Promise<void> {
    const batch = this.#batches.get(conversation, account);
    if (batch !== undefined) await this.#shut(batch);
  }

  /**
   * Closes what is open and waits for nothing, for what changes the meaning of messages that are not handed over: a switch of modes.
   *
   * @throws what `close` throws; the batch is kept.
   */
  async commit(conversation: Conversation, account: string): Promise<void> {
    const batch = this.#batches.get(conversation, account);
    if (batch !== undefined) await this.#commit(batch);
  }

  /**
   * No more input will come: closes every batch at once, behind the messages that wait to be added, and from now on each new one as well. Resolves when
   * all that were open are handed over.
   *
   * @throws {AggregateError} of what `close` threw; those batches are kept.
   */
  async flushAll(): Promise<void> {
    this.#draining = true;
    const all = [...this.#batches].map((batch) => this.#enqueueCommit(batch));
    const failed = (await Promise.allSettled(all)).filter((result) => result.status === "rejected");
    if (failed.length > 0) {
      throw new AggregateError(
        failed.map(({ reason }) => reason),
        `${failed.length} batches could not be handed over.`,
      );
    }
  }

  /** What is not committed. */
  *open(): Generator<OpenBatchInfo> {
    const offset = this.#clock.now() - this.#clock.monotonic();
    for (const batch of this.#all()) {
      const { conversation, account, terms, count, keys, firstReceipt } = batch;
      const startedAt = Math.round(firstReceipt + offset);
      yield { id: batchId(keys[0]), conversation, account, mode: terms.mode, messages: count, startedAt };
    }
  }

  /** Forgets what is open and its deadlines, for good. What is being handed over goes on. */
  stop(): void {
    this.#stopped = true;
    for (const batch of this.#all()) batch.deadline?.cancel();
    this.#batches.clear();
    if (this.#ownsDeadlines) this.#deadlines.stop();
  }

  /** As `stop`. */
  [Symbol.dispose](): void {
    this.stop();
  }

  #expired(batch: OpenBatch): void {
    const due = this.#timeOf(batch);
    if (due > this.#clock.monotonic()) return this.#arm(batch, due);
    this.#enqueue(batch.conversation, () => this.#closeIfDue(batch)).catch(() => {
      // The commit has failed, and has set the next deadline; or the lanes are closing, and the journal keeps it.
      if (batch.deadline === undefined) this.#arm(batch, this.#clock.monotonic() + RETRY_LAST);
    });
  }

  /** The batch that a message belongs to: that of its album, even behind a newer one, else the newest where it fits. */
  #accepting(arrival: Arrival, mode: string): OpenBatch | undefined {
    const { conversation, account, album } = arrival;
    const batch = this.#batches.get(conversation, account);
    if (album !== undefined && batch?.before !== undefined) {
      const own = this.#find(conversation, account, ({ albums }) => albums.includes(album));
      if (own !== undefined) return own;
    }
    return !arrival.begins && batch?.accepts(arrival, mode) ? batch : undefined;
  }

  #join(batch: OpenBatch, arrival: Arrival): Promise<void> | undefined {
    const now = this.#clock.monotonic();
    const lag = this.#lagOf(arrival);
    batch.add(arrival, now - lag);
    return this.#settle(batch, now, lag);
  }

  #begin(arrival: Arrival, terms: Terms): Promise<void> | undefined {
    const before = this.#batches.get(arrival.conversation, arrival.account);
    const now = this.#clock.monotonic();
    const lag = this.#lagOf(arrival);
    const batch = new OpenBatch(this.#keeper, arrival, now - lag, terms);
    // A failure is no fault of the message that closes it: what could not be handed over is carried along by the new batch.
    const closing = before === undefined ? undefined : this.#shut(before)?.catch(() => {});
    batch.before = before;
    this.#batches.set(batch);
    if (this.#draining) this.#enqueueCommit(batch).catch(() => {}); // told by `failed`, tried again by its deadline
    return this.#settle(batch, now, lag) ?? closing;
  }

  /** How long ago a message came in, in milliseconds. From here on time is monotonic: a later jump of the wall clock moves no deadline. */
  #lagOf({ receivedAt }: Arrival): number {
    return Math.max(0, this.#clock.now() - receivedAt);
  }

  /** Commits a batch that is full, or sets its deadline. */
  #settle(batch: OpenBatch, now: number, lag: number): Promise<void> | undefined {
    if (lag > REPLAY_GRACE) batch.keepUntil(now + REPLAY_GRACE);
    if (batch.isShut && this.#albumEnd(batch) <= now) return this.#commit(batch).catch(() => {});
    if (batch.deadline === undefined) this.#arm(batch, batch.dueAt());
    // Another message only makes it later, which is looked at when the deadline comes.
    else if (batch.isShut) batch.deadline.move(batch.dueAt());
    return undefined;
  }

  /** Commits a batch now, or, while an album is arriving, when it has arrived. */
  #shut(batch: OpenBatch): Promise<void> | undefined {
    if (batch.state === "open") {
      const now = this.#clock.monotonic();
      batch.shut(now);
      const end = this.#albumEnd(batch);
      if (end > now) {
        batch.deadline?.move(end);
        return undefined;
      }
    }
    return this.#commit(batch);
  }

  /** When the albums have arrived that it has to wait for; at the end of input nothing more arrives. */
  #albumEnd(batch: OpenBatch): number {
    return this.#draining ? -Infinity : batch.albumEnd();
  }

  /** When to hand it over: what has failed or is late for the end of input, now. */
  #timeOf(batch: OpenBatch): number {
    return batch.state === "open" && !this.#draining ? batch.dueAt() : -Infinity;
  }

  #find(conversation: Conversation, account: string, wanted: (batch: OpenBatch) => boolean): OpenBatch | undefined {
    return this.#own(conversation, account).find((batch) => batch.state === "open" && wanted(batch));
  }

  /** Those of one sender, the newest first. */
  *#own(conversation: Conversation, account: string): Generator<OpenBatch> {
    for (let batch = this.#batches.get(conversation, account); batch !== undefined; batch = batch.before) yield batch;
  }

  #arm(batch: OpenBatch, at: number): void {
    if (!this.#stopped) batch.deadline = this.#deadlines.at(at, batch);
  }

  async #closeIfDue(batch: OpenBatch): Promise<void> {
    // What was added while this waited for its turn has set a deadline anew.
    if (batch.state === "committed" || this.#stopped || batch.deadline !== undefined) return;
    await this.#commit(batch);
  }

  /** All that are not committed, the earlier ones of a sender behind the later. */
  *#all(): Generator<OpenBatch> {
    for (const newest of this.#batches) {
      for (let batch: OpenBatch | undefined = newest; batch !== undefined; batch = batch.before) {
        if (batch.state !== "committed") yield batch;
      }
    }
  }

  #enqueueCommit(batch: OpenBatch): Promise<void> {
    return this.#enqueue(
      batch.conversation,
      () => batch.state === "committed" ? Promise.resolve() : this.#commit(batch),
    );
  }

  #enqueue(conversation: Conversation, job: () => Promise<void>): Promise<void> {
    return this.#options.enqueue === undefined ? job() : this.#options.enqueue(conversation, job);
  }

  #commit(batch: OpenBatch): Promise<void> {
    return batch.committing ??= this.#handOver(batch);
  }

  async #handOver(batch: OpenBatch): Promise<void> {
    batch.state = "sealed";
    batch.deadline?.cancel();
    batch.deadline = undefined;
    try {
      if (batch.before !== undefined) await this.#commit(batch.before);
      batch.before = undefined;
      await this.#options.close(batch);
      batch.state = "committed";
      this.#batches.delete(batch);
    } catch (error) {
      batch.committing = undefined;
      this.#options.failed?.(batch, error);
      this.#arm(batch, this.#clock.monotonic() + Math.min(RETRY_LAST, RETRY_FIRST * 2 ** batch.failures++));
      throw error;
    }
  }
}
