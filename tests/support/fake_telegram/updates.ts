/** The queue of updates, and long polling. */
import type { Message, Update } from "grammy/types";
import type { CancelTimer, Clock } from "../../../core/clock.ts";
import { TelegramError } from "./telegram_error.ts";

/** A kind of update, such as `message`. */
export type UpdateKind = Exclude<keyof Update, "update_id">;

/** An update without its number. */
export type NewUpdate = Omit<Update, "update_id">;

/** Kinds that come only when the bot asked for them. */
const onRequest: ReadonlySet<string> = new Set(["chat_member", "message_reaction", "message_reaction_count"]);

const longestPoll = 50;
const mostUpdates = 100;
/** Within so many milliseconds a call with the same offset gets one update only. */
const repeatWindow = 500;
/** Of two pollers that go on, every conflict after the first is told so many milliseconds later. */
const conflictWait = 3_000;

interface Poll {
  readonly offset: number;
  readonly limit: number;
  readonly cancel: CancelTimer;
  answer(updates: readonly Update[]): void;
  fail(error: TelegramError): void;
}

/** The update by which a bot hears of a message: of a post or of a message, of a new or of an edited one. */
export function updateOf(message: Message): NewUpdate {
  if (isPost(message)) return isEdited(message) ? { edited_channel_post: message } : { channel_post: message };
  if (!isFromSomebody(message)) throw new Error(`Message ${message.message_id} has no sender`);
  return isEdited(message) ? { edited_message: message } : { message };
}

function isPost(message: Message): message is Message & Update.Channel {
  return message.chat.type === "channel";
}

function isFromSomebody(message: Message): message is Message & Update.NonChannel {
  return message.from !== undefined;
}

function isEdited<M extends Message>(message: M): message is M & Update.Edited {
  return message.edit_date !== undefined;
}

/** Updates that the bot has not confirmed. */
export class Updates {
  #queue: Update[] = [];
  /** What stands before it in `#queue` is confirmed. */
  #head = 0;
  #nextId: number;
  #poll: Poll | undefined;
  #isFlushing = false;
  #allowed: ReadonlySet<string> | undefined;
  #previous: { readonly offset: number; readonly at: number } | undefined;
  #conflictAt = -Infinity;
  readonly #conflicts = new Set<CancelTimer>();
  /** Called when updates came, went, or somebody polls. */
  onChange: () => void = () => {};
  /** Called with new updates when a webhook takes them. */
  onNew: (() => void) | undefined;

  /**
   * @param firstId the number of the first update.
   * @param repeatWait seconds that a call with the offset of the one before waits at least: Telegram slows down who polls
   * in a circle.
   */
  constructor(private readonly clock: Clock, firstId: number, private readonly repeatWait: number) {
    this.#nextId = firstId;
  }

  /** How many are not confirmed. */
  get pending(): number {
    return this.#queue.length - this.#head;
  }

  /** The number of the update that came last. */
  get newest(): number {
    return this.#nextId - 1;
  }

  /** Whether somebody waits for the next update. */
  get isPolled(): boolean {
    return this.#poll !== undefined;
  }

  /** The kinds that the bot asked for; `undefined` for the usual ones. */
  get allowed(): UpdateKind[] | undefined {
    return this.#allowed && [...this.#allowed].filter((kind): kind is UpdateKind => kind !== "update_id");
  }

  allow(kinds: readonly string[]): void {
    this.#allowed = kinds.length > 0 ? new Set(kinds) : undefined;
  }

