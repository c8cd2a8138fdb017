import type { Conversation, Deadline } from "@portico/bot";
import type { Terms } from "./terms.ts";

/** What there is to say of a batch that is gathered: the keys of its events and what was frozen with the first. */
export interface GatheredBatch {
  /** Where it was sent. */
  readonly conversation: Conversation;
  /** Id of the sender's account. */
  readonly account: string;
  /** What was frozen with its first message. */
  readonly terms: Terms;
  /** Keys of its events, edits too, in order of arrival. */
  readonly keys: readonly string[];
  /** Ids of its messages, in order. */
  readonly ids: readonly string[];
  /** Albums it has parts of. */
  readonly albums: readonly string[] | undefined;
  /** Ids of the messages that a command brought. */
  readonly commands: readonly string[] | undefined;
}

/** A message as it came in: the facts that decide to which batch it belongs. */
export interface Arrival {
  /** Where it was sent. */
  readonly conversation: Conversation;
  /** Id of the sender's account. */
  readonly account: string;
  /** Key of its event. */
  readonly key: string;
  /** The platform's id of the message. */
  readonly id: string;
  /** When it was sent by the platform's clock, in milliseconds since 1970. */
  readonly at: number;
  /** Wall time of its arrival here, in milliseconds; long ago for what is replayed after a restart. */
  readonly receivedAt: number;
  /** Parts of one album have the same. */
  readonly album?: string;
  /** True where a command brought it, so that its text is what is behind the command. */
  readonly command?: boolean;
}

/** While parts of an album are still arriving, closing waits for them this long: from the last part, and altogether. In milliseconds. */
export const ALBUM_GRACE = 1_000;

/** Whom a batch tells that its time has come. */
export interface BatchKeeper {
  expired(batch: OpenBatch): void;
}

/**
 * A batch that is not committed yet. There may be very many, so it keeps no message, only what it takes to close it: keys and ids, a few
 * numbers, and no function of its own. Times called receipt are monotonic milliseconds.
 */
export class OpenBatch implements GatheredBatch {
  readonly conversation: Conversation;
  readonly account: string;
  readonly terms: Terms;
  keys: string[];
  ids: string[];
  albums: string[] | undefined;
  commands: string[] | undefined;
  /** `open` takes messages; `sealed` has been handed over at least once and must not change any more; `committed` is durable. */
  state: "open" | "sealed" | "committed" = "open";
  /** Album of the newest message. */
  album: string | undefined;
  /** Messages, an album as one. */
  count = 1;
  /** Platform's time of the first message and of the newest. */
  readonly firstAt: number;
  lastAt: number;
  readonly firstReceipt: number;
  lastReceipt: number;
  /** Since when it is to be closed, being full or by a command: from then on it takes only what belongs to its albums. Monotonic. */
  closingSince: number | undefined;
  deadline: Deadline | undefined;
  /** The batch of the same sender that has to be committed before this one. */
  before: OpenBatch | undefined;
  committing: Promise<void> | undefined;
  /** How often handing it over has failed. */
  failures = 0;

  constructor(private readonly keeper: BatchKeeper, arrival: Arrival, receipt: number, terms: Terms) {
    const { conversation, account, key, id, at, album, command } = arrival;
    this.conversation = conversation;
    this.account = account;
    this.terms = terms;
    this.keys = [key];
    this.ids = [id];
    this.albums = album === undefined ? undefined : [album];
    this.commands = command ? [id] : undefined;
    this.album = album;
    this.firstAt = this.lastAt = at;
    this.firstReceipt = this.lastReceipt = receipt;
    this.closingSince = terms.window.maxMessages <= 1 ? receipt : undefined;
    this.deadline = this.before = this.committing = undefined;
  }

  /** Whether the message belongs here. Time is the platform's, so that a backlog falls into the batches it would have made live. */
  accepts(arrival: Arrival, mode: string): boolean {
    if (this.state !== "open") return false;
    if (arrival.album !== undefined && this.albums?.includes(arrival.album)) return true;
    const { terms: { window } } = this;
    return this.closingSince === undefined && this.terms.mode === mode &&
      arrival.at - this.lastAt <= window.quiet * 1_000 && arrival.at - this.firstAt <= window.maxWait * 1_000;
  }

  add(arrival: Arrival, receipt: number): void {
    const { album } = arrival;
    if (album === undefined || !this.albums?.includes(album)) {
      this.count++;
      if (this.count >= this.terms.window.maxMessages) this.closingSince ??= receipt;
      if (album !== undefined) (this.albums ??= []).push(album);
    }
    this.keys = grown(this.keys, arrival.key);
    this.ids = grown(this.ids, arrival.id);
    if (arrival.command) (this.commands ??= []).push(arrival.id);
    this.album = album;
    this.lastAt = arrival.at;
    if (receipt > this.lastReceipt) this.lastReceipt = receipt;
  }

  /** An edit of one of its messages: a member, but no message that counts or that prolongs it. */
  addEdit(key: string): void {
    this.keys = grown(this.keys, key);
  }

  /** Called by the heap of deadlines. */
  expire(): void {
    this.deadline = undefined;
    this.keeper.expired(this);
  }

  /** Monotonic time at which it closes if nothing more comes. */
  dueAt(): number {
    const { window } = this.terms;
    const latest = Math.min(this.firstReceipt + window.maxWait * 1_000, this.closingSince ?? Infinity);
    const due = Math.min(this.lastReceipt + window.quiet * 1_000, latest);
    if (this.album === undefined) return due;
    return Math.min(Math.max(due, this.lastReceipt + ALBUM_GRACE), due + ALBUM_GRACE);
  }
}

/** A push that leaves short arrays without the room for 16 more that `Array.push` takes at once. */
function grown(array: string[], value: string): string[] {
  if (array.length < 8) return [...array, value];
  array.push(value);
  return array;
}
