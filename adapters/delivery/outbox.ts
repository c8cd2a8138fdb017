import {
  NotSent,
  type Operation,
  type OperationKind,
  type OperationOf,
  type OperationResults,
  type Transport,
} from "../../core/mod.ts";
import { chatKey, conversationOf, describeOperation } from "./chat_key.ts";
import { OutboxJob } from "./outbox_job.ts";

/** What people see change keeps its order within a chat. Everything else (reads, typing, answers, the menu) passes by. */
const ORDERED: ReadonlySet<OperationKind> = new Set(["send", "edit", "delete", "sendFile", "react"]);

type Jobs = { readonly [K in OperationKind]: Map<string, OutboxJob<K>> };

/** A job that waits in its chat. */
interface Entry {
  readonly run: () => Promise<void>;
  /** Nobody may join the job any more. */
  readonly close: () => void;
}

/**
 * Keeps order per chat: an operation starts when the one before it in its chat has ended, retries included. Chats don't wait for each other.
 *
 * - Edits of one message that still wait coalesce: the newest is performed, and all who asked get its result.
 * - At most `capacity` operations are held; further callers wait at the door, in order, so that awaiting a call is backpressure.
 * - A caller whose signal is aborted before its operation began gets `NotSent`. One under way ends as the transport says.
 */
export class Outbox implements Transport {
  /**
   * The jobs that wait, in order, of each chat with something on its way; nothing for any other. Sets, because a caller that gives up takes its job
   * out of the middle.
   */
  readonly #chats = new Map<string, Set<Entry>>();
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
  /** Who waits for a place, in order. */
  readonly #door = new Set<() => void>();
  readonly #idle = new Set<() => void>();
  #held = 0;

  /** Performs by `next`; throws a `RangeError` where there is room for nothing. */
  constructor(private readonly next: Transport, private readonly capacity = 10_000) {
    if (!(capacity >= 1)) throw new RangeError(`An outbox needs a capacity of at least 1, not ${capacity}.`);
  }

  /** How many ordered operations wait or are under way, those at the door included. */
  get pending(): number {
    return this.#held + this.#door.size;
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

  /** Performs an operation in its turn, or at once where it needs none. */
  async perform<K extends OperationKind>(operation: OperationOf<K>, signal: AbortSignal): Promise<OperationResults[K]> {
    const conversation = conversationOf(operation);
    if (!conversation || !ORDERED.has(operation.kind)) return await this.next.perform<K>(operation, signal);
    if (signal.aborted) throw givenUp(operation, signal);
    const chat = chatKey(conversation);
    const kind: K = operation.kind;
    const joined = this.#open[kind].get(editKey(chat, operation))?.join(operation, signal);
    if (joined) return await joined;
    const enter = () => this.#enter<K>(chat, operation, signal);
    if (this.#held >= this.capacity) return await this.#wait(operation, signal, enter);
    this.#held++;
    return await enter();
  }

  /** Waits at the door. Who leaves lets the next one in at once and hands over its place, so that nobody slips in between. */
  #wait<Result>(operation: Operation, signal: AbortSignal, enter: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const admit = () => {
        signal.removeEventListener("abort", giveUp);
        resolve(enter());
      };
      const giveUp = () => {
        this.#door.delete(admit);
        this.#tellIdle();
        reject(givenUp(operation, signal));
      };
      this.#door.add(admit);
      signal.addEventListener("abort", giveUp, { once: true });
    });
  }

  #enter<K extends OperationKind>(
    chat: string,
    operation: OperationOf<K>,
    signal: AbortSignal,
  ): Promise<OperationResults[K]> {
    const queue = this.#chats.get(chat);
    const waiting = queue ?? new Set<Entry>();
    const kind: K = operation.kind;
    const open: Map<string, OutboxJob<K>> = this.#open[kind];
    const edit = editKey(chat, operation);
    const entry: Entry = {
      run: () => job.run(this.next),
      close: () => {
        if (open.get(edit) === job) open.delete(edit);
      },
    };
    const job: OutboxJob<K> = new OutboxJob<K>(() => {
      waiting.delete(entry);
      entry.close();
      this.#leave();
    });
    waiting.add(entry);
    // An edit behind a deletion must not slip in before it by joining an edit that stands there.
    this.#open.edit.delete(deletionKey(chat, operation));
    if (edit !== "") open.set(edit, job);
    const result = job.join(operation, signal);
    if (!queue) {
      this.#chats.set(chat, waiting);
      void this.#work(chat, waiting);
    }
    return result;
  }

  /** Runs a chat's jobs one after the other, those that come meanwhile too. Jobs never reject. */
  async #work(chat: string, waiting: Set<Entry>): Promise<void> {
    for (const entry of waiting) {
      waiting.delete(entry);
      entry.close();
      await entry.run();
      this.#leave();
    }
    this.#chats.delete(chat);
    this.#tellIdle();
  }

  #leave(): void {
    const [admit] = this.#door;
    if (admit) {
      this.#door.delete(admit);
      admit();
    } else this.#held--;
    this.#tellIdle();
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

function givenUp(operation: Operation, signal: AbortSignal): NotSent {
  return new NotSent(`${describeOperation(operation)} was given up while it waited to be sent.`, {
    cause: signal.reason,
  });
}
