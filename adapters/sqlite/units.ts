import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "../../core/mod.ts";
import type { DamagedRows } from "./damaged_rows.ts";
import { integer, type Row, Statement, storable, text } from "./statement.ts";

/** Where a unit of the journal stands. */
export interface Place {
  readonly type: "event" | "work";
  readonly seq: number;
}

/**
 * Pending events whose numbers are kept in memory, at most. The newest are kept: they are the ones about to be settled. Any
 * other costs one look into the database.
 */
const rememberedLimit = 20_000;

/**
 * So many of the oldest are forgotten at once, because a look for the oldest passes the places of all that were taken out before. A look that is kept and
 * goes on from where it was costs less, and leaks: it holds on to every table that the map has grown out of since.
 */
const forgottenAtOnce = 1_000;

/** Finds the journal's units by name, opens and closes them, and counts how often they were started. Every call belongs into a transaction. */
export class Units {
  readonly #remembered = new Map<string, number>();
  readonly #findEvent: Statement;
  readonly #findWork: Statement;
  readonly #members: Statement;
  readonly #open: { readonly [type in Place["type"]]: Statement };
  readonly #close: { readonly [type in Place["type"]]: Statement };
  readonly #closeEvents: Statement;
  readonly #begin: { readonly [type in Place["type"]]: Statement };
  readonly #release: { readonly [type in Place["type"]]: Statement };

  /** @param session the number of this opening of the store: only a start of our own can be taken back. */
  constructor(db: DatabaseSync, private readonly session: number, private readonly damaged: DamagedRows) {
    this.#findEvent = new Statement(db, "SELECT seq FROM event WHERE key = ?");
    this.#findWork = new Statement(db, "SELECT seq FROM work WHERE id = ?");
    this.#members = new Statement(db, "SELECT members FROM work WHERE seq = ?");
    this.#open = {
      event: new Statement(db, "INSERT INTO open_event VALUES (?, 0, 0, 0)"),
      work: new Statement(db, "INSERT INTO open_work VALUES (?, 0, 0, 0)"),
    };
    this.#close = {
      event: new Statement(db, "DELETE FROM open_event WHERE seq = ?"),
      work: new Statement(db, "DELETE FROM open_work WHERE seq = ?"),
    };
    this.#closeEvents = new Statement(db, "DELETE FROM open_event WHERE seq IN (SELECT value FROM json_each(?))");
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

  /** The unit's place, be it pending or not; `undefined` where the journal doesn't know it. */
  find(unit: string): Place | undefined {
    const remembered = this.#remembered.get(unit);
    if (remembered !== undefined) return { type: "event", seq: remembered };
    const name = storable(unit);
    const event = this.#findEvent.get(name);
    if (event) return { type: "event", seq: integer(event, "seq") };
    const work = this.#findWork.get(name);
    return work && { type: "work", seq: integer(work, "seq") };
  }

  /** Numbers of the events that an item is made of. */
  membersOf(work: number): number[] {
    const row: Row | undefined = this.#members.get(work);
    if (row === undefined) return [];
    return this.damaged.read(`What the work item ${work} of the journal is made of`, () => seqsIn(row, "members")) ??
      [];
  }

  /** The place and, for an item, those of its members: what ends with it. */
  allOf({ type, seq }: Place): number[] {
    return type === "event" ? [seq] : [seq, ...this.membersOf(seq)];
  }

  /** Makes a unit pending with no start counted. */
  open({ type, seq }: Place): void {
    this.#open[type].run(seq);
  }

  /**
   * Counts a start, and returns how many there were without progress; `undefined` when the unit is not pending. It is written down as counted, and
   * `release` takes it back: so one that the process did not survive has been counted already, and nothing needs to be put right at the next opening.
   */
  begin(unit: string): number | undefined {
    const place = this.find(unit);
    const row = place && this.#begin[place.type].get(storable(unit), this.session, place.seq);
    return row && integer(row, "starts");
  }

  /** Takes the last start back, if there was one since the store was opened. */
  release(unit: string): void {
    const place = this.find(unit);
    if (place) this.#release[place.type].run(place.seq, this.session);
  }

  /** Ends that a unit is pending; false when it was not. */
  close(unit: string, { type, seq }: Place): boolean {
    this.#remembered.delete(unit);
    return Number(this.#close[type].run(seq).changes) > 0;
  }

  /** Ends that these events are pending. */
  closeEvents(seqs: readonly number[]): void {
    this.#closeEvents.run(JSON.stringify(seqs));
  }

  /** Remembers that this event is pending. */
  remember(key: string, seq: number): void {
    if (this.#remembered.size >= rememberedLimit) {
      for (const oldest of this.#remembered.keys().take(forgottenAtOnce)) this.#remembered.delete(oldest);
    }
    this.#remembered.set(key, seq);
  }

  /** The number of an event which is known to be pending, and not known any longer: somebody is about to close it. */
  recall(key: string): number | undefined {
    const seq = this.#remembered.get(key);
    if (seq !== undefined) this.#remembered.delete(key);
    return seq;
  }

  /** Forgets what it believes: the transaction it learnt that in was rolled back. */
  forget(): void {
    this.#remembered.clear();
  }
}

/** The numbers in a column. @throws {Error} there are none. */
export function seqsIn(row: Row, column: string): number[] {
  const seqs: unknown = JSON.parse(text(row, column));
  if (Array.isArray(seqs) && seqs.every((seq) => typeof seq === "number")) return seqs;
  throw new StoreError("damaged", `The store's column "${column}" holds no list of numbers.`);
}
