/**
 * All that must outlive the process, one contract with three faces: the journal of what was accepted, the steps that
 * `once` remembers, and records. Every method is async and every write is atomic, so that a server can stand behind it.
 *
 * Writes are committed in the order in which the methods were called: when a later write is durable, so are all before it.
 * That is what lets a caller go on without waiting for a write whose loss alone would do no harm.
 */
import type { BotEvent, Conversation } from "../chat/events.ts";
import type { StoreError } from "../errors.ts";
import type { Json } from "../json.ts";
import type { Schema } from "../schemas/schema.ts";

/** An admitted event on its way into the journal. */
export interface NewEntry {
  /** As the adapter delivered it. */
  readonly event: BotEvent;
  /** Id of the sender's account. */
  readonly account: string;
  /** Wall time of its arrival here, in milliseconds. */
  readonly receivedAt: number;
  /**
   * Its handler starts as soon as the entry is durable, so the start is counted in the same write; the same as `begin` right
   * behind `append`, for one write less.
   */
  readonly begun?: boolean;
  /** The dialogue step that this event answers, so that a replay hands it to the same question. */
  readonly answers?: StepName;
}

/** A step's full name: the unit of work that runs it, and its name there. */
export interface StepName {
  /** Key of the event or id of the work item. */
  readonly scope: string;
  /** Unique within the scope. */
  readonly step: string;
}

/** An event in the journal. */
export interface JournalEntry extends NewEntry {
  /** Its place in the order of arrival. */
  readonly seq: number;
}

/** What `append` says of one event. A duplicate was in the journal already and must not be handled again. */
export type Appended = { readonly outcome: "new"; readonly seq: number } | { readonly outcome: "duplicate" };

/** A piece of work made of events, such as a batch: what the work lane runs. Plain data; replayed word for word. */
export interface WorkItem {
  /** Stable and unique. A batch uses `batch:` and the key of its first message. */
  readonly id: string;
  /** Names the `@work` handler that runs it. */
  readonly kind: string;
  /** Whose work lane runs it, and where it replies. */
  readonly conversation: Conversation;
  /** Id of the account it is done for. */
  readonly account: string;
  /** Language of its replies, frozen when the work was made. */
  readonly language: string;
  /** Keys of the events it is made of, in order. They are settled with it. */
  readonly members: readonly string[];
  /** What its handler needs beside the events: mode, settings, … */
  readonly data: Json;
  /** Wall time in milliseconds. */
  readonly createdAt: number;
}

/** Something that failed for good and waits for its owner to retry or discard it. */
export interface DeadLetter {
  /** Key of the event or id of the work item. */
  readonly unit: string;
  /** Where it happened. */
  readonly conversation: Conversation;
  /** Id of the account it was done for. */
  readonly account: string;
  /** What went wrong, as the error said it: not for strangers' eyes. */
  readonly reason: string;
  /** Wall time in milliseconds. */
  readonly at: number;
}

/** A unit to run again after `revive` or a restart. */
export type Unit = { readonly type: "event"; readonly entry: JournalEntry } | {
  readonly type: "work";
  readonly item: WorkItem;
  /** Its place in the order of arrival, which it shares with the events. */
  readonly seq: number;
};

/** Where something pending stands: what a start has to know of it before anything new comes in. */
export interface PendingPlace {
  /** An event that is a unit by itself, or a work item. */
  readonly type: Unit["type"];
  /** In the order of arrival. */
  readonly place: number;
  /** Id of its conversation. */
  readonly conversation: string;
  /** An event that may be the answer to a question: it was given to one, or a button was pressed. */
  readonly mayAnswer: boolean;
}

/** How much is where, for `/status` and health. */
export interface JournalStats {
  /** Events that are units by themselves and wait or run. */
  readonly pending: number;
  /** Work items that wait or run. */
  readonly work: number;
  /** Dead letters. */
  readonly dead: number;
}

