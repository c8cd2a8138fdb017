/** Files that are either there whole or not at all, whatever dies in between. */
import { folderOfAbsolute, temporaryIn } from "./temporary.ts";

type Bytes = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

/**
 * Writes a new file, and never over one that is there: `false` says that the name was taken. A stream is written as it comes. When this resolves, the
 * file survives a power cut.
 */
export async function createFile(path: string, bytes: Bytes): Promise<boolean> {
  return await writeBeside(path, bytes, async (temporary) => {
    try {
      // A hard link is the one step that makes a whole file appear and fails where there is one.
      await Deno.link(temporary, path);
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return false;
      return await reserve(path) && await Deno.rename(temporary, path).then(() => true);
    }
    return true;
  });
}

/** Writes a file in place of the one that is there. `still` is asked right before: where it says no, nothing changes and this resolves with `false`. */
export async function replaceFile(path: string, bytes: Bytes, still: () => Promise<boolean>): Promise<boolean> {
  return await writeBeside(path, bytes, async (temporary) => {
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
  const reserved = await reserve(to);
  if (!reserved && !await sameFile(from, to)) return false;
  try {
    await Deno.rename(from, to);
  } catch (error) {
    if (reserved) await Deno.remove(to).catch(() => {});
    throw error;
  }
  await sync(folderOfAbsolute(to));
  if (folderOfAbsolute(from) !== folderOfAbsolute(to)) await sync(folderOfAbsolute(from));
  return true;
}

/** Writes to a hidden file in the same folder, then lets `place` put it where it belongs. */
async function writeBeside(
  path: string,
  bytes: Bytes,
  place: (temporary: string) => Promise<boolean>,
): Promise<boolean> {
  const folder = folderOfAbsolute(path);
  const { file, path: temporary } = await temporaryIn(folder);
  try {
    try {
      if (bytes instanceof Uint8Array) await writeAll(file, bytes);
      else for await (const chunk of bytes) await writeAll(file, chunk);
      await file.sync();
    } finally {
      file.close();
    }
    const placed = await place(temporary);
    if (placed) await sync(folder);
    return placed;
  } finally {
    // Gone already when it was renamed.
    await Deno.remove(temporary).catch(() => {});
  }
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
}

/** Takes a name by an empty file, so that nobody else can between now and the rename. */
async function reserve(path: string): Promise<boolean> {
  try {
    (await Deno.open(path, { write: true, createNew: true })).close();
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

/** Makes names in a folder durable, where the platform can. */
async function sync(folder: string): Promise<void> {
  try {
    using file = await Deno.open(folder);
    await file.sync();
  } catch {
    // Windows opens no folders; its file system journals names by itself.
  }
}
