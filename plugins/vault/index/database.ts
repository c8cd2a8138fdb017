/** The file of the index: opened, made anew when it is not ours, of another version or damaged, and kept in memory where it can't be written. */
import { DatabaseSync, type StatementSync } from "node:sqlite";

/** Version of the tables, of how words are cut and stemmed, and of what of a note is kept. Another one in the file: it is made anew from the notes. */
const VERSION = 3;

const TABLES = `
  CREATE TABLE vault (number INTEGER PRIMARY KEY, account TEXT NOT NULL UNIQUE);
  -- A note's row is the vault's number times 2^32 plus a number of its own that is never used again: a range of rows is a vault.
  CREATE TABLE note (
    row INTEGER PRIMARY KEY, path TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL,
    created REAL NOT NULL, modified REAL NOT NULL, size INTEGER NOT NULL,
    tags TEXT NOT NULL, links TEXT NOT NULL, hash TEXT, trashed INTEGER NOT NULL, vault INTEGER NOT NULL,
    -- The id in the file, which differs from the id only in copies of a note.
    claimed TEXT NOT NULL
  );
  CREATE INDEX note_key ON note (vault, key);
  CREATE INDEX note_id ON note (vault, id);
  CREATE INDEX note_claimed ON note (vault, claimed) WHERE id <> claimed;
  CREATE INDEX note_created ON note (vault, trashed, created);
  CREATE INDEX note_hash ON note (vault, hash) WHERE hash IS NOT NULL;
  CREATE TABLE tag (vault INTEGER, tag TEXT, row INTEGER, PRIMARY KEY (vault, tag, row)) WITHOUT ROWID;
  CREATE TABLE link (vault INTEGER, name TEXT, row INTEGER, PRIMARY KEY (vault, name, row)) WITHOUT ROWID;
  -- Words come cut and stemmed, divided by blanks; the notes themselves are the content.
  CREATE VIRTUAL TABLE words USING fts5(title, tags, body, content='', contentless_delete=1, tokenize='ascii');
  INSERT INTO words (words, rank) VALUES ('rank', 'bm25(8.0, 4.0, 1.0)');
  INSERT INTO words (words, rank) VALUES ('hashsize', 16777216);
`;

/** The lower byte of SQLite's error codes. */
const DAMAGED: readonly number[] = [11, 26];
const UNWRITABLE: readonly number[] = [8, 10, 13, 14];
const ERROR = 1;

/** What the index knew is lost, in part or whole. */
export class IndexReset extends Error {
  override readonly name = "IndexReset";
}

/** A table is not as it was made. */
class ForeignTables extends Error {}

/** The open database of the index. */
export class IndexDatabase {
  #db: DatabaseSync;
  #statements = new Map<string, StatementSync>();
  #uncommitted = 0;

  /**
   * @param path of the file; `:memory:` keeps nothing.
   * @param notice told when the database had to be made anew or can't be kept.
   */
  constructor(private readonly path: string, private readonly notice: (message: string) => void = () => {}) {
    this.#db = openOrRenew(path, notice);
  }

  /** A statement, prepared once. */
  sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (statement === undefined) this.#statements.set(text, statement = this.#prepare(text));
    return statement;
  }

  /**
   * Does work in one transaction with other work before and after it, so that a scan of many slices commits seldom. `weight` counts changes;
   * `commit` ends it.
   */
  write(work: () => number): void {
    if (!this.#db.isTransaction) this.sql("BEGIN").run();
    this.#uncommitted += work();
    if (this.#uncommitted >= MAX_UNCOMMITTED) this.commit();
  }

  /** Commits what has been written. */
  commit(): void {
    this.#uncommitted = 0;
    // Of what `exec` throws nobody can tell that the disk is full: it has no code.
    if (this.#db.isTransaction) this.sql("COMMIT").run();
  }

  /**
   * Runs work on the database. Where the database turns out to be damaged it is made anew, and where it can't be written it goes
   * on in memory.
   *
   * @throws {IndexReset} something that the index knew is lost, or all of it.
   */
  guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const code = codeOf(error);
      if (DAMAGED.includes(code) || error instanceof ForeignTables) this.#renew(this.path);
      else if (UNWRITABLE.includes(code)) this.#renew(":memory:");
      else if (!this.#db.isTransaction) throw error;
      else {
        // What the failing work had written must not be committed with the next, but earlier work may go with it.
        const lost = this.#uncommitted > 0;
        this.#uncommitted = 0;
        this.sql("ROLLBACK").run();
        if (!lost) throw error;
      }
      throw new IndexReset(messageOf(error), { cause: error });
    }
  }

  /** Commits and closes. */
  close(): void {
    this.commit();
    this.#db.close();
  }

  #prepare(text: string): StatementSync {
    try {
      return this.#db.prepare(text);
    } catch (error) {
      // What we ask is always the same, and was right when the tables were made.
      throw codeOf(error) === ERROR ? new ForeignTables(messageOf(error), { cause: error }) : error;
    }
  }

  #renew(path: string): void {
    try {
      this.#db.close();
    } catch {
      // It is given up anyway.
    }
    this.#statements = new Map();
    this.#uncommitted = 0;
    if (path !== ":memory:") removeDatabase(path);
    this.#db = openOrRenew(path, this.notice);
  }
}

/** Changes after which a transaction is committed, so that a crash in the middle of a scan does not begin it anew. */
const MAX_UNCOMMITTED = 20_000;

function openOrRenew(path: string, notice: (message: string) => void): DatabaseSync {
  try {
    return open(path);
  } catch (error) {
    if (path === ":memory:") throw error;
    try {
      removeDatabase(path);
      const renewed = open(path);
      notice(`${messageOf(error)}; it is made anew from the notes`);
      return renewed;
    } catch (error) {
      // A folder that can't be written: the index is a cache, and lives as long as the process then.
      notice(`${path} can't be written, so the index is kept in memory: ${messageOf(error)}`);
      return open(":memory:");
    }
  }
}

function open(path: string): DatabaseSync {
  // It holds everybody's notes, and is nobody else's to read.
  if (path !== ":memory:") Deno.openSync(path, { create: true, write: true, mode: 0o600 }).close();
  const db = new DatabaseSync(path, { timeout: 2_000 });
  try {
    db.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY",
    );
    const version = db.prepare("PRAGMA user_version").get()?.user_version;
    if (version !== VERSION) {
      if (db.prepare("SELECT 1 FROM sqlite_schema").get() !== undefined) throw new Error("of another version");
      db.exec(`BEGIN; ${TABLES} PRAGMA user_version = ${VERSION}; COMMIT`);
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function removeDatabase(path: string): void {
  for (const suffix of ["", "-wal", "-shm"]) {
    try {
      Deno.removeSync(path + suffix);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

function codeOf(error: unknown): number {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : 0;
}

/** The words of an error. The kernel has the same, which this thread does without. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
