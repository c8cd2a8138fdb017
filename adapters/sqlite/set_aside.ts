import { basename, dirname, join } from "node:path";
import type { Clock } from "../../core/mod.ts";

/** SQLite's log and its index lie beside the database. The log goes first: no log of the old database may lie beside a fresh one. */
const PARTS = ["-wal", "-shm", ""] as const;

/** Moves the database away with its log, and returns where to. */
export function setAside(path: string, clock: Clock): string {
  const name = freeName(path, clock);
  try {
    mark(path, basename(name));
  } catch {
    // The disk is in trouble. The mark only matters to whoever dies before the next lines are done.
  }
  move(path, name);
  return name;
}

/** Ends what a process that died had begun, and returns where the database is now; `undefined` where none had. */
export function finishSettingAside(path: string): string | undefined {
  if (!sizeOf(markOf(path))) return undefined;
  const name = join(dirname(path), basename(Deno.readTextFileSync(markOf(path))));
  move(path, name);
  return name;
}

/** Copies the log away, and returns the name to which `-wal` is added, as for a database. */
export function copyLog(path: string, clock: Clock): string {
  const name = freeName(path, clock);
  Deno.copyFileSync(`${path}-wal`, `${name}-wal`);
  // The log is written over from now on.
  using file = Deno.openSync(`${name}-wal`, { read: true, write: true });
  file.syncSync();
  return name;
}

/**
 * Puts a copy in the place of the log. What the disk has not confirmed looks whole for as long as the system has it in memory, and would never be written
 * again. On such a hole nothing may rest: what came behind it would be lost, and what stands before it is older than what is in the database by then.
 */
export function renewLog(path: string): void {
  const [log, copy] = [`${path}-wal`, `${path}-wal.new`];
  const bytes = Deno.readFileSync(log);
  {
    using file = Deno.openSync(copy, { create: true, write: true, truncate: true, mode: 0o600 });
    for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
    file.syncSync();
  }
  Deno.renameSync(copy, log);
  if (Deno.build.os === "windows") return; // a folder can't be opened there
  using folder = Deno.openSync(dirname(path));
  folder.syncSync();
}

/** Leaves a mark beside the database: it is to be examined whole, or it is being set aside under that name. */
export function mark(path: string, name = ""): void {
  using file = Deno.openSync(markOf(path), { create: true, write: true, truncate: true });
  file.writeSync(new TextEncoder().encode(name));
  file.syncSync();
}

/** Whether there is a mark. */
export function isMarked(path: string): boolean {
  return sizeOf(markOf(path)) !== undefined;
}

/** Takes the mark away. */
export function unmark(path: string): void {
  if (isMarked(path)) Deno.removeSync(markOf(path));
}

/** Bytes of a file; `undefined` where there is none. */
export function sizeOf(path: string): number | undefined {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function markOf(path: string): string {
  return `${path}.suspect`;
}

function freeName(path: string, clock: Clock): string {
  const stamp = new Date(clock.now()).toISOString().replace(/\.\d+/, "").replaceAll(":", "-");
  const wanted = `${path}.damaged-${stamp}`;
  let name = wanted;
  for (let n = 2; PARTS.some((part) => sizeOf(name + part) !== undefined); n++) name = `${wanted}-${n}`;
  return name;
}

function move(path: string, name: string): void {
  for (const part of PARTS) {
    if (sizeOf(path + part) !== undefined) Deno.renameSync(path + part, name + part);
  }
  unmark(path);
}
