/** SQLite's write-ahead log: when it is on the disk, and when it is taken into the database. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Clock } from "../../core/mod.ts";
import { notConfirmed } from "./failures.ts";

/** Waits until the disk has confirmed what was written to a log: on another thread, or in place, which is for a quick disk and keeps this one. */
export type WaitForDisk = (log: Deno.FsFile, inPlace: boolean) => Promise<void> | void;

/** Milliseconds in which a disk that is waited for in place answers, and past which one is slow. */
const quick = 1;
const slow = 100;

function waitForDisk(log: Deno.FsFile, inPlace: boolean): Promise<void> | void {
  return inPlace ? log.syncDataSync() : log.syncData();
}

/**
 * SQLite's write-ahead log, opened a second time to wait for the disk: `COMMIT` would do so on the event loop's thread, where a slow
 * disk holds up everything else, while this waits on another one. Going there and back takes as long as a quick disk does, so that one which has
 * just been quick is waited for in place where much was written: by a batch that its sender waits for, and hardly by a lone handler.
 *
 * A sync is one of the file, whoever has written to it. The log is the same file from the first write until the database is closed, and carries none
 * of SQLite's locks: those are on the database itself, which therefore must not be opened a second time.
 */
export class LogFile implements Disposable {
  readonly #file: Deno.FsFile;
  /** Milliseconds the last sync took. */
  #lately = Infinity;
  /** When the one under way began. */
  #begun: number | undefined;

  /**
   * @param database the database's path; it has to be open, so that its log is there.
   * @param clock measures how long the disk takes.
   * @param wait see `SqliteStoreOptions.sync`.
   */
  constructor(
    private readonly database: string,
    private readonly clock: Pick<Clock, "monotonic">,
    private readonly wait: WaitForDisk = waitForDisk,
  ) {
    // Windows syncs only what may be written.
    this.#file = Deno.openSync(`${database}-wal`, { read: true, write: true });
  }

  /** Whether the disk takes long, or took long for what it was asked last. */
  get isSlow(): boolean {
    const since = this.#begun === undefined ? 0 : this.clock.monotonic() - this.#begun;
    return Math.max(since, this.#lately) > slow;
  }

  /**
   * Resolves when everything written to the log before this call is on the disk.
   *
   * @param much whether much was written.
   * @throws {StoreError} `ended`: the disk did not confirm it, and what was written is in doubt.
   */
  async sync(much: boolean): Promise<void> {
    const begun = this.#begun = this.clock.monotonic();
    try {
      await this.wait(this.#file, much && this.#lately < quick);
      this.#lately = this.clock.monotonic() - begun;
    } catch (error) {
      throw notConfirmed(error, this.database);
    } finally {
      this.#begun = undefined;
    }
  }

  /** Closes it: before the database, which removes the log. */
  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** Pages in the log at which SQLite takes them into the database whatever else is to be done: 16 MB, which is what the log keeps on the disk. */
const most = 4_000;

/** Milliseconds without a commit after which there is time for it. */
const calm = 500;

/** What checkpoints need to know, and who hears of them. */
export interface CheckpointOptions {
  /** Whether the disk takes long: SQLite waits for it in place, three times for each checkpoint. */
  readonly isSlow: () => boolean;
  /** Whether all is where it was, asked some time behind whatever was written. Throws where it is not. */
  readonly check: () => void;
  /** Told of what `check` and SQLite throw. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Takes the log into the database when nothing is written: SQLite by itself does so every 1,000 pages, within the commit that comes to them, for
 * some 20 ms each time, of which a backlog that is fetched meets one after the other. A slow disk gets the whole log at once, when there is no
 * other way.
 */
export class Checkpoints implements Disposable {
  readonly #run: StatementSync;
  readonly #empty: StatementSync;
  /** What the log holds is to be gone from it as well. */
  #mustEmpty = false;
  #cancelTimer: (() => void) | undefined;
  #writtenAt = 0;

  /** Sets its timer when something is committed. */
  constructor(db: DatabaseSync, private readonly clock: Clock, private readonly options: CheckpointOptions) {
    db.exec(`PRAGMA wal_autocheckpoint = ${most}`);
    this.#run = db.prepare("PRAGMA wal_checkpoint(PASSIVE)");
    this.#empty = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  /** Something was committed. */
  postpone(): void {
    this.#writtenAt = this.clock.monotonic();
    this.#cancelTimer ??= this.clock.setTimer(calm, this.#look);
  }

  /** Something was forgotten, and the log still holds it: the next time it is taken into the database, it is cut to nothing. */
  empty(): void {
    this.#mustEmpty = true;
  }

  /** Takes nothing more into the database: closing it does. */
  [Symbol.dispose](): void {
    this.#cancelTimer?.();
  }

  readonly #look = (): void => {
    const left = this.#writtenAt + calm - this.clock.monotonic();
    this.#cancelTimer = left > 0 ? this.clock.setTimer(left, this.#look) : undefined;
    const { isSlow, check, onFailure } = this.options;
    try {
      check();
      if (left > 0 || isSlow()) return;
      (this.#mustEmpty ? this.#empty : this.#run).get();
      this.#mustEmpty = false;
    } catch (error) {
      onFailure(error); // the pages stay in the log
    }
  };
}
