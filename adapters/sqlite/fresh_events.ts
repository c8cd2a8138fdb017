import type { DatabaseSync, StatementSync } from "node:sqlite";
import { integer, type Row } from "./statement.ts";

/** Numbers between two moves of `folded`: some milliseconds to look through at the next opening. */
const foldEvery = 10_000;

/**
 * Events that began as they were appended and are pending without a row that says so. Nearly every event is settled by one of the next
 * commits, and this spares it that row and its removal.
 *
 * `meta.folded` is a number in the order of arrival. Of what came behind it, every event is pending unless a row of `settlement`, behind it too,
 * names it. This is so because since that number was written, appends and settlements are all that has happened to units: whatever else is
 * done to any of them calls `fold` first, which writes the rows that say so and moves the number to the end.
 */
export class FreshEvents {
  /** Their numbers. `undefined` when they have to be read again: the transaction they were learnt in was rolled back. */
  #fresh: Set<number> | undefined;
  #folded = 0;
  readonly #load: StatementSync;
  readonly #loadFolded: StatementSync;
  readonly #open: StatementSync;
  readonly #moveFolded: StatementSync;

  constructor(db: DatabaseSync) {
    this.#loadFolded = db.prepare("SELECT value FROM meta WHERE name = 'folded'");
    this.#load = db.prepare(
      `SELECT seq FROM event WHERE seq > ?1 AND seq NOT IN (SELECT seq FROM open_event WHERE seq > ?1)
         AND seq NOT IN (
           SELECT value FROM settlement, json_each(CASE WHEN json_valid(seqs) THEN seqs ELSE '[]' END) WHERE n > ?1
         )`,
    );
    this.#open = db.prepare("INSERT INTO open_event SELECT value, 1, 0, ? FROM json_each(?)");
    this.#moveFolded = db.prepare("UPDATE meta SET value = ? WHERE name = 'folded'");
  }

  /** How many there are. */
  get size(): number {
    return this.#all().size;
  }

  /** A new event, whose start is counted and which has no step yet. */
  add(seq: number): void {
    this.#all().add(seq);
  }

  /** Whether it is one of them. */
  has(seq: number): boolean {
    return this.#all().has(seq);
  }

  /** Somebody settles it: false when it is not fresh. */
  settle(seq: number): boolean {
    return this.#all().delete(seq);
  }

  /**
   * Writes down which are pending.
   *
   * @param last the last number in the order of arrival.
   * @param session the opening of the store that has started them.
   */
  fold(last: number, session: number): void {
    const fresh = this.#all();
    if (last === this.#folded) return;
    if (fresh.size > 0) this.#open.run(session, JSON.stringify([...fresh]));
    this.#moveFolded.run(last);
    this.#folded = last;
    fresh.clear();
  }

  /** As `fold`, when it is time to: neither memory nor what the next opening has to look through grows without bounds. */
  foldInTime(last: number, session: number): void {
    if (last - this.#folded >= foldEvery) this.fold(last, session);
  }

  /** Forgets what it believes. */
  forget(): void {
    this.#fresh = undefined;
  }

  #all(): Set<number> {
    if (this.#fresh !== undefined) return this.#fresh;
    const row: Row = this.#loadFolded.get() ?? {};
    this.#folded = integer(row, "value");
    return this.#fresh = new Set(this.#load.all(this.#folded).map((row) => integer(row, "seq")));
  }
}
