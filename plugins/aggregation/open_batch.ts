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
  readonly albums: readonly string[];
  /** Ids of the messages that a command brought. */
  readonly commands: readonly string[];
}

/** A message as it came in: the facts that decide to which batch it belongs. */
export interface Arrival {
  /** It began a batch before a restart, so it begins one again: what had parted it from the batch before is not gathered again. */
  readonly begins?: boolean;
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
  /** True where it goes on with the text of the message before, and so counts as no message of its own. */
  readonly isPart?: boolean;
  /** True where a command brought it, so that its text is what is behind the command. */
  readonly command?: boolean;
  /** True where it goes with what a command brought right before it, whatever mode its sender is in. */
  readonly follows?: boolean;
}

/** While parts of an album are still arriving, closing waits for them this long: from the last part, and altogether. In milliseconds. */
export const ALBUM_GRACE = 1_000;

/** So many parts of texts make a batch full: each is a member, and what a batch costs grows with its members. */
export const MOST_PARTS = 10_000;

/** What all batches of an aggregator share. */
export interface BatchKeeper {
  /** Wall time from which the platform's times are counted: small whole numbers take no room of their own. */
  readonly epoch: number;
  /** The time of a batch has come. */
  expired(batch: OpenBatch): void;
}

/** One event of a batch; a list from the newest to the oldest, because it grows by one small object a message. */
interface Member {
  readonly key: string;
  /** Id of the message; `undefined` for an edit. */
  readonly id: string | undefined;
  readonly older: Member | undefined;
}

/** What most batches have nothing of. */
interface Rarities {
  /** `sealed` has been handed over at least once and must not change any more; `committed` is durable. */
  state: "open" | "sealed" | "committed";
  albums: string[];
  /** Receipt of the newest part of an album. */
  partReceipt: number;
  commands: string[];
  /** Parts of texts. */
  parts: number;
  closingSince: number | undefined;
  notBefore: number;
  before: OpenBatch | undefined;
  committing: Promise<void> | undefined;
  failures: number;
}

/**
 * A batch that is not committed yet. There may be very many, so it keeps no message, only what it takes to close it: keys and ids, a few whole
 * numbers, and no function of its own. Times called receipt are monotonic milliseconds.
 */
export class OpenBatch implements GatheredBatch {
  readonly conversation: Conversation;
  readonly account: string;
  readonly terms: Terms;
  /** Messages, an album as one, and a text in parts as one. */
  count = 1;
  readonly firstReceipt: number;
  deadline: Deadline | undefined;
  readonly #keeper: BatchKeeper;
  #newest: Member;
  #rare: Rarities | undefined;
  /** Platform's time of the first message and of the newest, from the keeper's epoch. */
  readonly #firstAt: number;
  #lastAt: number;
  #lastReceipt: number;

  constructor(keeper: BatchKeeper, arrival: Arrival, receipt: number, terms: Terms) {
    const { conversation, account, key, id, album } = arrival;
    this.conversation = conversation;
    this.account = account;
    this.terms = terms;
    this.deadline = undefined;
    this.#keeper = keeper;
    this.#newest = { key, id, older: undefined };
    this.firstReceipt = this.#lastReceipt = Math.ceil(receipt);
    this.#firstAt = this.#lastAt = Math.round(arrival.at - keeper.epoch);
    if (album !== undefined) this.#addPart(album, receipt);
    if (arrival.command) this.#rarities.commands.push(id);
    if (terms.window.maxMessages <= 1) this.shut(receipt);
  }

