import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Clock } from "../../core/mod.ts";

/** Pages in the log at which SQLite takes them into the database whatever else is to be done: 16 MB, which is what the log keeps on the disk. */
const most = 4_000;

/** Milliseconds without a commit after which there is time for it. */
const calm = 500;

/**
 * Takes the log into the database when nothing is written: SQLite by itself does so every 1,000 pages, within the commit that comes to them, for
 * some 20 ms each time, of which a backlog that is fetched meets one after the other.
 */
export class Checkpoints implements Disposable {
  readonly #run: StatementSync;
  readonly #empty: StatementSync;
  /** What the log holds is to be gone from it as well. */
  #mustEmpty = false;
  #cancelTimer: (() => void) | undefined;
  #writtenAt = 0;

  constructor(db: DatabaseSync, private readonly clock: Clock) {
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
    if (left > 0) return;
    try {
      (this.#mustEmpty ? this.#empty : this.#run).get();
      this.#mustEmpty = false;
    } catch {
      // The pages stay in the log, and whoever writes next meets what is wrong.
    }
  };
}
