import { dirname, join, parse, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import {
  type Clock,
  DurableFolders,
  type Journal,
  type Json,
  messageOf,
  type OnceOptions,
  type RecordKind,
  type Records,
  type StepIntent,
  Store,
  StoreError,
} from "../../core/mod.ts";
import { closeAsItIs, type Damage, logDamage, openDatabase, suspectDamage } from "./database_file.ts";
import { explain } from "./failures.ts";
import { type FolderLock, lockFolder } from "./folder_lock.ts";
import { GroupCommit } from "./group_commit.ts";
import { HeldFiles } from "./held_files.ts";
import { SqliteJournal } from "./journal.ts";
import { Checkpoints, LogFile, type WaitForDisk } from "./log_file.ts";
import { RecordTable, SqliteRecords } from "./records.ts";
import { Steps } from "./steps.ts";

/** Where the store is, and who tells it the time. */
export interface SqliteStoreOptions {
  /** The database's file, such as `data/portico.db`; its folder is made where it is missing. `:memory:` outlives nothing. */
  readonly path: string;
  /** Tells when things settle and expire. */
  readonly clock: Clock;
  /** Told when a database or its log was found damaged and kept elsewhere. By default the log says so. */
  readonly onDamaged?: (damage: Damage) => void;
  /**
   * Resolves when what was written to the database's log before the call is on the disk, and rejects when the disk does not confirm that.
   * By default it does; tests hold it, let it fail, or have it done at once.
   */
  readonly sync?: WaitForDisk;
}

/**
 * The embedded store: one SQLite database, one process.
 *
 * @example
 * ```ts
 * await using store = await SqliteStore.open({ path: "data/portico.db", clock });
 * const [{ outcome }] = await store.journal.append([{ event, account: "owner", receivedAt: clock.now() }]);
 * ```
 */
export class SqliteStore extends Store {
  /** What was accepted, until it is done. */
  readonly journal: Journal;
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #commits: GroupCommit;
  readonly #steps: Steps;
  readonly #records: RecordTable;
  readonly #log: LogFile | undefined;
  readonly #checkpoints: Checkpoints | undefined;
  readonly #lock: FolderLock | undefined;
  #closing: Promise<void> | undefined;

  private constructor(
    db: DatabaseSync,
    { path, clock }: SqliteStoreOptions,
    lock: FolderLock | undefined,
    log: LogFile | undefined,
  ) {
    super();
    this.#path = path;
    this.#db = db;
    this.#lock = lock;
    this.#log = log;
    const files = new HeldFiles(lock === undefined ? [] : [path, `${path}-wal`, lock.path]);
    const checkpoints = this.#checkpoints = log && new Checkpoints(db, clock, {
      isSlow: () => log.isSlow,
      check: () => files.check(),
      onFailure: (error) => this.#commits.fail(error),
    });
    this.#commits = new GroupCommit(
      db,
      clock,
      (error) => explain(error, path),
      log && ((much) => {
        checkpoints?.postpone();
        return log.sync(much);
      }),
    );
    void this.#commits.ended.then(() => {
      checkpoints?.[Symbol.dispose]();
      suspectDamage(path);
    });
    this.journal = new SqliteJournal(db, this.#commits, clock, () => checkpoints?.empty());
    this.#steps = new Steps(db, this.#commits);
    this.#records = new RecordTable(db, this.#commits, clock);
  }

  /**
   * Opens the store, or begins one where there is none.
   *
   * @throws {StoreError} `locked` when another process uses the folder, `newer` when a newer version wrote the database,
   * `unusable` when it cannot be written or is another program's.
   */
  static async open(options: SqliteStoreOptions): Promise<SqliteStore> {
    const { path, clock, onDamaged = logDamage } = options;
    const lock = path === ":memory:" ? undefined : await lockFolderOf(path);
    try {
      const db = openDatabase(path, clock, onDamaged);
      let log: LogFile | undefined;
      try {
        log = path === ":memory:" ? undefined : new LogFile(path, clock, options.sync);
        return new SqliteStore(db, options, lock, log);
      } catch (error) {
        log?.[Symbol.dispose]();
        db.close();
        throw explain(error, path);
      }
    } catch (error) {
      if (error instanceof StoreError && error.code === "ended") suspectDamage(path);
      lock?.[Symbol.dispose]();
      throw error;
    }
  }

  /** The records of one kind. */
  records<T extends Json>(kind: RecordKind<T>): Records<T> {
    return new SqliteRecords(this.#records, kind);
  }

  /** Runs a step unless it has run before; see {@link Store.once}. */
  once<T extends Json | void>(
    scope: string,
    step: string,
    fn: (intent: StepIntent) => T | Promise<T>,
    options: OnceOptions,
  ): Promise<T> {
    return this.#steps.once(scope, step, fn, options);
  }

  /** See {@link Store.ended}. */
  override get ended(): Promise<StoreError> {
    return this.#commits.ended;
  }

  /** Commits what was called, closes the database and lets the folder go. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#commits.close();
      this.#checkpoints?.[Symbol.dispose]();
      this.#log?.[Symbol.dispose](); // SQLite removes it
      if (this.#commits.hasEnded) closeAsItIs(this.#db, this.#path);
      else this.#db.close();
    } finally {
      this.#lock?.[Symbol.dispose]();
    }
  }
}

/** `data/portico.db` is guarded by `data/portico.lock`. */
async function lockFolderOf(path: string): Promise<FolderLock> {
  const folder = dirname(path);
  try {
    await new DurableFolders().make(resolve(folder));
  } catch (error) {
    throw new StoreError(
      "unusable",
      `The folder ${folder} cannot be made (${messageOf(error)}). Choose another data folder.`,
      { cause: error },
    );
  }
  return lockFolder(join(folder, `${parse(path).name}.lock`));
}
