import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type Appended, type Clock, EVENT_VERSION } from "../../core/mod.ts";
import { FreshEvents } from "./fresh_events.ts";
import type { Buffered } from "./group_commit.ts";
import { integer, type Row } from "./statement.ts";
import type { Units } from "./units.ts";

/** An entry ready to be written. */
export interface EntryRow {
  /** The event's key. */
  readonly unit: string;
  /** The key as it is stored. */
  readonly key: string;
  readonly body: string;
  readonly begun: boolean;
}

interface Placed {
  readonly row: EntryRow;
  readonly seq: number;
  readonly answers: Appended[];
  /** False for a duplicate; known once it is inserted. */
  isNew: boolean;
}

/** Rows per statement. One statement of 64 rows costs less than half of 64 statements. */
const chunks = [64, 32, 4, 1] as const;

/** Units per row of `settlement`: few enough to be forgotten in one short transaction. */
const settlementLimit = 1_000;

/**
 * Collects the appends and settlements of one transaction: the two writes that every event costs. A settlement may be written
 * later than it was called, behind the appends of other events and before anything that looks at units, since nothing else can tell.
 */
export class JournalBuffer implements Buffered {
  #entries: Placed[] = [];
  /** Numbers of units that are settled. */
  #settled: number[] = [];
  /** Numbers of those of them that have a row which says that they are pending. */
  #closed: number[] = [];
  /** Units to be settled that are not known to be pending: they are looked for when the appends before them have been written. */
  readonly #unknown = new Set<string>();
  #nextSeq: number;
  readonly #inserts: ReadonlyMap<number, StatementSync>;
  readonly #open: StatementSync;
  readonly #hasSteps: StatementSync;
  readonly #find: StatementSync;
  readonly #settle: StatementSync;
  readonly #fresh: FreshEvents;

