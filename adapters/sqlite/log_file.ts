import { messageOf, StoreError } from "../../core/mod.ts";
import { suspectDamage } from "./database_file.ts";

/**
 * SQLite's write-ahead log, opened a second time to wait for the disk: `COMMIT` would do so on the event loop's thread, where a slow
 * disk holds up everything else, while this waits on another one. A sync is one of the file, whoever has written to it. The log is the
 * same file from the first write until the database is closed, and carries none of SQLite's locks: those are on the database itself,
 * which therefore must not be opened a second time.
 */
export class LogFile implements Disposable {
  readonly #file: Deno.FsFile;

  /**
   * @param database the database's path; it has to be open, so that its log is there.
   * @param wait see `SqliteStoreOptions.sync`.
   */
  constructor(
    private readonly database: string,
    private readonly wait: (log: Deno.FsFile) => Promise<void> = (log) => log.syncData(),
  ) {
    // Windows syncs only what may be written.
    this.#file = Deno.openSync(`${database}-wal`, { read: true, write: true });
  }

  /**
   * Resolves when everything written to the log before this call is on the disk.
   *
   * @throws {StoreError} `unusable`: the disk did not confirm it, and what was written is in doubt.
   */
  async sync(): Promise<void> {
    try {
      await this.wait(this.#file);
    } catch (error) {
      suspectDamage(this.database);
      throw new StoreError(
        "unusable",
        `The disk did not confirm what was written to ${this.database} (${
          messageOf(error)
        }). Nothing more is taken, since ` +
          "nobody can tell what of it is kept. Check the disk, then restart.",
        { cause: error },
      );
    }
  }

  /** Closes it: before the database, which removes the log. */
  [Symbol.dispose](): void {
    this.#file.close();
  }
}
