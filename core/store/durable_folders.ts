/** Folders whose names outlive a power cut. */
import { dirname } from "node:path";

/**
 * Makes folders. A file that is synced is lost all the same when the name of a folder that it is in is not on the disk yet, so each folder's name is
 * synced, and those above it: once in a process, since whoever made them may have died before it did.
 *
 * @example
 * ```ts
 * const folders = new DurableFolders();
 * await folders.make("/data/vaults/owner");
 * ```
 */
export class DurableFolders {
  /** Whose names are on the disk. */
  readonly #known = new Set<string>();

  /**
   * Makes a folder, and those it is in, where they are missing. When this resolves, its name survives a power cut.
   *
   * @param path absolute.
   */
  async make(path: string): Promise<void> {
    const above = dirname(path);
    if (above === path) return;
    const made = await makeOne(path);
    if (made === "there" && this.#known.has(path)) return;
    if (made === "nowhere") {
      await this.make(above);
      await Deno.mkdir(path).catch(ignoreThere);
    } else await this.make(above).catch(() => {}); // somebody else's, whose folder is there anyway
    await syncFolder(above);
    this.#known.add(path);
  }
}

/** What a disk says that could sync a folder, and has not. */
const FAILED: readonly unknown[] = ["EIO", "ENOSPC"];

/** Makes the names in a folder survive a power cut, where the platform can. Rejects where the disk has failed to. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    using file = await Deno.open(folder);
    await file.sync();
  } catch (error) {
    // Windows opens no folders; its file system journals names by itself. Nor can every folder be read that can be written, or synced.
    if (error instanceof Error && "code" in error && FAILED.includes(error.code)) throw error;
  }
}

/** Makes a folder: it is `new` now, was `there`, or there is `nowhere` to make it. */
async function makeOne(path: string): Promise<"new" | "there" | "nowhere"> {
  try {
    await Deno.mkdir(path);
    return "new";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "nowhere";
    ignoreThere(error);
    return "there";
  }
}

function ignoreThere(error: unknown): void {
  if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
}
