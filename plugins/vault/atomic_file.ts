/** Files that are either there whole or not at all, whatever dies in between. */
import { dirname, join } from "node:path";
import { syncFolder } from "@portico/bot";
import { PLACEHOLDER } from "./path_parts.ts";

type Bytes = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

/**
 * Writes a new file, and never over one that is there: `false` says that the name was taken. A stream is written as it comes. When this resolves, the
 * file survives a power cut.
 */
export async function createFile(path: string, bytes: Bytes): Promise<boolean> {
  return await place(path, bytes, async (temporary) => {
    return await linkNew(temporary, path) ?? await moveReserved(temporary, path);
  });
}

/** Writes a file in place of the one that is there. `still` is asked right before: where it says no, nothing changes and this resolves with `false`. */
export async function replaceFile(path: string, bytes: Bytes, still: () => Promise<boolean>): Promise<boolean> {
  return await place(path, bytes, async (temporary) => {
    const { mode } = await Deno.stat(path);
    // Whoever may read the note goes on to: a new file has the rights of new files.
    if (mode !== null && Deno.build.os !== "windows") await Deno.chmod(temporary, mode & 0o777);
    if (!await still()) return false;
    await Deno.rename(temporary, path);
    return true;
  });
}

/** Gives a file another path, and never takes somebody's place: `false` says that the name was taken. */
export async function moveFile(from: string, to: string): Promise<boolean> {
  if (!await moveReserved(from, to)) {
    if (!await sameFile(from, to)) return false;
    await Deno.rename(from, to);
  }
  await syncFolder(dirname(to));
  if (dirname(from) !== dirname(to)) await syncFolder(dirname(from));
  return true;
}

/** Writes to a hidden file in the same folder, and lets `put` put that where it belongs, for good. */
async function place(path: string, bytes: Bytes, put: (temporary: string) => Promise<boolean>): Promise<boolean> {
  const placed = await writeBeside(path, bytes, put);
  if (placed) await syncFolder(dirname(path));
  return placed;
}

/** Writes to a hidden file in the same folder, which is there for as long as `use` takes. */
async function writeBeside<T>(path: string, bytes: Bytes, use: (temporary: string) => Promise<T>): Promise<T> {
  const { file, path: temporary } = await temporaryIn(dirname(path));
  try {
    try {
      if (bytes instanceof Uint8Array) await writeAll(file, bytes);
      else for await (const chunk of bytes) await writeAll(file, chunk);
      await file.sync();
    } finally {
      file.close();
    }
    return await use(temporary);
  } finally {
    // Gone already when it was renamed.
    await Deno.remove(temporary).catch(() => {});
  }
}

let count = 0;

/** A new hidden file, open for writing. `TEMPORARY` matches its name. */
async function temporaryIn(folder: string): Promise<{ readonly file: Deno.FsFile; readonly path: string }> {
  for (;;) {
    const path = join(folder, `.portico-${Deno.pid}-${++count}.tmp`);
    try {
      return { file: await Deno.open(path, { write: true, createNew: true }), path };
    } catch (error) {
      // Left by a process that died and had our number, as in a container.
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
}

/** Gives a file another name, in the one step that makes a whole file appear and fails where there is one: `undefined` where the file system has none. */
async function linkNew(file: string, name: string): Promise<boolean | undefined> {
  try {
    await Deno.link(file, name);
    return true;
  } catch (error) {
    return error instanceof Deno.errors.AlreadyExists ? false : undefined;
  }
}

/**
 * Renames after taking the new name by a file of our own, so that nobody else can take it in between; `false` says that it was taken. What a
 * crash leaves of such a file is swept like other temporary ones, by its content.
 */
async function moveReserved(from: string, to: string): Promise<boolean> {
  if (!await hold(to)) return false;
  try {
    await Deno.rename(from, to);
    return true;
  } catch (error) {
    await Deno.remove(to).catch(() => {});
    throw error;
  }
}

/** Takes a name; `false` says that it was taken. What holds it is on the disk before the name is, else a power cut would leave an empty note. */
async function hold(path: string): Promise<boolean> {
  const held = new TextEncoder().encode(PLACEHOLDER);
  return await writeBeside(path, held, (temporary) => linkNew(temporary, path)) ?? await create(path, held);
}

/** Where there are no links: the name comes first, and what a power cut leaves right then is an empty file. */
async function create(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    using file = await Deno.open(path, { write: true, createNew: true });
    await writeAll(file, bytes);
    await file.sync();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

/** True where the two names are one file, as on a file system that ignores case. */
async function sameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([Deno.realPath(a), Deno.realPath(b)]);
  return first === second;
}