  /** @param session the number of this opening of the store. */
  constructor(
    db: DatabaseSync,
    private readonly clock: Clock,
    private readonly units: Units,
    private readonly session: number,
  ) {
    const last = db.prepare(
      `SELECT max(
         coalesce((SELECT max(seq) FROM event), 0), coalesce((SELECT max(seq) FROM work), 0),
         coalesce((SELECT max(n) FROM settlement), 0), (SELECT value FROM meta WHERE name = 'folded')
       ) AS seq`,
    ).get() ?? {};
    this.#nextSeq = integer(last, "seq") + 1;
    this.#inserts = new Map(
      chunks.map((rows) => {
        const values = Array(rows).fill(`(?, ?, ${EVENT_VERSION}, ?)`).join(", ");
        return [rows, db.prepare(`INSERT OR IGNORE INTO event (seq, key, version, body) VALUES ${values}`)];
      }),
    );
    this.#open = db.prepare(
      `INSERT INTO open_event SELECT seq, ?, (SELECT count(*) FROM step WHERE scope = event.key AND done = 1), ?
       FROM event WHERE seq BETWEEN ? AND ?`,
    );
    this.#hasSteps = db.prepare(
      `SELECT 1 FROM (SELECT min(key) AS first, max(key) AS last FROM event WHERE seq BETWEEN ? AND ?)
         JOIN step ON scope BETWEEN first AND last LIMIT 1`,
    );
    this.#find = db.prepare("SELECT seq FROM event WHERE key = ?");
    this.#settle = db.prepare("INSERT INTO settlement (n, at, seqs) VALUES (?, ?, ?)");
    this.#fresh = new FreshEvents(db);
    this.#fresh.fold(this.#nextSeq - 1, 0); // what an earlier opening has started
  }

  /** The next number in the order of arrival. */
  takeSeq(): number {
    return this.#nextSeq++;
  }

  /** Appends them with the group; the answers are there once it is drained. */
  append(rows: readonly EntryRow[]): readonly Appended[] {
    // Settling a key before its event comes settles nothing.
    if (this.#unknown.size > 0 && rows.some(({ unit }) => this.#unknown.has(unit))) this.drain();
    const answers: Appended[] = [];
    for (const row of rows) this.#entries.push({ row, seq: this.#nextSeq++, answers, isNew: false });
    return answers;
  }

  /** Settles it with the group, unless it is not pending by then. */
  settle(unit: string): void {
    const seq = this.units.recall(unit);
    if (seq === undefined) this.#unknown.add(unit);
    else this.#settleEvent(seq);
  }

  /** Remembers that these units are settled, so that they are known until they are pruned. */
  recordSettled(seqs: readonly number[]): void {
    const at = this.clock.now();
    for (let from = 0; from < seqs.length; from += settlementLimit) {
      this.#settle.run(this.#nextSeq++, at, JSON.stringify(seqs.slice(from, from + settlementLimit)));
    }
  }

  /** Drains, and sees to it that every pending unit has a row of its own: before anything but an append or a settlement is done to units. */
  fold(): void {
    this.drain();
    this.#fresh.fold(this.#nextSeq - 1, this.session);
  }

  /** Whether this event is pending without a row in `open_event`. */
  isFresh(seq: number): boolean {
    return this.#fresh.has(seq);
  }

  /** How many events are pending without a row in `open_event`. */
  get fresh(): number {
    return this.#fresh.size;
  }

  drain(): void {
    if (this.#entries.length > 0) this.#drainEntries();
    if (this.#unknown.size > 0) this.#lookForUnknown();
    if (this.#settled.length > 0) this.#drainSettled();
    this.#fresh.foldInTime(this.#nextSeq - 1, this.session);
  }

  discard(): void {
    this.#entries = [];
    this.#settled = [];
    this.#closed = [];
    this.#unknown.clear();
    this.units.forget();
    this.#fresh.forget();
  }

  #drainEntries(): void {
    const entries = this.#entries;
    this.#entries = [];
    let from = 0;
    for (const size of chunks) {
      for (; entries.length - from >= size; from += size) this.#insert(entries, from, size);
    }
    this.#openAll(entries);
  }

  #insert(entries: readonly Placed[], from: number, size: number): void {
    const values: (string | number)[] = [];
    for (let i = from; i < from + size; i++) {
      const { seq, row } = entries[i];
      values.push(seq, row.key, row.body);
    }
    const allNew = Number(this.#inserts.get(size)?.run(...values).changes) === size;
    for (let i = from; i < from + size; i++) {
      const entry = entries[i];
      const { row, seq, answers } = entry;
      entry.isNew = allNew || this.#seqOf(row.key) === seq;
      if (entry.isNew) this.units.remember(row.unit, seq);
      answers.push(entry.isNew ? { outcome: "new", seq } : { outcome: "duplicate" });
    }
  }

  #seqOf(key: string): number | undefined {
    const row: Row | undefined = this.#find.get(key);
    return row && integer(row, "seq");
  }

  /** Opens them in runs of neighbours that are alike; a duplicate has no row of its number, and so is passed over. */
  #openAll(entries: readonly Placed[]): void {
    const canBeFresh = !this.#hasSteps.get(entries[0].seq, entries[entries.length - 1].seq);
    for (let first = 0, next = 1; first < entries.length; next++) {
      const { row: { begun }, seq } = entries[first];
      const last = entries[next - 1].seq;
      if (next < entries.length && entries[next].row.begun === begun && entries[next].seq === last + 1) continue;
      if (begun && canBeFresh) this.#addFresh(entries, first, next);
      else this.#open.run(begun ? 1 : 0, begun ? this.session : 0, seq, last);
      first = next;
    }
  }

  #addFresh(entries: readonly Placed[], first: number, next: number): void {
    for (let index = first; index < next; index++) {
      const { isNew, seq } = entries[index];
      if (isNew) this.#fresh.add(seq);
    }
  }

  #settleEvent(seq: number): void {
    this.#settled.push(seq);
    if (!this.#fresh.settle(seq)) this.#closed.push(seq);
  }

  #lookForUnknown(): void {
    for (const unit of this.#unknown) {
      const seq = this.units.recall(unit);
      if (seq === undefined) this.#settled.push(...this.#closeUnknown(unit));
      else this.#settleEvent(seq);
    }
    this.#unknown.clear();
  }

  #drainSettled(): void {
    if (this.#closed.length > 0) this.units.closeEvents(this.#closed);
    this.recordSettled(this.#settled);
    this.#settled = [];
    this.#closed = [];
  }

  #closeUnknown(unit: string): readonly number[] {
    const place = this.units.find(unit);
    if (place === undefined) return [];
    const isOpen = place.type === "event" && this.#fresh.settle(place.seq) || this.units.close(unit, place);
    return isOpen ? this.units.allOf(place) : [];
  }
}
