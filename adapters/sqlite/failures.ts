import { messageOf, StoreError } from "../../core/mod.ts";

/** SQLite's primary result codes that say: not this statement, but the database or its disk is the trouble. */
const code = {
  perm: 3,
  busy: 5,
  locked: 6,
  outOfMemory: 7,
  readonly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** Some calls of `node:sqlite` give the message only. */
const messages: readonly (readonly [part: string, primary: number])[] = [
  ["file is not a database", code.notADatabase],
  ["malformed", code.corrupt],
  ["disk is full", code.full],
  ["unable to open", code.cannotOpen],
  ["readonly database", code.readonly],
  ["is locked", code.busy],
  ["disk I/O error", code.io],
];

/** True for what SQLite itself has thrown. */
export function isSqliteError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR";
}

function primaryCode(error: Error): number | undefined {
  if ("errcode" in error && typeof error.errcode === "number") return error.errcode & 0xff;
  return messages.find(([part]) => error.message.includes(part))?.[1];
}

/** True when the file itself is broken. */
export function isDamage(error: unknown): boolean {
  if (!isSqliteError(error)) return false;
  const primary = primaryCode(error);
  return primary === code.corrupt || primary === code.notADatabase;
}

/** Extended result codes of a sync that the disk has not confirmed: of a file, and of a folder. */
const unconfirmed: readonly unknown[] = [code.io | 4 << 8, code.io | 5 << 8];

/** True when nobody can tell what of the file is kept: SQLite has asked the disk to confirm it, and it did not. */
export function isUnconfirmed(error: unknown): boolean {
  return isSqliteError(error) && "errcode" in error && unconfirmed.includes(error.errcode);
}

/** True when trying the same writes one by one makes no sense, since any of them would fail. */
export function isFatal(error: unknown): boolean {
  if (!isSqliteError(error)) return error instanceof StoreError;
  return Object.values(code).some((value) => value === primaryCode(error));
}

/** What SQLite or the file system says, as an error that says what to do. Everything else is handed back as it is. */
export function explain(error: unknown, path: string): unknown {
  if (!isSqliteError(error)) return isFileError(error) ? unwritable(error, path) : error;
  if (isUnconfirmed(error)) return notConfirmed(error, path);
  const options = { cause: error };
  switch (primaryCode(error)) {
    case code.corrupt:
    case code.notADatabase:
      return new StoreError(
        "ended",
        `The database ${path} is damaged (${error.message}). Restart: it is examined at the next start and set aside.`,
        options,
      );
    case code.full:
      return new StoreError("unusable", `No space is left to write ${path}. Free some; nothing was changed.`, options);
    case code.busy:
    case code.locked:
      return new StoreError(
        "locked",
        `Another program holds the database ${path}. Close it, or give this bot a data folder of its own.`,
        options,
      );
    case code.readonly:
    case code.perm:
    case code.cannotOpen:
      return unwritable(error, path);
    default:
      return new StoreError("unusable", `The database ${path} refused: ${error.message}.`, options);
  }
}

/** The error of a sync that has failed. */
export function notConfirmed(error: unknown, path: string): StoreError {
  return new StoreError(
    "ended",
    `The disk did not confirm what was written to ${path} (${
      messageOf(error)
    }), and nobody can tell what of it is kept. ` +
      "Check the disk, and start the program again: it goes on from what is there.",
    { cause: error },
  );
}

/** The error of a transaction that has failed, and can't be taken back: nothing can be begun behind it. */
export function notTakenBack(error: unknown): StoreError {
  return new StoreError(
    "ended",
    `The database can't take back what has failed (${
      messageOf(error)
    }). Start the program again: it goes on from what is kept.`,
    { cause: error },
  );
}

/** What Deno's own calls on files throw. */
function isFileError(error: unknown): error is Error {
  return error instanceof Error && Object.values(Deno.errors).some((type) => error instanceof type);
}

function unwritable(error: Error, path: string): StoreError {
  return new StoreError(
    "unusable",
    `The database ${path} cannot be written (${
      messageOf(error)
    }). Give this user the right to write it and its folder.`,
    { cause: error },
  );
}