  /** Queues an update; returns its number, or `undefined` when the bot did not ask for its kind. */
  push(update: NewUpdate): number | undefined {
    const kind = Object.keys(update)[0];
    if (this.#allowed ? !this.#allowed.has(kind) : onRequest.has(kind)) return undefined;
    const id = this.#nextId++;
    this.#queue.push({ update_id: id, ...update });
    this.onNew?.();
    this.#flushSoon();
    this.onChange();
    return id;
  }

  /** Updates that came in one go are told in one answer. */
  #flushSoon(): void {
    if (!this.#poll || this.#isFlushing) return;
    this.#isFlushing = true;
    queueMicrotask(() => {
      this.#isFlushing = false;
      const poll = this.#poll;
      if (!poll) return;
      const updates = this.#take(poll.offset, poll.limit);
      if (updates.length > 0) this.#end((ended) => ended.answer(updates));
    });
  }

  /** Long polling. @throws {TelegramError} 409 when another poller takes over. */
  poll(
    { offset, limit, timeout, signal }: { offset: number; limit: number; timeout: number; signal: AbortSignal },
  ): Promise<readonly Update[]> {
    let most = limit < 1 || limit > mostUpdates ? mostUpdates : limit;
    let seconds = Math.min(Math.max(timeout, 0), longestPoll);
    const now = this.clock.monotonic();
    if (this.#previous?.offset === offset) {
      if (now < this.#previous.at + this.repeatWait * 1_000) seconds = Math.max(seconds, this.repeatWait);
      if (now < this.#previous.at + repeatWindow) most = 1;
    }
    this.#previous = { offset, at: now };
    const updates = this.#take(offset, most);
    if (updates.length > 0 || seconds === 0) {
      this.onChange();
      return Promise.resolve(updates);
    }
    this.terminate("Conflict: terminated by other getUpdates request; make sure that only one bot instance is running");
    return new Promise((resolve, reject) => {
      const stopTimer = this.clock.setTimer(seconds * 1_000, () => this.#end((poll) => poll.answer([])));
      // Nobody listens any more: what comes waits for the next one who asks.
      const leave = (): void => {
        if (this.#poll === poll) this.#end((ended) => ended.answer([]));
      };
      const cancel = (): void => {
        stopTimer();
        signal.removeEventListener("abort", leave);
      };
      const poll = { offset, limit: most, cancel, answer: resolve, fail: reject };
      this.#poll = poll;
      signal.addEventListener("abort", leave);
      this.onChange();
    });
  }

  #end(settle: (poll: Poll) => void): void {
    const poll = this.#poll;
    if (!poll) return;
    this.#poll = undefined;
    poll.cancel();
    settle(poll);
    this.onChange();
  }

  /** Answers the poll that waits, and sets no timer any more. */
  close(): void {
    for (const cancel of this.#conflicts) cancel();
    this.#conflicts.clear();
    this.#end((poll) => poll.answer([]));
  }

  /** Ends the poll that waits, with 409. */
  terminate(description: string): void {
    const now = this.clock.monotonic();
    this.#end((poll) => {
      const fail = () => poll.fail(new TelegramError(409, description));
      if (now >= this.#conflictAt) {
        this.#conflictAt = now + conflictWait;
        fail();
      } else this.#conflicts.add(this.clock.setTimer(conflictWait, fail));
    });
  }

  /** Confirms what is below `offset` and returns what is next. */
  #take(offset: number, limit: number): readonly Update[] {
    if (offset < 0) this.#head = Math.max(this.#head, this.#queue.length + offset);
    // Far beyond the end is no offset of this queue, and confirms nothing.
    else if (offset <= this.#nextId + 10) this.confirm(offset - 1);
    return this.#queue.slice(this.#head, this.#head + limit);
  }

  /** The oldest that are not confirmed. */
  peek(limit: number): readonly Update[] {
    return this.#queue.slice(this.#head, this.#head + limit);
  }

  /** Forgets all up to this number. */
  confirm(id: number): void {
    while (this.#head < this.#queue.length && this.#queue[this.#head].update_id <= id) this.#head++;
    this.#compact();
  }

  /** Forgets one, wherever it stands. */
  remove(id: number): void {
    if (this.#queue[this.#head]?.update_id === id) this.confirm(id);
    else {
      this.#queue = this.#queue.slice(this.#head).filter(({ update_id }) => update_id !== id);
      this.#head = 0;
    }
    this.onChange();
  }

  /** Forgets all. */
  clear(): void {
    this.#head = this.#queue.length;
    this.#compact();
    this.onChange();
  }

  #compact(): void {
    if (this.#head < 1_000 || this.#head < this.#queue.length / 2) return;
    this.#queue = this.#queue.slice(this.#head);
    this.#head = 0;
  }
}
