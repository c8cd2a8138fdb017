import type { DatabaseSync } from "node:sqlite";
import {
  type Appended,
  type Clock,
  type Conversation,
  conversationId,
  type DeadLetter,
  type Journal,
  type JournalEntry,
  type JournalStats,
  type NewEntry,
  type PendingPlace,
  type SettleOptions,
  type Unit,
  type WorkItem,
} from "../../core/mod.ts";
import { DamagedRows } from "./damaged_rows.ts";
import { DeadLetters } from "./dead_letters.ts";
import { Forgetting, Pruning } from "./forgetting.ts";
import type { GroupCommit } from "./group_commit.ts";
import { JournalBuffer } from "./journal_buffer.ts";
import { entryOf, entryRow, itemOf, type ItemRow, itemRow } from "./journal_rows.ts";
import { PendingUnits } from "./pending_units.ts";
import { integer, type Row, Statement, storable } from "./statement.ts";
import { type Place, Units } from "./units.ts";

/** Items of a conversation read at a time. */
const workPage = 64;

/** The journal in SQLite. What is called of a unit that is not pending changes nothing, except where it says it throws. */
export class SqliteJournal implements Journal {
  readonly #commits: GroupCommit;
  readonly #units: Units;
  readonly #damaged = new DamagedRows();
  readonly #buffer: JournalBuffer;
  readonly #dead: DeadLetters;
  readonly #pending: PendingUnits;
  readonly #pruning: Pruning;
  readonly #forgetting: Forgetting;
  readonly #insertWork: Statement;
  readonly #read: Statement;
  readonly #workOf: Statement;
  readonly #stats: Statement;

