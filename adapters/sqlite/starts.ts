import type { DatabaseSync } from "node:sqlite";
import { integer, type Row, storable } from "./columns.ts";
import { Statement } from "./statement.ts";
import type { Place } from "./units.ts";

/**
 * Counts how often units were started. A start is written down as counted, and `release` takes it back: so one that the
 * process did not survive has been counted already, and nothing needs to be put right at the next opening.
 */
export class Starts {
  readonly #begin: { readonly [type in Place["type"]]: Statement };
  readonly #release: { readonly [type in Place["type"]]: Statement };

  /** @param session the number of this opening of the store: only a start of our own can be taken back. */
  constructor(db: DatabaseSync, private readonly session: number) {
    // Results are only ever added while a unit is pending: more of them than at the last start is progress.
    const begin = (table: string) =>
      new Statement(
        db,
        `WITH now (results) AS (SELECT count(*) FROM step WHERE scope = ? AND done = 1)
         UPDATE ${table} SET
           starts = CASE WHEN now.results > ${table}.results THEN 1 ELSE starts + 1 END, results = now.results, session = ?
         FROM now WHERE seq = ? RETURNING starts`,
      );
    const release = (table: string) =>
      new Statement(db, `UPDATE ${table} SET starts = starts - 1, session = 0 WHERE seq = ? AND session = ?`);
    this.#begin = { event: begin("open_event"), work: begin("open_work") };
    this.#release = { event: release("open_event"), work: release("open_work") };
  }

  /** Counts one, and returns how many there were without progress; `undefined` when the unit is not pending. */
  begin(unit: string, { type, seq }: Place): number | undefined {
    const row: Row | undefined = this.#begin[type].get(storable(unit), this.session, seq);
    return row && integer(row, "starts");
  }

  /** Takes the last one back, if there was one since the store was opened. */
  release({ type, seq }: Place): void {
    this.#release[type].run(seq, this.session);
  }
}
