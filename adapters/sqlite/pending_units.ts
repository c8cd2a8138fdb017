import type { DatabaseSync } from "node:sqlite";
import type { PendingPlace, Unit } from "../../core/mod.ts";
import type { DamagedRows } from "./damaged_rows.ts";
import type { GroupCommit } from "./group_commit.ts";
import type { JournalBuffer } from "./journal_buffer.ts";
import { entryOf, eventPlaceOf, itemOf, workPlaceOf } from "./journal_rows.ts";
import { integer, type Row, Statement } from "./statement.ts";
import type { Place, Units } from "./units.ts";

/** Rows read at a time: some milliseconds, and what a reader of a million units holds in memory. */
const pageSize = 1_024;

/** Finds what is pending: all of it while it changes, page by page, behind no cursor of the database's; or what stands at some places. */
export class PendingUnits {
  /** Of each reader, places that were made pending again since it began, and handed to whoever did that. */
  readonly #revived = new Set<Set<number>>();
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
    this.#work = page("open_work", "work", "seq, conversation");
    this.#events = page("open_event", "event", "seq, key, body");
    this.#workOpen = new Statement(db, "SELECT 1 FROM open_work WHERE seq = ?");
    this.#eventOpen = new Statement(db, "SELECT 1 FROM open_event WHERE seq = ?");
    const at = (rows: string, columns: string) =>
      new Statement(db, `SELECT ${columns} FROM ${rows} WHERE seq IN (SELECT value FROM json_each(?))`);
    this.#workAt = at("work", "seq, body");
    this.#eventsAt = at("event", "seq, key, body");
  }

  /** Somebody was handed this unit to run it again. */
  revive(unit: Unit): void {
    const place = unit.type === "work" ? unit.seq : unit.entry.seq;
    for (const revived of this.#revived) revived.add(place);
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

  /** The unit's place, when it is pending. */
  placeOf(unit: string): Promise<number | undefined> {
    return this.commits.read(() => {
      const place = this.units.find(unit);
      return place !== undefined && this.isPending(place) ? place.seq : undefined;
    });
  }

  /** Whether the unit that stands here is pending. Belongs into a transaction or a read. */
  isPending({ type, seq }: Place): boolean {
    if (type === "work") return this.#workOpen.get(seq) !== undefined;
    return this.buffer.isFresh(seq) || this.#eventOpen.get(seq) !== undefined;
  }

  async *read(): AsyncGenerator<readonly PendingPlace[]> {
    const revived = new Set<number>();
    const end = await this.commits.write(() => {
      this.buffer.fold();
      return this.buffer.takeSeq();
    });
    this.#revived.add(revived);
    try {
      yield* this.#readAll(this.#work, end, revived, (row) => workPlaceOf(row));
      yield* this.#readAll(this.#events, end, revived, (row, seq) => this.#soundEvent(seq, () => eventPlaceOf(row)));
    } finally {
      this.#revived.delete(revived);
    }
  }

  #workIn(row: Row, seq: number): Unit | undefined {
    return this.damaged.read(`The work item ${seq} of the journal`, () => ({ type: "work", item: itemOf(row), seq }));
  }

  #eventIn(row: Row, seq: number): Unit | undefined {
    return this.#soundEvent(seq, () => ({ type: "event", entry: entryOf(row) }));
  }

  #soundEvent<T>(seq: number, read: () => T): T | undefined {
    return this.damaged.read(`The event ${seq} of the journal`, read);
  }

  async *#readAll(
    page: Statement,
    end: number,
    revived: ReadonlySet<number>,
    placeOf: (row: Row, seq: number) => PendingPlace | undefined,
  ): AsyncGenerator<readonly PendingPlace[]> {
    for (let after = 0;;) {
      const places = await this.commits.read(() =>
        page.all(after, end).map((row) => {
          const place = integer(row, "seq");
          return { place, found: placeOf(row, place) };
        })
      );
      if (places.length === 0) return;
      yield places.flatMap(({ place, found }) => found === undefined || revived.has(place) ? [] : found);
      if (places.length < pageSize) return;
      after = places[places.length - 1].place;
    }
  }
}