  /** @param onForgotten called within the transaction that has taken something out of the database for good. */
  constructor(db: DatabaseSync, commits: GroupCommit, clock: Clock, onForgotten: () => void) {
    const row: Row = db.prepare("UPDATE meta SET value = value + 1 WHERE name = 'session' RETURNING value").get() ?? {};
    const session = integer(row, "value");
    this.#commits = commits;
    this.#units = new Units(db, session, this.#damaged);
    this.#buffer = new JournalBuffer(db, clock, this.#units, session);
    this.#dead = new DeadLetters(db, clock, this.#units, this.#buffer, this.#damaged);
    this.#pending = new PendingUnits(db, commits, this.#buffer, this.#units, this.#damaged);
    this.#pruning = new Pruning(db, commits, clock, this.#damaged);
    this.#forgetting = new Forgetting(db, this.#units, onForgotten);
    this.#insertWork = new Statement(
      db,
      "INSERT INTO work (seq, id, conversation, members, body) VALUES (?, ?, ?, ?, ?)",
    );
    this.#read = new Statement(db, "SELECT seq, key, body FROM event WHERE key = ?");
    this.#workOf = new Statement(
      db,
      `SELECT seq, body FROM work WHERE conversation = ? AND seq < ? ORDER BY seq DESC LIMIT ${workPage}`,
    );
    this.#stats = new Statement(
      db,
      `SELECT (SELECT count(*) FROM open_event) AS pending, (SELECT count(*) FROM open_work) AS work,
         (SELECT count(*) FROM dead) AS dead`,
    );
    commits.attach(this.#buffer);
  }

  append(entries: readonly NewEntry[]): Promise<Appended[]> {
    try {
      const rows = entries.map(entryRow);
      return this.#commits.stage(() => {
        const answers = this.#buffer.append(rows);
        return () => [...answers];
      }, rows.length);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  begin(unit: string): Promise<number> {
    return this.#write(() => {
      const starts = this.#units.begin(unit);
      if (starts !== undefined) return starts;
      throw new Error(
        `"${unit}" cannot begin: it is not pending in the journal by itself. Begin what pendingAt() gives.`,
      );
    });
  }

  release(unit: string): Promise<void> {
    return this.#write(() => this.#units.release(unit));
  }

  assign(item: WorkItem): Promise<number> {
    let row: ItemRow;
    try {
      row = itemRow(item);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#write(() => this.#assign(item.id, row));
  }

  settle(unit: string, { late = false }: SettleOptions = {}): Promise<void> {
    return this.#commits.gather(this.#settleAll, unit, late);
  }

  readonly #settleAll = (units: readonly string[]): void => {
    for (const unit of units) this.#buffer.settle(unit);
  };

  bury(unit: string, reason: string): Promise<void> {
    return this.#write(() => this.#dead.bury(unit, reason));
  }

  deadLetters(account?: string): Promise<DeadLetter[]> {
    return this.#commits.read(() => this.#dead.list(account));
  }

  revive(unit: string, forget?: string): Promise<Unit | undefined> {
    return this.#write(() => {
      const revived = this.#dead.revive(unit, forget);
      if (revived) this.#pending.revive(revived);
      return revived;
    });
  }

  discard(unit: string): Promise<boolean> {
    return this.#write(() => this.#dead.discard(unit));
  }

  forget(unit: string): Promise<void> {
    return this.#write(() => this.#forgetting.forget(unit));
  }

  pending(): AsyncIterable<readonly PendingPlace[]> {
    return this.#pending.read();
  }

  pendingAt(places: readonly number[]): Promise<Unit[]> {
    return this.#pending.at(places);
  }

  placeOf(unit: string): Promise<number | undefined> {
    return this.#pending.placeOf(unit);
  }

  read(keys: readonly string[]): Promise<JournalEntry[]> {
    const wanted = keys.map(storable);
    return this.#commits.read(() =>
      wanted.flatMap((key) => {
        const row = this.#read.get(key);
        return row ? [entryOf(row)] : [];
      })
    );
  }

  async *workOf(conversation: Conversation): AsyncGenerator<WorkItem> {
    const id = conversationId(conversation);
    for (let before = Number.MAX_SAFE_INTEGER;;) {
      const page = await this.#commits.read(() => this.#workOf.all(id, before));
      for (const row of page) {
        const seq = before = integer(row, "seq");
        const item = this.#damaged.read(`The work item ${seq} of the journal`, () => itemOf(row));
        if (item !== undefined) yield item;
      }
      if (page.length < workPage) return;
    }
  }

  prune(settledBefore: number): Promise<void> {
    return this.#pruning.run(settledBefore);
  }

  stats(): Promise<JournalStats> {
    return this.#commits.read(() => {
      const row: Row = this.#stats.get() ?? {};
      return {
        pending: integer(row, "pending") + this.#buffer.fresh,
        work: integer(row, "work"),
        dead: integer(row, "dead"),
      };
    });
  }

  /** A write that looks at units, and therefore comes behind what was collected. */
  #write<T>(run: () => T): Promise<T> {
    return this.#commits.write(() => {
      this.#buffer.fold();
      return run();
    });
  }

  #assign(id: string, row: ItemRow): number {
    const known: Place | undefined = this.#units.find(id);
    if (known?.type === "work") return known.seq;
    if (known) throw new Error(`"${id}" cannot be the id of a work item: it is the key of an event.`);
    const seqs = row.members.map((member) => this.#pendingEvent(id, member));
    if (new Set(seqs).size < seqs.length) throw new Error(`Work item "${id}" names a member twice.`);
    for (const member of row.members) this.#units.recall(member);
    this.#units.closeEvents(seqs);
    const place: Place = { type: "work", seq: this.#buffer.takeSeq() };
    this.#insertWork.run(place.seq, row.id, row.conversation, JSON.stringify(seqs), row.body);
    this.#units.open(place);
    return place.seq;
  }

  #pendingEvent(id: string, member: string): number {
    const place = this.#units.find(member);
    if (place?.type === "event" && this.#pending.isPending(place)) return place.seq;
    throw new Error(
      `Work item "${id}" cannot have "${member}": that event is not pending, or belongs to another item. Nothing was assigned.`,
    );
  }
}
