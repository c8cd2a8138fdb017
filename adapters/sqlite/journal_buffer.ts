import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type Appended, type Clock, EVENT_VERSION } from "../../core/mod.ts";
import { integer, type Row } from "./columns.ts";
import type { Buffered } from "./group_commit.ts";
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

interface Placed extends EntryRow {
  readonly seq: number;
  readonly answer: (appended: Appended) => void;
}

/** Rows per statement. One statement of 64 rows costs less than half of 64 statements. */
const chunks = [64, 8, 1] as const;

/** Units per row of `settlement`: few enough to be forgotten in one short transaction. */
const settlementLimit = 1_000;

/**
 * Collects the appends and settlements of one transaction: the two writes that every event costs. A settlement may be written
 * later than it was called, behind the appends of other events and before anything that looks at units, since nothing else can tell.
 */
export class JournalBuffer implements Buffered {
  #entries: Placed[] = [];
  readonly #settled = new Set<string>();
  #nextSeq: number;
  readonly #inserts: ReadonlyMap<number, StatementSync>;
  readonly #open: StatementSync;
  readonly #find: StatementSync;
  readonly #settle: StatementSync;

  /** @param session the number of this opening of the store. */
  constructor(
    db: DatabaseSync,
    private readonly clock: Clock,
    private readonly units: Units,
    private readonly session: number,
  ) {
    const last = db.prepare(
      "SELECT max(coalesce((SELECT max(seq) FROM event), 0), coalesce((SELECT max(seq) FROM work), 0)) AS seq",
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
    this.#find = db.prepare("SELECT seq FROM event WHERE key = ?");
    this.#settle = db.prepare("INSERT INTO settlement (at, seqs) VALUES (?, ?)");
  }

  /** The next number in the order of arrival. */
  takeSeq(): number {
    return this.#nextSeq++;
  }

  /** Appends them with the group; the answers are there once it is drained. */
  append(rows: readonly EntryRow[]): readonly Appended[] {
    // Settling a key before its event comes settles nothing.
    if (this.#settled.size > 0 && rows.some(({ unit }) => this.#settled.has(unit))) this.drain();
    const answers: Appended[] = [];
    const answer = (appended: Appended) => void answers.push(appended);
    for (const { unit, key, body, begun } of rows) {
      this.#entries.push({ unit, key, body, begun, seq: this.#nextSeq++, answer });
    }
    return answers;
  }

  /** Settles it with the group, unless it is not pending by then. */
  settle(unit: string): void {
    this.#settled.add(unit);
  }

  /** Remembers that these units are settled, so that they are known until they are pruned. */
  recordSettled(seqs: readonly number[]): void {
    const at = this.clock.now();
    for (let from = 0; from < seqs.length; from += settlementLimit) {
      this.#settle.run(at, JSON.stringify(seqs.slice(from, from + settlementLimit)));
    }
  }

  drain(): void {
    if (this.#entries.length > 0) this.#drainEntries();
    if (this.#settled.size > 0) this.#drainSettled();
  }

  discard(): void {
    this.#entries = [];
    this.#settled.clear();
    this.units.forget();
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
    for (let i = from; i < from + size; i++) values.push(entries[i].seq, entries[i].key, entries[i].body);
    const allNew = Number(this.#inserts.get(size)?.run(...values).changes) === size;
    for (let i = from; i < from + size; i++) {
      const { unit, key, seq, answer } = entries[i];
      if (allNew || this.#seqOf(key) === seq) {
        this.units.remember(unit, seq);
        answer({ outcome: "new", seq });
      } else answer({ outcome: "duplicate" });
    }
  }

  #seqOf(key: string): number | undefined {
    const row: Row | undefined = this.#find.get(key);
    return row && integer(row, "seq");
  }

  /** Opens them in runs of neighbours that are alike; a duplicate has no row of its number, and so is passed over. */
  #openAll(entries: readonly Placed[]): void {
    for (let first = 0, next = 1; first < entries.length; next++) {
      const { begun, seq } = entries[first];
      const last = entries[next - 1].seq;
      if (next < entries.length && entries[next].begun === begun && entries[next].seq === last + 1) continue;
      this.#open.run(begun ? 1 : 0, begun ? this.session : 0, seq, last);
      first = next;
    }
  }

  #drainSettled(): void {
    const events: number[] = [];
    const others: number[] = [];
    for (const unit of this.#settled) {
      const seq = this.units.recall(unit);
      if (seq !== undefined) events.push(seq);
      else others.push(...this.#closeUnknown(unit));
    }
    this.#settled.clear();
    if (events.length > 0) this.units.closeEvents(events);
    this.recordSettled(events.concat(others));
  }

  #closeUnknown(unit: string): readonly number[] {
    const place = this.units.find(unit);
    return place && this.units.close(unit, place) ? this.units.allOf(place) : [];
  }
}