  get keys(): readonly string[] {
    return Array.from(this.#members(), ({ key }) => key).reverse();
  }

  get ids(): readonly string[] {
    return Array.from(this.#members(), ({ id }) => id).filter((id) => id !== undefined).reverse();
  }

  get albums(): readonly string[] {
    return this.#rare?.albums ?? [];
  }

  get commands(): readonly string[] {
    return this.#rare?.commands ?? [];
  }

  /** `open` takes messages; `sealed` has been handed over at least once and must not change any more; `committed` is durable. */
  get state(): "open" | "sealed" | "committed" {
    return this.#rare?.state ?? "open";
  }

  set state(state: "open" | "sealed" | "committed") {
    this.#rarities.state = state;
  }

  /** Full, or to be closed by a command: takes only what belongs to its albums. */
  get isShut(): boolean {
    return this.#rare?.closingSince !== undefined;
  }

  /** The batch of the same sender that has to be committed before this one. */
  get before(): OpenBatch | undefined {
    return this.#rare?.before;
  }

  set before(before: OpenBatch | undefined) {
    if (before !== undefined || this.#rare !== undefined) this.#rarities.before = before;
  }

  /** The commit that is under way, or has succeeded. */
  get committing(): Promise<void> | undefined {
    return this.#rare?.committing;
  }

  set committing(committing: Promise<void> | undefined) {
    this.#rarities.committing = committing;
  }

  /** How often handing it over has failed. */
  get failures(): number {
    return this.#rare?.failures ?? 0;
  }

  set failures(failures: number) {
    this.#rarities.failures = failures;
  }

  /** Whether the message belongs here. Time is the platform's, so that a backlog falls into the batches it would have made live. */
  accepts({ album, at, follows }: Arrival, mode: string): boolean {
    const rare = this.#rare;
    if (rare !== undefined) {
      if (rare.state !== "open") return false;
      if (album !== undefined && rare.albums.includes(album)) return true;
      if (rare.closingSince !== undefined) return false;
    }
    const { window, mode: own } = this.terms;
    const sent = at - this.#keeper.epoch;
    const isIts = own === mode || follows === true && this.commands.length > 0;
    return isIts && sent - this.#lastAt <= window.quiet * 1_000 &&
      sent - this.#firstAt <= window.maxWait * 1_000;
  }

  /** Takes a message that it accepts. */
  add({ key, id, at, album, command, isPart }: Arrival, receipt: number): void {
    this.#newest = { key, id, older: this.#newest };
    this.#lastAt = Math.round(at - this.#keeper.epoch);
    this.#lastReceipt = Math.max(this.#lastReceipt, Math.ceil(receipt));
    if (isPart) {
      if (++this.#rarities.parts >= MOST_PARTS) this.shut(receipt);
      return;
    }
    const counts = album === undefined || this.#addPart(album, receipt);
    if (command) this.#rarities.commands.push(id);
    if (counts && ++this.count >= this.terms.window.maxMessages) this.shut(receipt);
  }

  /** Takes an edit of one of its messages: a member, but no message that counts or that prolongs it. */
  addEdit(key: string): void {
    this.#newest = { key, id: undefined, older: this.#newest };
  }

  /** From `since` on it is to be closed, and takes only the rest of its albums. */
  shut(since: number): void {
    this.#rarities.closingSince ??= since;
  }

  /** However long ago its messages came in, its time does not come before this. */
  keepUntil(at: number): void {
    this.#rarities.notBefore = at;
  }

  /** Called by the heap of deadlines. */
  expire(): void {
    this.deadline = undefined;
    this.#keeper.expired(this);
  }

  /** Monotonic time at which it closes if nothing more comes. */
  dueAt(): number {
    const own = this.#ownDue();
    return this.before === undefined ? own : Math.max(own, this.albumEnd());
  }

  /** When the albums have arrived that it has to wait for: its own, and those of earlier batches, behind which it has to stay. */
  albumEnd(): number {
    const own = this.albums.length > 0 ? this.#ownDue() : -Infinity;
    return this.before?.state === "open" ? Math.max(own, this.before.albumEnd()) : own;
  }

  #ownDue(): number {
    const { quiet, maxWait } = this.terms.window;
    const rare = this.#rare;
    const due = Math.min(this.#lastReceipt + quiet * 1_000, this.firstReceipt + maxWait * 1_000);
    if (rare === undefined) return due;
    const latest = Math.min(due, rare.closingSince ?? Infinity);
    const end = Math.min(Math.max(latest, rare.partReceipt + ALBUM_GRACE), latest + ALBUM_GRACE);
    return Math.max(end, rare.notBefore);
  }

  /** True for the first part of an album. */
  #addPart(album: string, receipt: number): boolean {
    const rare = this.#rarities;
    rare.partReceipt = Math.max(rare.partReceipt, receipt);
    const isFirst = !rare.albums.includes(album);
    if (isFirst) rare.albums.push(album);
    return isFirst;
  }

  get #rarities(): Rarities {
    return this.#rare ??= {
      state: "open",
      albums: [],
      partReceipt: -Infinity,
      commands: [],
      parts: 0,
      closingSince: undefined,
      notBefore: -Infinity,
      before: undefined,
      committing: undefined,
      failures: 0,
    };
  }

  *#members(): Generator<Member> {
    for (let member: Member | undefined = this.#newest; member !== undefined; member = member.older) yield member;
  }
}