/** How a unit is settled. */
export interface SettleOptions {
  /**
   * Nobody waits for it, so that it may be written together with whatever the store is asked for next, or some milliseconds later. A unit whose
   * settling is lost runs again after a restart, without the steps that are remembered. False by default.
   */
  readonly late?: boolean;
}

/**
 * The journal. A unit (an event, or a work item with its member events) is pending, then settled, or a dead letter.
 * A unit that was begun when the process died counts as one start at the next opening.
 */
export interface Journal {
  /** Appends all of them in one transaction; resolves when they are durable, with one answer per entry, in order. */
  append(entries: readonly NewEntry[]): Promise<Appended[]>;
  /**
   * Counts a start durably and resolves with how often the unit was started without making progress, this start included: 1
   * for a first start. A `once` result that is new since the last start is progress and begins the count again. A member of
   * a work item is never begun by itself.
   */
  begin(unit: string): Promise<number>;
  /** Takes back the last start: the unit was not run to its end for no fault of its own (a shutdown, or it was only held). */
  release(unit: string): Promise<void>;
  /**
   * Makes a work item of pending events, in one transaction, and resolves with its place in the order of arrival. The same id twice is one item.
   * Throws when a member is not pending in the journal or belongs to another item.
   */
  assign(item: WorkItem): Promise<number>;
  /** The unit is done, with its members. Settled keys are remembered until `prune`, so that a late duplicate is known. */
  settle(unit: string, options?: SettleOptions): Promise<void>;
  /** Makes a dead letter of the unit. Event, members and steps are kept. */
  bury(unit: string, reason: string): Promise<void>;
  /** All dead letters, oldest first; of one account where it is given. */
  deadLetters(account?: string): Promise<DeadLetter[]>;
  /**
   * Makes a dead letter pending again with its starts forgotten, and returns it; `undefined` when there is none. Its steps are kept, but for those
   * whose names begin with `forget`.
   */
  revive(unit: string, forget?: string): Promise<Unit | undefined>;
  /** Settles a dead letter without running it; false when there is none. */
  discard(unit: string): Promise<boolean>;
  /**
   * What the events of a unit said is forgotten, with its steps, so that no file shows it: it may have been secret. Their keys stay known until `prune`.
   * Of what is pending or a dead letter nothing is.
   */
  forget(unit: string): Promise<void>;
  /**
   * Where everything pending stands, page by page: first the work items in the order of their creation, then the events of no item in that of their
   * arrival. What comes, or comes back, after the reader began is left to whoever brought it; what has ended since is for `pendingAt` to pass over.
   */
  pending(): AsyncIterable<readonly PendingPlace[]>;
  /** Those at these places in the order of arrival that are pending, in the order of the places. */
  pendingAt(places: readonly number[]): Promise<Unit[]>;
  /** The place of a unit that is pending. */
  placeOf(unit: string): Promise<number | undefined>;
  /** The events with these keys, in the order of the keys; unknown keys are left out. */
  read(keys: readonly string[]): Promise<JournalEntry[]>;
  /** Work items of a conversation still known, newest first, settled ones included until `prune`. */
  workOf(conversation: Conversation): AsyncIterable<WorkItem>;
  /** Forgets what was settled before this wall time, with its steps. Never touches what is pending or dead. */
  prune(settledBefore: number): Promise<void>;
  /** Counts, cheap enough to be asked at any time. */
  stats(): Promise<JournalStats>;
}

/** A kind of record: where it lives, what it looks like, and how older ones are brought up. */
export interface RecordKind<T extends Json> {
  /** Unique among all kinds: `plugin.what`. */
  readonly namespace: string;
  /** Version of the shape. A stored record of a newer one is refused with a `StoreError`; an older one goes through `upgrade` when read. */
  readonly version: number;
  /** Checks what is read and written, at once: no asynchronous checks. A record that does not fit is never passed on: it counts as none, and is told of in the log. */
  readonly schema: Schema<T>;
  /** Makes a record of version `from` fit `version`, on every read until the record is next written. */
  readonly upgrade?: (old: Json, from: number) => Json;
}

