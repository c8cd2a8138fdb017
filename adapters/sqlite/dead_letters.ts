import type { DatabaseSync } from "node:sqlite";
import type { Clock, DeadLetter, Unit } from "../../core/mod.ts";
import type { DamagedRows } from "./damaged_rows.ts";
import type { JournalBuffer } from "./journal_buffer.ts";
import { entryOf, itemOf } from "./journal_rows.ts";
import { integer, type Row, Statement, storable, text } from "./statement.ts";
import type { Place, Units } from "./units.ts";

/** Units that failed for good. Every call belongs into a transaction. */
export class DeadLetters {
  readonly #insert: Statement;
  readonly #delete: Statement;
  readonly #forget: Statement;
  readonly #list: Statement;
  readonly #body: { readonly [type in Place["type"]]: Statement };

  constructor(
    db: DatabaseSync,
    private readonly clock: Clock,
    private readonly units: Units,
    private readonly buffer: JournalBuffer,
    private readonly damaged: DamagedRows,
  ) {
    this.#insert = new Statement(db, "INSERT INTO dead (seq, account, reason, at) VALUES (?, ?, ?, ?)");
    this.#delete = new Statement(db, "DELETE FROM dead WHERE seq = ?");
    this.#forget = new Statement(db, "DELETE FROM step WHERE scope = ?1 AND substr(step, 1, length(?2)) = ?2");
    this.#list = new Statement(
      db,
      `SELECT dead.seq, reason, at, event.key, event.body AS event, work.body AS work
       FROM dead LEFT JOIN event USING (seq) LEFT JOIN work USING (seq) WHERE ?1 IS NULL OR account = ?1 ORDER BY n`,
    );
    this.#body = {
      event: new Statement(db, "SELECT seq, key, body FROM event WHERE seq = ?"),
      work: new Statement(db, "SELECT seq, body FROM work WHERE seq = ?"),
    };
  }

  /** Makes a dead letter of a pending unit. */
  bury(unit: string, reason: string): void {
    const place = this.units.find(unit);
    if (!place || !this.units.close(unit, place)) return;
    const found = this.#unitAt(place);
    const { account } = found.type === "event" ? found.entry : found.item;
    this.#insert.run(place.seq, account, reason, this.clock.now());
  }

  /** Oldest first. */
  list(account?: string): DeadLetter[] {
    return this.#list.all(account ?? null).flatMap((row) => {
      return this.damaged.read(`The dead letter ${integer(row, "seq")} of the journal`, () => letterOf(row)) ?? [];
    });
  }

  /** Makes it pending again, without the steps whose names begin with `forget`. */
  revive(unit: string, forget?: string): Unit | undefined {
    const place = this.#exhume(unit);
    if (!place) return undefined;
    if (forget !== undefined) this.#forget.run(storable(unit), forget);
    this.units.open(place);
    return this.#unitAt(place);
  }

  /** Settles it; false when there is none. */
  discard(unit: string): boolean {
    const place = this.#exhume(unit);
    if (place) this.buffer.recordSettled(this.units.allOf(place));
    return place !== undefined;
  }

  #exhume(unit: string): Place | undefined {
    const place = this.units.find(unit);
    return place && Number(this.#delete.run(place.seq).changes) > 0 ? place : undefined;
  }

  #unitAt({ type, seq }: Place): Unit {
    const row: Row = this.#body[type].get(seq) ?? {};
    return type === "event" ? { type, entry: entryOf(row) } : { type, item: itemOf(row), seq };
  }
}

function letterOf(row: Row): DeadLetter {
  const reason = text(row, "reason");
  const at = integer(row, "at");
  if (typeof row.work === "string") {
    const { id, conversation, account } = itemOf({ body: row.work });
    return { unit: id, conversation, account, reason, at };
  }
  const { event, account } = entryOf({ seq: row.seq, key: row.key, body: row.event });
  return { unit: event.key, conversation: event.conversation, account, reason, at };
}
