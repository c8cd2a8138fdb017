/** The files of one vault. Knows nothing of ids: that is the index's business. */
import { join } from "node:path";
import { DurableFolders } from "@portico/bot";
import { createFile, moveFile, replaceFile } from "./atomic_file.ts";
import type { NoteText } from "./front_matter.ts";
import { bytesOf, type FileState, type NoteFile, parseNote } from "./note_file.ts";
import { ATTACHMENTS, folderOf } from "./path_parts.ts";
import { checkRelative, inside } from "./paths.ts";
import { VaultError } from "./vault_error.ts";

/** Reads, writes and moves files in a vault's folder, and never outside of it. */
export class VaultFolder {
  readonly #folders = new DurableFolders();

  constructor(readonly root: string) {}

  /** The note's file, or `undefined` when there is none. */
  async read(path: string): Promise<NoteFile | undefined> {
    return await doing(`Reading ${path}`, async () => {
      const file = await inside(this.root, path);
      const state = await stateOf(file);
      if (state === undefined) return undefined;
      const bytes = await absent(Deno.readFile(file));
      return bytes === undefined ? undefined : await parseNote(path, bytes, state);
    });
  }

  /** Writes a new file; `false` when the name is taken. Folders on the way are made. */
  async create(path: string, content: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>): Promise<boolean> {
    return await doing(`Writing ${path}`, async () => {
      if (await this.#isLink(path)) return false;
      const file = await inside(this.root, path);
      await this.#folders.make(join(this.root, folderOf(path)));
      return await createFile(file, content);
    });
  }

  /** Writes a note's file anew; `false` when somebody has changed it since it was read. */
  async replace({ path, state }: NoteFile, text: NoteText): Promise<boolean> {
    return await doing(`Writing ${path}`, async () => {
      const file = await inside(this.root, path);
      return await replaceFile(file, bytesOf(text), async () => {
        const now = await stateOf(file);
        return now !== undefined && now.modified === state.modified && now.size === state.size;
      });
    });
  }

  /** Moves a file within the vault; `false` when the name is taken. Folders on the way are made. */
  async move(from: string, to: string): Promise<boolean> {
    return await doing(`Moving ${from}`, async () => {
      if (await this.#isLink(to)) return false;
      const [file, target] = [await inside(this.root, from), await inside(this.root, to)];
      await this.#folders.make(join(this.root, folderOf(to)));
      const moved = await moveFile(file, target);
      if (moved) await this.#tidy(folderOf(from));
      return moved;
    });
  }

  /** A name that a link has is taken, wherever that leads. */
  async #isLink(path: string): Promise<boolean> {
    return await Deno.lstat(join(this.root, checkRelative(path))).then(({ isSymlink }) => isSymlink, () => false);
  }

  /** Takes away a folder that is empty now, and those it was in. Files may be on their way into the attachments at any time. */
  async #tidy(folder: string): Promise<void> {
    for (let path = folder; path !== "" && path !== ATTACHMENTS; path = folderOf(path)) {
      const absolute = join(this.root, path);
      try {
        // A link to a folder would be removed whatever is in it.
        if (!(await Deno.lstat(absolute)).isDirectory) return;
        await Deno.remove(absolute);
      } catch {
        return; // something is in it, or somebody was faster
      }
    }
  }

  /** Whether there is a file of this path. One that leads out of the vault is not there. */
  async has(path: string): Promise<boolean> {
    try {
      return await stateOf(await inside(this.root, path)) !== undefined;
    } catch (error) {
      if (error instanceof VaultError && error.code === "outside") return false;
      throw VaultError.of(error, `Looking at ${path}`);
    }
  }
}

async function stateOf(file: string): Promise<FileState | undefined> {
  const info = await absent(Deno.stat(file));
  if (info === undefined || !info.isFile) return undefined;
  return { size: info.size, modified: info.mtime?.getTime() ?? 0, birth: info.birthtime?.getTime() };
}

async function absent<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}

async function doing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw VaultError.of(error, what);
  }
}
