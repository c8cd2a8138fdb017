import type { DatabaseSync } from "node:sqlite";
import type { JournalEntry, Unit } from "../../core/mod.ts";
import { integer, type Row } from "./columns.ts";
import type { GroupCommit } from "./group_commit.ts";
import type { JournalBuffer } from "./journal_buffer.ts";
import { entryOf, itemOf } from "./journal_rows.ts";
import { Statement } from "./statement.ts";

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

  constructor(db: DatabaseSync, private readonly commits: GroupCommit, private readonly buffer: JournalBuffer) {
    const page = (open: string, rows: string, columns: string) =>
      new Statement(
        db,
        `SELECT ${columns} FROM ${open} JOIN ${rows} USING (seq) WHERE seq > ? AND seq < ? ORDER BY seq LIMIT ${pageSize}`,
      );
    this.#work = page("open_work", "work", "seq, body");
    this.#events = page("open_event", "event", "seq, key, body");
    this.#workOpen = new Statement(db, "SELECT 1 FROM open_work WHERE seq = ?");
    this.#eventOpen = new Statement(db, "SELECT 1 FROM open_event WHERE seq = ?");
  }

  /** Somebody has called for an end of this unit. */
  suspect(unit: string): void {
    for (const reader of this.#readers) reader.suspects.add(unit);
  }

  /** Somebody was handed this unit to run it again. */
  revive(unit: string): void {
    for (const reader of this.#readers) reader.revived.add(unit);
  }

  async *read(): AsyncGenerator<Unit> {
    const reader: Reader = { suspects: new Set(), revived: new Set() };
    const end = await this.commits.write(() => {
      this.buffer.fold();
      const end = this.buffer.takeSeq();
      return () => end;
    });
    this.#readers.add(reader);
    try {
      yield* this.#readAll(reader, this.#work, this.#workOpen, end, (row) => {
        const item = itemOf(row);
        return { name: item.id, seq: integer(row, "seq"), unit: { type: "work", item } };
      });
      yield* this.#readAll(reader, this.#events, this.#eventOpen, end, (row) => {
        const entry: JournalEntry = entryOf(row);
        return { name: entry.event.key, seq: entry.seq, unit: { type: "event", entry } };
      });
    } finally {
      this.#readers.delete(reader);
    }
  }

  async *#readAll(
    { suspects, revived }: Reader,
    page: Statement,
    isOpen: Statement,
    end: number,
    read: (row: Row) => { name: string; seq: number; unit: Unit },
  ): AsyncGenerator<Unit> {
    for (let after = 0;;) {
      const units = await this.commits.read(() => {
        suspects.clear();
        return page.all(after, end).map(read);
      });
      for (const { name, seq, unit } of units) {
        after = seq;
        if (revived.has(name)) continue;
        if (suspects.has(name) && !(await this.commits.read(() => isOpen.get(seq)))) continue;
        yield unit;
      }
      if (units.length < pageSize) return;
    }
  }
}
