import { dirname } from "node:path";
import { messageOf, StoreError } from "../../core/mod.ts";

/** Holds a folder for one process. */
export interface FolderLock extends Disposable {
  /** The file that is locked. */
  readonly path: string;
  /** Lets the folder go. */
  [Symbol.dispose](): void;
}

/**
 * Takes the lock file at `path` for this process' life. The operating system holds the lock and lets go of it when the process
 * ends, however it ends: a leftover file never locks anybody out.
 *
 * @throws {StoreError} `locked` when another process has it, `unusable` when the file cannot be written.
 */
export function lockFolder(path: string): FolderLock {
  const folder = dirname(path);
  let file: Deno.FsFile | undefined;
  try {
    file = Deno.openSync(path, { create: true, write: true, mode: 0o600 });
    if (file.tryLockSync(true)) {
      const held = file;
      return { path, [Symbol.dispose]: () => letGo(held) };
    }
  } catch (error) {
    file?.close();
    throw new StoreError(
      "unusable",
      `The folder ${folder} cannot be written (${messageOf(error)}). ` +
        "Give this user the right to write there, or choose another data folder.",
      { cause: error },
    );
  }
  file.close();
  throw new StoreError(
    "locked",
    `Another process uses the data folder ${folder}. Stop it first, or give this one a data folder of its own.`,
  );
}

/** Not by closing alone: a program that is being started at this moment has the open file too, until it has become that program. */
function letGo(file: Deno.FsFile): void {
  file.unlockSync();
  file.close();
}
