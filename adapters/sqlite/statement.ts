import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";

/** A statement that SQLite compiles when it is first used: a start needs a few of them, and all together take it longer than opening the database. */
export class Statement {
  #compiled: StatementSync | undefined;

  constructor(private readonly db: DatabaseSync, private readonly sql: string) {}

  /** The first row. */
  get(...values: SQLInputValue[]): Record<string, SQLOutputValue> | undefined {
    return this.#statement().get(...values);
  }

  /** All rows. */
  all(...values: SQLInputValue[]): Record<string, SQLOutputValue>[] {
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