/** How a record is kept. */
export interface RecordOptions {
  /** Wall time in milliseconds after which the record is gone. */
  readonly expiresAt?: number;
}

/** Namespaced JSON by key. */
export interface Records<T extends Json> {
  /** The record; `undefined` when there is none or it has expired. */
  get(key: string): Promise<T | undefined>;
  /** Resolves when it is durable. */
  set(key: string, value: T, options?: RecordOptions): Promise<void>;
  /** Read, change and write in one transaction; `change` returns `undefined` to delete. Returns what is stored now. */
  update(key: string, change: (old: T | undefined) => T | undefined, options?: RecordOptions): Promise<T | undefined>;
  /** False when there was none. */
  delete(key: string): Promise<boolean>;
  /** Keys that begin with `prefix` (all by default), in order, with their values. */
  list(prefix?: string): Promise<readonly (readonly [key: string, value: T])[]>;
}

/** How a step is run. */
export interface OnceOptions {
  /**
   * What to do when the process died while the step was under way: `rerun` where running it twice does no harm, `fail`
   * (throws `StepInDoubt`) where only somebody outside knows whether it happened.
   */
  readonly inDoubt: "rerun" | "fail";
  /**
   * When it is written down that the step is under way: `first` (the default) before it starts; `own`: by the step itself, right before its effect,
   * so that one which had only waited for its turn when the process died is as new.
   */
  readonly intent?: "first" | "own";
}

/** By which a step with an intent of its own says from when on it is in doubt. */
export interface StepIntent {
  /** Resolves when it is durable that the effect may have happened. Again, it changes nothing. */
  commit(): Promise<void>;
  /** The effect has certainly not happened: the step is as new until the next `commit`. */
  takeBack(): void;
}

const NEVER: Promise<never> = new Promise(() => {});

/**
 * The store's contract. Abstract, so that it is type and DI token in one. `tests/contract/store.ts` is the suite every
 * implementation passes.
 *
 * ```ts
 * const VISITS: RecordKind<{ count: number }> = { namespace: "greeter.visits", version: 1, schema: z.object({ count: z.number() }) };
 *
 * const visits = store.records(VISITS);
 * const now = await visits.update(account.id, (old) => ({ count: (old?.count ?? 0) + 1 }));
 * ```
 */
export abstract class Store implements AsyncDisposable {
  /** What was accepted, and what became of it. */
  abstract readonly journal: Journal;
  /** The records of one kind. Asking twice gives the same records. */
  abstract records<T extends Json>(kind: RecordKind<T>): Records<T>;
  /**
   * Runs `fn` unless the step has run before, in which case its remembered result is returned. The intent is durable before
   * `fn` starts; the result is committed behind it. When `fn` throws, the intent is taken back, so that the step runs again
   * next time; but not where nobody knows whether it has happened, which is what `DeliveryUnknown` says, and `inDoubt` is `fail`: then it stays in
   * doubt. With `intent: "own"`, `fn` commits the intent itself.
   *
   * @throws {StepInDoubt} the step is in doubt and `inDoubt` is `fail`; every time until the unit ends.
   */
  abstract once<T extends Json | void>(
    scope: string,
    step: string,
    fn: (intent: StepIntent) => T | Promise<T>,
    options: OnceOptions,
  ): Promise<T>;
  /**
   * Resolves with a `StoreError` `ended` when the store can't tell any more what of it is kept, such as when the disk has not confirmed what was
   * written. Before any caller hears of it: every call that is under way, and every later one, is rejected, and only the next start of the program
   * finds out what is there. A write that was refused, and of which nothing is kept, is no end. Neither is `close`.
   *
   * By default it never does, as is right where somebody else keeps what is written.
   */
  get ended(): Promise<StoreError> {
    return NEVER;
  }
  /** Commits what is under way and closes. Calls after it are rejected. One that has ended is left as it is. */
  abstract close(): Promise<void>;
  /** As `close`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
