import { DatabaseSync } from "node:sqlite";
import { type Clock, EVENT_VERSION, messageOf, StoreError } from "../../core/mod.ts";
import { integer, type Row } from "./columns.ts";
import { explain, isDamage } from "./failures.ts";
import { migrations } from "./migrations.ts";

/** A damaged database that was set aside. */
export interface Damage {
  /** Where it is now; its `-wal` and `-shm` lie beside it. */
  readonly file: string;
  /** What was wrong with it. */
  readonly reason: string;
}

/** Says in the file's header whose database it is: "Prtc". */
const applicationId = 0x50727463;

/**
 * Bytes up to which a database is checked at every start: some 1 ms per MB. Bigger ones are checked where there is reason to:
 * the last process did not close it, or came upon damage.
 */
const alwaysCheck = 8 * 1024 * 1024;

/** Opens the database, sets a damaged one aside, and brings an older one up. */
export function openDatabase(path: string, clock: Clock, onDamaged: (damage: Damage) => void): DatabaseSync {
  try {
    return openChecked(path);
  } catch (error) {
    const damaged = isDamage(error) || error instanceof StoreError && error.code === "damaged";
    if (path === ":memory:" || !damaged) throw explain(error, path);
    onDamaged({ file: setAside(path, clock), reason: messageOf(error) });
  }
  try {
    return openChecked(path);
  } catch (error) {
    throw explain(error, path);
  }
}

/** Leaves a mark beside the database, so that the next start examines it whole. */
export function suspectDamage(path: string): void {
  try {
    if (path !== ":memory:") Deno.writeTextFileSync(markOf(path), "");
  } catch {
    // The disk is in trouble already. Without the mark the next start finds the damage where it meets it.
  }
}

function openChecked(path: string): DatabaseSync {
  const pragma = reasonToCheck(path);
  if (pragma !== undefined) examine(path, pragma);
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
    migrate(db);
    checkVersions(db, path);
  } catch (error) {
    db.close();
    throw error;
  }
  if (pragma !== undefined) removeIfThere(markOf(path));
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
  } finally {
    db.close();
  }
}

function markOf(path: string): string {
  return `${path}.suspect`;
}

/** `undefined` where a check would cost more than it is worth. */
function reasonToCheck(path: string): "quick_check" | "integrity_check" | undefined {
  if (path === ":memory:" || !sizeOf(path)) return undefined;
  if (sizeOf(markOf(path)) !== undefined) return "integrity_check";
  // SQLite removes its log when it closes a database: one with content tells of an end without a close.
  if ((sizeOf(`${path}-wal`) ?? 0) > 0) return "quick_check";
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
    db.exec("COMMIT");
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

function setAside(path: string, clock: Clock): string {
  const stamp = new Date(clock.now()).toISOString().replace(/\.\d+/, "").replaceAll(":", "-");
  const wanted = `${path}.damaged-${stamp}`;
  let name = wanted;
  for (let n = 2; sizeOf(name) !== undefined || sizeOf(`${name}-wal`) !== undefined; n++) name = `${wanted}-${n}`;
  // The log first: should we die in between, no log of the old database may lie beside the fresh one.
  for (const part of ["-wal", "-shm", ""]) {
    if (sizeOf(path + part) !== undefined) Deno.renameSync(path + part, name + part);
  }
  removeIfThere(markOf(path));
  return name;
}

function sizeOf(path: string): number | undefined {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function removeIfThere(path: string): void {
  if (sizeOf(path) !== undefined) Deno.removeSync(path);
}
