import { DatabaseSync } from "node:sqlite";
import { type Clock, EVENT_VERSION, logger, messageOf, StoreError } from "../../core/mod.ts";
import { explain, isDamage } from "./failures.ts";
import { findLogDamage } from "./log_damage.ts";
import { migrations } from "./migrations.ts";
import { copyLog, finishSettingAside, isMarked, mark, renewLog, setAside, sizeOf, unmark } from "./set_aside.ts";
import { integer, type Row } from "./statement.ts";

/** A damaged database or log. */
export interface Damage {
  /** `database`: all of it was set aside, and an empty one begun. `log`: what stands before the damage is gone on with. */
  readonly part: "database" | "log";
  /** Where what was damaged is now; the `-wal` and `-shm` of a database lie beside it. */
  readonly file: string;
  /** What was wrong with it. */
  readonly reason: string;
}

/** Says in the log what was found, and where it is kept. */
export function logDamage({ part, file, reason }: Damage): void {
  const log = logger("store");
  if (part === "database") {
    log.error("The database was damaged ({reason}). It is kept as {file}; an empty one was begun.", { reason, file });
    return;
  }
  // A power cut leaves any part of what was not synced, which looks just like that.
  log.warn(
    "The log of the database can't be read {reason}. After a power cut that is what had not been confirmed to anybody, and nothing is lost; " +
      "else what was accepted last may be. It is kept as {file}.",
    { reason, file },
  );
}

/** Told of each damage that is found. */
type OnDamaged = (damage: Damage) => void;

/** Says in the file's header whose database it is: "Prtc". */
const applicationId = 0x50727463;

/**
 * Bytes up to which a database is checked at every start: some 1 ms per MB. Bigger ones are checked where there is reason to:
 * the last process did not close it, or came upon damage.
 */
const alwaysCheck = 8 * 1024 * 1024;

/** Opens the database, sets a damaged one aside, and brings an older one up. */
export function openDatabase(path: string, clock: Clock, onDamaged: OnDamaged): DatabaseSync {
  try {
    const file = path === ":memory:" ? undefined : finishSettingAside(path);
    if (file !== undefined) {
      onDamaged({ part: "database", file, reason: "found at the start before, which was cut off" });
    }
    return openChecked(path, clock, onDamaged);
  } catch (error) {
    const damaged = isDamage(error) || error instanceof StoreError && error.code === "damaged";
    if (path === ":memory:" || !damaged) throw explain(error, path);
    onDamaged({ part: "database", file: setAside(path, clock), reason: messageOf(error) });
  }
  try {
    return openChecked(path, clock, onDamaged);
  } catch (error) {
    throw explain(error, path);
  }
}

/** Leaves a mark beside the database, so that the next start examines it whole, and takes nothing of its log for granted. */
export function suspectDamage(path: string): void {
  try {
    if (path !== ":memory:") mark(path);
  } catch {
    // The disk is in trouble already. Without the mark the next start finds the damage where it meets it.
  }
}

/**
 * Closes a database and leaves its files as they are. As the last one that has it open, SQLite would take the log into it, and remove the log: here
 * nobody knows what is in it.
 */
export function closeAsItIs(db: DatabaseSync, path: string): void {
  try {
    using other = new DatabaseSync(path, { readOnly: true });
    other.prepare("PRAGMA schema_version").get(); // from now on it has all of it open
    db.close();
  } catch {
    // Nobody closes it, then: the program ends.
  }
}

function openChecked(path: string, clock: Clock, onDamaged: OnDamaged): DatabaseSync {
  const pragma = reasonToCheck(path);
  if (pragma !== undefined) examine(path, pragma);
  if (hasLog(path)) examineLog(path, clock, onDamaged);
  if (isMarked(path) && hasLog(path)) renewLog(path);
  // SQLite gives its log and its lists the rights of the database.
  if (path !== ":memory:") Deno.openSync(path, { create: true, write: true, mode: 0o600 }).close();
  const db = new DatabaseSync(path, { timeout: 1_000 });
  try {
    checkOwner(db, path);
    const [mode] = Object.values(db.prepare("PRAGMA journal_mode = WAL").get() ?? {});
    if (path !== ":memory:" && mode !== "wal") {
      throw new StoreError(
        "unusable",
        `The disk of ${path} cannot hold a write-ahead log. Choose a data folder on another.`,
      );
    }
    // NORMAL leaves the sync of a commit to us (`LogFile`); those that keep the log and the database in step stay SQLite's.
    db.exec("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000; PRAGMA journal_size_limit = 16777216");
    // What was forgotten may have been a secret: it is not only out of reach, but no longer in the file.
    db.exec("PRAGMA secure_delete = ON");
    migrate(db);
    checkVersions(db, path);
  } catch (error) {
    db.close();
    throw error;
  }
  if (pragma !== undefined) unmark(path);
  return db;
}

