/** What SQLite is asked, and how its answers are read. */
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import { StoreError } from "../../core/mod.ts";

/** One row as SQLite hands it out. */
export type Row = Record<string, SQLOutputValue>;

/** A statement that SQLite compiles when it is first used: a start needs a few of them, and all together take it longer than opening the database. */
export class Statement {
  #compiled: StatementSync | undefined;

  constructor(private readonly db: DatabaseSync, private readonly sql: string) {}

  /** The first row. */
  get(...values: SQLInputValue[]): Row | undefined {
    return this.#statement().get(...values);
  }

  /** All rows. */
  all(...values: SQLInputValue[]): Row[] {
    return this.#statement().all(...values);
  }

  /** Runs it for what it changes. */
  run(...values: SQLInputValue[]): ReturnType<StatementSync["run"]> {
    return this.#statement().run(...values);
  }

  #statement(): StatementSync {
    return this.#compiled ??= this.db.prepare(this.sql);
  }
}

/** The text in a column. What else stands there, somebody else has put there. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === "string") return value;
  throw new StoreError("damaged", `The store's column "${column}" holds no text. Restore the database from a backup.`);
}

/** The number in a column. */
export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === "number") return value;
  throw new StoreError(
    "damaged",
    `The store's column "${column}" holds no number. Restore the database from a backup.`,
  );
}

/**
 * A name as a column can hold it. SQLite takes UTF-8, where lone surrogates would all become one and the same character, and
 * two events would share a key; such names are stored as JSON, which begins with a quote, as does every name that does.
 */
export function storable(name: string): string {
  return name.isWellFormed() && name.charCodeAt(0) !== 0x22 ? name : JSON.stringify(name);
}
