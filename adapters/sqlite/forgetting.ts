import type { DatabaseSync } from "node:sqlite";
import type { BotEvent } from "../../core/mod.ts";
import { readEntry, writeEntry } from "./journal_rows.ts";
import { Statement, storable, text } from "./statement.ts";
import type { Units } from "./units.ts";

/** Takes what somebody said out of the database. Belongs into a transaction; `secure_delete` writes zeros over what stood there. */
export class Forgetting {
  readonly #isKept: Statement;
  readonly #read: Statement;
  readonly #write: Statement;
  readonly #deleteSteps: Statement;

  constructor(db: DatabaseSync, private readonly units: Units, private readonly onForgotten: () => void) {
    this.#isKept = new Statement(
      db,
      `SELECT 1 FROM open_event WHERE seq = ?1 UNION ALL SELECT 1 FROM open_work WHERE seq = ?1
       UNION ALL SELECT 1 FROM dead WHERE seq = ?1`,
    );
    this.#read = new Statement(db, "SELECT key, body FROM event WHERE seq IN (SELECT value FROM json_each(?))");
    this.#write = new Statement(db, "UPDATE event SET body = ? WHERE key = ?");
    this.#deleteSteps = new Statement(db, "DELETE FROM step WHERE scope = ?");
  }

  /** Of a unit that is pending or a dead letter nothing is forgotten. */
  forget(unit: string): void {
    const place = this.units.find(unit);
    if (place === undefined || this.#isKept.get(place.seq) !== undefined) return;
    for (const row of this.#read.all(JSON.stringify(this.units.allOf(place)))) {
      const key = text(row, "key");
      const entry = readEntry(key, text(row, "body"));
      this.#write.run(writeEntry({ ...entry, event: withoutContent(entry.event) }, key), key);
      this.#deleteSteps.run(key);
    }
    this.#deleteSteps.run(storable(unit));
    this.onForgotten();
  }
}

/** That something was said, when, where and by whom. */
function withoutContent(event: BotEvent): BotEvent {
  if (event.kind === "action") return event;
  const { origin: _, ...rest } = event;
  return { ...rest, text: "", attachments: [] };
}
