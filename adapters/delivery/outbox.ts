import type { Operation, OperationKind, OperationOf, OperationResults, Transport } from "../../core/mod.ts";
import { chatKey, conversationOf, type Priority, priorityOf } from "./addresses.ts";
import { Door } from "./door.ts";
import { givenUp } from "./given_up.ts";
import { OutboxJob } from "./outbox_job.ts";

/** What people see change keeps its order within a chat. Everything else (reads, typing, answers, the menu) passes by. */
const ORDERED: ReadonlySet<OperationKind> = new Set(["send", "edit", "delete", "sendFile", "react"]);

type Jobs = { readonly [K in OperationKind]: Map<string, OutboxJob<K>> };

/** A job of any kind, in its chat. */
type Entry = Omit<OutboxJob<OperationKind>, "join">;

/** What goes to one chat: the job under way, and those that wait, in order. Sets, because who gives up is taken out of the middle. */
interface Chat {
  readonly key: string;
  readonly waiting: Readonly<Record<Priority, Set<Entry>>>;
  current: Entry | undefined;
}

/** How an outbox is set up. */
export interface OutboxOptions {
  /** How many operations of either priority may wait at once before callers wait at the door; 10,000 by default. */
  readonly capacity?: number;
  /** Called with the key of a chat where an answer waits behind a broadcast that is under way. */
  readonly expedite?: (chat: string) => void;
}

/**
 * Keeps order per chat: an operation starts when the one before it in its chat has ended, retries included. Chats don't wait for each other, and
 * within a chat an answer goes before broadcasts that have not been started.
 *
 * - Edits of one message that still wait coalesce: the newest is performed, and all who asked get its result.
 * - At most `capacity` operations of either priority are held; further callers wait at the door, in order, so that awaiting a call is backpressure.
 * - A caller whose signal is aborted before its operation began gets `NotSent`. One under way ends as the transport says.
 */
export class Outbox implements Transport {
  /** Every chat with something on its way; nothing for any other. */
  readonly #chats = new Map<string, Chat>();
  /** Waiting jobs that a newer operation may still replace, by kind and message. Only edits are ever in it. */
  readonly #open: Jobs = {
    send: new Map(),
    edit: new Map(),
    delete: new Map(),
    sendFile: new Map(),
    typing: new Map(),
    react: new Map(),
    answerAction: new Map(),
    menu: new Map(),
    download: new Map(),
  };
  readonly #doors: Readonly<Record<Priority, Door>>;
  readonly #idle = new Set<() => void>();
  /** Aborted when everything is given up. */
  readonly #ending = new AbortController();

  /** Performs by `next`. @throws {RangeError} room for nothing. */
  constructor(private readonly next: Transport, private readonly options: OutboxOptions = {}) {
    const { capacity = 10_000 } = options;
    const door = () => new Door(capacity, () => this.#tellIdle());
    this.#doors = { interactive: door(), broadcast: door() };
  }

  /** How many ordered operations wait or are under way, those at the door included. */
  get pending(): number {
    return this.#doors.interactive.size + this.#doors.broadcast.size;
  }

  /** How many chats have something on its way. */
  get chats(): number {
    return this.#chats.size;
  }

  /** Resolves when no ordered operation waits or is under way. */
  idle(): Promise<void> {
    if (this.pending === 0) return Promise.resolve();
    return new Promise((resolve) => void this.#idle.add(resolve));
  }

  /**
   * Gives up everything at once, and all that still comes: what waits is rejected with `NotSent`, what is under way is asked to stop. Returns what
   * was left, in the order in which it would have gone in each chat.
   */
  giveUp(reason: unknown): readonly Operation[] {
    this.#ending.abort(reason);
    const entries = this.#chats.values().flatMap(({ current, waiting }) => [
      ...(current === undefined ? [] : [current]),
      ...waiting.interactive,
      ...waiting.broadcast,
    ]).toArray();
    const doors = [this.#doors.interactive, this.#doors.broadcast];
    const left = entries.map(({ operation }) => operation).filter((operation) => operation !== undefined);
    left.push(...doors.flatMap((door) => door.waiting));
    for (const door of doors) door.giveUp(reason);
    for (const entry of entries) entry.giveUp(reason);
    return left;
  }

  /** Performs an operation in its turn, or at once where it needs none. */
  async perform<K extends OperationKind>(operation: OperationOf<K>, signal: AbortSignal): Promise<OperationResults[K]> {
    const conversation = conversationOf(operation);
    if (signal.aborted) throw givenUp(operation, signal.reason);
    const ending = this.#ending.signal;
    if (ending.aborted) throw givenUp(operation, ending.reason);
    if (!conversation || !ORDERED.has(operation.kind)) {
      return await this.next.perform<K>(operation, AbortSignal.any([signal, ending]));
    }
    const key = chatKey(conversation);
    const kind: K = operation.kind;
    const joined = this.#open[kind].get(editKey(key, operation))?.join(operation, signal);
    if (joined) return await joined;
    const door = this.#doors[priorityOf(operation)];
    return await door.enter(operation, signal, () => this.#enter<K>(key, operation, signal));
  }

  #enter<K extends OperationKind>(
    key: string,
    operation: OperationOf<K>,
    signal: AbortSignal,
  ): Promise<OperationResults[K]> {
    const known = this.#chats.get(key);
    const chat: Chat = known ??
      { key, waiting: { interactive: new Set(), broadcast: new Set() }, current: undefined };
    const job = this.#job<K>(chat, operation);
    chat.waiting[job.priority].add(job);
    const result = job.join(operation, signal);
    if (known === undefined) {
      this.#chats.set(key, chat);
      void this.#work(chat);
    } else if (job.priority === "interactive" && chat.current?.priority === "broadcast") {
      this.options.expedite?.(key);
    }
    return result;
  }

  #job<K extends OperationKind>(chat: Chat, operation: OperationOf<K>): OutboxJob<K> {
    const kind: K = operation.kind;
    const open: Map<string, OutboxJob<K>> = this.#open[kind];
    const edit = editKey(chat.key, operation);
    const priority = priorityOf(operation);
    const job: OutboxJob<K> = new OutboxJob<K>(priority, (isWithdrawn) => {
      if (open.get(edit) === job) open.delete(edit);
      if (!isWithdrawn) return;
      chat.waiting[priority].delete(job);
      this.#doors[priority].leave();
    });
    // An edit behind a deletion must not slip in before it by joining an edit that stands there.
    this.#open.edit.delete(deletionKey(chat.key, operation));
    if (edit !== "") open.set(edit, job);
    return job;
  }

  /** Runs a chat's jobs one after the other, those that come meanwhile too. Jobs never reject. */
  async #work(chat: Chat): Promise<void> {
    const { waiting } = chat;
    for (;;) {
      const [entry] = waiting.interactive.size > 0 ? waiting.interactive : waiting.broadcast;
      if (entry === undefined) break;
      waiting[entry.priority].delete(entry);
      chat.current = entry;
      await entry.run(this.next);
      chat.current = undefined;
      this.#doors[entry.priority].leave();
    }
    this.#chats.delete(chat.key);
  }

  #tellIdle(): void {
    if (this.pending > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle.clear();
  }
}

/** Names the message an edit changes; empty for any other operation. */
function editKey(chat: string, operation: Operation): string {
  return operation.kind === "edit" ? `${chat} ${operation.message.id}` : "";
}

/** Names the message a deletion deletes; empty for any other operation. */
function deletionKey(chat: string, operation: Operation): string {
  return operation.kind === "delete" ? `${chat} ${operation.message.id}` : "";
}
