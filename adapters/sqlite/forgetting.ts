/** What leaves the database. */
import type { DatabaseSync } from "node:sqlite";
import type { BotEvent, Clock } from "../../core/mod.ts";
import type { DamagedRows } from "./damaged_rows.ts";
import type { GroupCommit } from "./group_commit.ts";
import { readEntry, writeEntry } from "./journal_rows.ts";
import { integer, Statement, storable, text } from "./statement.ts";
import { seqsIn, type Units } from "./units.ts";

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

/** Units or records forgotten in one transaction, about: some milliseconds of work, so that nobody waits long behind it. */
const portion = 500;

/** Forgets what is past: settled units with their steps, and expired records. */
export class Pruning {
  readonly #settlements: Statement;
  readonly #deletes: readonly Statement[];
  readonly #expired: Statement;

  constructor(
    db: DatabaseSync,
    private readonly commits: GroupCommit,
    private readonly clock: Clock,
    private readonly damaged: DamagedRows,
  ) {
    this.#settlements = new Statement(db, "SELECT n, seqs FROM settlement WHERE at < ? ORDER BY at LIMIT 100");
    const seqs = "(SELECT value FROM json_each(?))";
    this.#deletes = [
      `DELETE FROM step WHERE scope IN (SELECT key FROM event WHERE seq IN ${seqs})`,
      `DELETE FROM step WHERE scope IN (SELECT id FROM work WHERE seq IN ${seqs})`,
      `DELETE FROM event WHERE seq IN ${seqs}`,
      `DELETE FROM work WHERE seq IN ${seqs}`,
      `DELETE FROM settlement WHERE n IN ${seqs}`,
    ].map((sql) => new Statement(db, sql));
    this.#expired = new Statement(
      db,
      `DELETE FROM record WHERE (namespace, key) IN
         (SELECT namespace, key FROM record WHERE expires <= ? LIMIT ${portion})`,
    );
  }

  /** In portions with a turn of the event loop between them; what was forgotten stays forgotten when one fails. */
  async run(settledBefore: number): Promise<void> {
    const now = this.clock.now();
    while (await this.commits.write(() => this.#pruneUnits(settledBefore)));
    while (await this.commits.write(() => Number(this.#expired.run(now).changes) === portion));
  }

  /** True while there is more. */
  #pruneUnits(settledBefore: number): boolean {
    const rows: number[] = [];
    let seqs: number[] = [];
    for (const row of this.#settlements.all(settledBefore)) {
      if (seqs.length >= portion) break;
      const n = integer(row, "n");
      rows.push(n);
      seqs = seqs.concat(this.damaged.read(`The settlement ${n} of the journal`, () => seqsIn(row, "seqs")) ?? []);
    }
    if (rows.length === 0) return false;
    const [eventSteps, workSteps, events, work, settlements] = this.#deletes;
    for (const statement of [eventSteps, workSteps, events, work]) statement.run(JSON.stringify(seqs));
    settlements.run(JSON.stringify(rows));
    return true;
  }
}
