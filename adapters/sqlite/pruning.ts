import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../../core/mod.ts";
import type { GroupCommit } from "./group_commit.ts";
import { integer, Statement, text } from "./statement.ts";

/** Units or records forgotten in one transaction, about: some milliseconds of work, so that nobody waits long behind it. */
const portion = 500;

/** Forgets what is past: settled units with their steps, and expired records. */
export class Pruning {
  readonly #settlements: Statement;
  readonly #deletes: readonly Statement[];
  readonly #expired: Statement;

  constructor(db: DatabaseSync, private readonly commits: GroupCommit, private readonly clock: Clock) {
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
      rows.push(integer(row, "n"));
      seqs = seqs.concat(JSON.parse(text(row, "seqs")));
    }
    if (rows.length === 0) return false;
    const [eventSteps, workSteps, events, work, settlements] = this.#deletes;
    for (const statement of [eventSteps, workSteps, events, work]) statement.run(JSON.stringify(seqs));
    settlements.run(JSON.stringify(rows));
    return true;
  }
}
