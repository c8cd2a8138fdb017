import type { DatabaseSync } from "node:sqlite";
import type { Unit } from "../../core/mod.ts";
import type { DamagedRows } from "./damaged_rows.ts";
import type { GroupCommit } from "./group_commit.ts";
import type { JournalBuffer } from "./journal_buffer.ts";
import { entryOf, itemOf } from "./journal_rows.ts";
import { integer, type Row, Statement } from "./statement.ts";
import type { Place, Units } from "./units.ts";

/** Rows read at a time: what a reader of a million units holds in memory. */
const pageSize = 256;

/** What one reader has to know of the changes since it read its page. */
interface Reader {
  /** Units that somebody may have ended. */
  readonly suspects: Set<string>;
  /** Units that were made pending again, and handed to whoever did that. */
  readonly revived: Set<string>;
}

/**
 * Reads what is pending while it changes: page by page, behind no cursor of the database's. What came after the reader began
 * is left to whoever brought it, and what ended before its turn is passed over, so that nothing runs twice.
 */
export class PendingUnits {
  readonly #readers = new Set<Reader>();
  readonly #work: Statement;
  readonly #events: Statement;
  readonly #workOpen: Statement;
  readonly #eventOpen: Statement;
  readonly #workAt: Statement;
  readonly #eventsAt: Statement;

  constructor(
    db: DatabaseSync,
    private readonly commits: GroupCommit,
    private readonly buffer: JournalBuffer,
    private readonly units: Units,
    private readonly damaged: DamagedRows,
  ) {
    const page = (open: string, rows: string, columns: string) =>
      new Statement(
        db,
        `SELECT ${columns} FROM ${open} JOIN ${rows} USING (seq) WHERE seq > ? AND seq < ? ORDER BY seq LIMIT ${pageSize}`,
      );
    this.#work = page("open_work", "work", "seq, body");
    this.#events = page("open_event", "event", "seq, key, body");
    this.#workOpen = new Statement(db, "SELECT 1 FROM open_work WHERE seq = ?");
    this.#eventOpen = new Statement(db, "SELECT 1 FROM open_event WHERE seq = ?");
    const at = (rows: string, columns: string) =>
      new Statement(db, `SELECT ${columns} FROM ${rows} WHERE seq IN (SELECT value FROM json_each(?))`);
    this.#workAt = at("work", "seq, body");
    this.#eventsAt = at("event", "seq, key, body");
  }

  /** Somebody has called for an end of this unit. */
  suspect(unit: string): void {
    for (const reader of this.#readers) reader.suspects.add(unit);
  }

  /** Somebody was handed this unit to run it again. */
  revive(unit: string): void {
    for (const reader of this.#readers) reader.revived.add(unit);
  }

  /** Those at these places that are pending, in the order of the places. */
  at(places: readonly number[]): Promise<Unit[]> {
    return this.commits.read(() => {
      const found = new Map<number, Unit>();
      const wanted = JSON.stringify(places);
      for (const row of this.#eventsAt.all(wanted)) {
        const seq = integer(row, "seq");
        const unit = this.isPending({ type: "event", seq }) ? this.#eventIn(row, seq) : undefined;
        if (unit !== undefined) found.set(seq, unit);
      }
      for (const row of found.size < places.length ? this.#workAt.all(wanted) : []) {
        const seq = integer(row, "seq");
        const unit = this.isPending({ type: "work", seq }) ? this.#workIn(row, seq) : undefined;
        if (unit !== undefined) found.set(seq, unit);
      }
      return places.map((place) => found.get(place)).filter((unit) => unit !== undefined);
    });
  }

  /** Whether this unit is pending. */
  has(unit: string): Promise<boolean> {
    return this.commits.read(() => {
      const place = this.units.find(unit);
      return place !== undefined && this.isPending(place);
    });
  }

  /** Whether the unit that stands here is pending. Belongs into a transaction or a read. */
  isPending({ type, seq }: Place): boolean {
    if (type === "work") return this.#workOpen.get(seq) !== undefined;
    return this.buffer.isFresh(seq) || this.#eventOpen.get(seq) !== undefined;
  }

  async *read(): AsyncGenerator<Unit> {
    const reader: Reader = { suspects: new Set(), revived: new Set() };
    const end = await this.commits.write(() => {
      this.buffer.fold();
      return this.buffer.takeSeq();
    });
    this.#readers.add(reader);
    try {
      yield* this.#readAll(reader, this.#work, this.#workOpen, end, (row, seq) => this.#workIn(row, seq));
      yield* this.#readAll(reader, this.#events, this.#eventOpen, end, (row, seq) => this.#eventIn(row, seq));
    } finally {
      this.#readers.delete(reader);
    }
  }

  #workIn(row: Row, seq: number): Unit | undefined {
    return this.damaged.read(`The work item ${seq} of the journal`, () => ({ type: "work", item: itemOf(row), seq }));
  }

  #eventIn(row: Row, seq: number): Unit | undefined {
    return this.damaged.read(`The event ${seq} of the journal`, () => ({ type: "event", entry: entryOf(row) }));
  }

  async *#readAll(
    { suspects, revived }: Reader,
    page: Statement,
    isOpen: Statement,
    end: number,
    read: (row: Row, seq: number) => Unit | undefined,
  ): AsyncGenerator<Unit> {
    for (let after = 0;;) {
      const units = await this.commits.read(() => {
        suspects.clear();
        return page.all(after, end).map((row) => {
          const seq = integer(row, "seq");
          return { seq, unit: read(row, seq) };
        });
      });
      for (const { seq, unit } of units) {
        after = seq;
        if (unit === undefined) continue;
        const name = unit.type === "work" ? unit.item.id : unit.entry.event.key;
        if (revived.has(name)) continue;
        if (suspects.has(name) && !(await this.commits.read(() => isOpen.get(seq)))) continue;
        yield unit;
      }
      if (units.length < pageSize) return;
    }
  }
}