/**
 * Checks the database without the right to write: closing one that can be written would mix its log into what is damaged, and
 * remove the log.
 */
function examine(path: string, pragma: "quick_check" | "integrity_check"): void {
  const db = new DatabaseSync(path, { readOnly: true, timeout: 1_000 });
  try {
    checkOwner(db, path);
    const [found] = Object.values(db.prepare(`PRAGMA ${pragma}(1)`).get() ?? {});
    if (found !== "ok") throw new StoreError("damaged", `The check found: ${String(found)}`);
    checkTables(db);
  } finally {
    db.close();
  }
}

/** SQLite checks no names: one bit in them, and no start would ever come to its end. */
function checkTables(db: DatabaseSync): void {
  const version = pragmaOf(db, "user_version");
  if (version === 0) return;
  const made = new DatabaseSync(":memory:");
  try {
    for (const migration of migrations.slice(0, version)) made.exec(migration);
    if (columnsOf(db) !== columnsOf(made)) throw new StoreError("damaged", "Its tables are not as they were made.");
  } finally {
    made.close();
  }
}

function columnsOf(db: DatabaseSync): string {
  return JSON.stringify(
    db.prepare(
      `SELECT made.type, made.name, info.name AS part FROM sqlite_schema AS made LEFT JOIN pragma_table_info(made.name) AS info
       WHERE made.name NOT LIKE 'sqlite%' ORDER BY made.type, made.name, info.cid`,
    ).all(),
  );
}

/** Keeps a damaged log: SQLite goes on with what stands before the damage, and writes over the rest. */
function examineLog(path: string, clock: Clock, onDamaged: OnDamaged): void {
  const at = findLogDamage(`${path}-wal`);
  if (at === undefined) return;
  onDamaged({ part: "log", file: `${copyLog(path, clock)}-wal`, reason: `from byte ${at} on` });
}

/** SQLite removes its log when it closes a database: one with content tells of an end without a close. */
function hasLog(path: string): boolean {
  return path !== ":memory:" && (sizeOf(`${path}-wal`) ?? 0) > 0;
}

/** `undefined` where a check would cost more than it is worth. */
function reasonToCheck(path: string): "quick_check" | "integrity_check" | undefined {
  if (path === ":memory:" || !sizeOf(path)) return undefined;
  if (isMarked(path)) return "integrity_check";
  if (hasLog(path)) return "quick_check";
  return (sizeOf(path) ?? 0) <= alwaysCheck ? "quick_check" : undefined;
}

function pragmaOf(db: DatabaseSync, name: string): number {
  const row: Row = db.prepare(`PRAGMA ${name}`).get() ?? {};
  return integer(row, name);
}

function checkOwner(db: DatabaseSync, path: string): void {
  const version = pragmaOf(db, "user_version");
  const owner = pragmaOf(db, "application_id");
  const empty = db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
  if (owner !== applicationId && !(empty && owner === 0)) {
    throw new StoreError(
      "unusable",
      `${path} is another program's database. Choose another data folder, or move it away.`,
    );
  }
  if (version > migrations.length) throw newer(path);
}

function newer(path: string): StoreError {
  return new StoreError(
    "newer",
    `The database ${path} was written by a newer version of this program. Install that one; nothing was changed.`,
  );
}

function migrate(db: DatabaseSync): void {
  for (let version = pragmaOf(db, "user_version"); version < migrations.length; version++) {
    db.exec("BEGIN IMMEDIATE");
    db.exec(migrations[version]);
    db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version + 1}`);
    db.prepare("COMMIT").run(); // what `exec` throws does not say whether the disk has refused, or not confirmed
  }
}

/** The events' own version: what a newer program has journaled, this one can't read. */
function checkVersions(db: DatabaseSync, path: string): void {
  const row: Row = db.prepare("SELECT value FROM meta WHERE name = 'event_version'").get() ?? {};
  if (integer(row, "value") > EVENT_VERSION) throw newer(path);
  if (integer(row, "value") < EVENT_VERSION) {
    db.prepare("UPDATE meta SET value = ? WHERE name = 'event_version'").run(EVENT_VERSION);
  }
}
