/** Files as a change left them, kept until they are committed: the next change may be faster. */
import { join } from "node:path";

/** A file of a change. */
export interface FileSnapshot {
  /** Within the vault. */
  readonly path: string;
  /** Its bytes; `undefined` when it is gone, `on-disk` where it is taken as it is when it is committed. */
  readonly content: Uint8Array | undefined | "on-disk";
}

/** Larger files, and those past so many bytes altogether, are not kept in memory. */
const LARGEST = 1 << 20;
const MOST = 32 << 20;

/** Keeps files in memory, within limits. */
export class FileSnapshots {
  #held = 0;

  /** Keeps notes; what stands beside them never changes, so that it can be taken from the disk later. */
  async take(root: string, paths: readonly string[]): Promise<readonly FileSnapshot[]> {
    return await Promise.all([...new Set(paths)].map((path) => this.#takeOne(root, path)));
  }

  /** What was kept has been committed. */
  release(files: readonly FileSnapshot[]): void {
    for (const { content } of files) if (content instanceof Uint8Array) this.#held -= content.byteLength;
  }

  async #takeOne(root: string, path: string): Promise<FileSnapshot> {
    if (!/\.md$/i.test(path) || path.startsWith(".")) return { path, content: "on-disk" };
    const file = join(root, path);
    try {
      const { size, isFile } = await Deno.lstat(file);
      if (!isFile || size > LARGEST || this.#held + size > MOST) return { path, content: "on-disk" };
      this.#held += size;
      const content = await Deno.readFile(file).catch((error) => {
        this.#held -= size;
        throw error;
      });
      this.#held += content.byteLength - size;
      return { path, content };
    } catch (error) {
      return { path, content: error instanceof Deno.errors.NotFound ? undefined : "on-disk" };
    }
  }
}
