/** The files beside the notes. */
import { createHash, type Hash } from "node:crypto";
import { safeFileName } from "./file_names.ts";
import type { NewAttachment, StoredAttachment } from "./note.ts";
import { ATTACHMENTS, baseOf, TRASH } from "./path_parts.ts";
import { inside } from "./paths.ts";
import type { VaultFolder } from "./vault_folder.ts";
import { VaultError } from "./vault_error.ts";

const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

/** Stores, trashes and restores attachments of one vault. */
export class AttachmentFolder {
  constructor(private readonly folder: VaultFolder) {}

  /** Streams a file to the disk under a name that its note and key make; what is there of that name is what was stored before. */
  async store(noteId: string, { key, name, mime, open }: NewAttachment): Promise<StoredAttachment> {
    const [stem, extension] = safeFileName(name, mime);
    const path = `${ATTACHMENTS}/${stem} ${mark(noteId, key)}${extension}`;
    const shown = stem + extension;
    // It went into the trash with its note, and comes back with it.
    if (await this.folder.has(trashOf(path))) return { path, name: shown, ...await this.#measure(trashOf(path)) };
    if (!await this.folder.has(path)) {
      const measured = new Measured(await open());
      try {
        const stored = await this.folder.create(path, ReadableStream.from(measured.chunks()));
        if (stored) return { path, name: shown, size: measured.size, hash: measured.hash.digest("hex") };
      } catch (error) {
        // What broke the stream is the sender's to know, as it was thrown, and no failure of the vault.
        throw measured.failure?.error ?? error;
      }
    }
    return { path, name: shown, ...await this.#measure(path) };
  }

  /** Puts attachments into the trash. One that is not there is left out. Returns the paths from and to which files were moved. */
  async trash(paths: readonly string[]): Promise<readonly string[]> {
    const moved: string[] = [];
    for (const path of paths) {
      if (await this.folder.has(path) && await this.folder.move(path, trashOf(path))) moved.push(path, trashOf(path));
    }
    return moved;
  }

  /** Takes attachments back out of the trash, where they are not in their place. Returns as `trash` does. */
  async restore(paths: readonly string[]): Promise<readonly string[]> {
    const moved: string[] = [];
    for (const path of paths) {
      if (await this.folder.has(trashOf(path)) && await this.folder.move(trashOf(path), path)) {
        moved.push(trashOf(path), path);
      }
    }
    return moved;
  }

  async #measure(path: string): Promise<{ readonly size: number; readonly hash: string }> {
    try {
      const file = await Deno.open(await inside(this.folder.root, path));
      const measured = new Measured(file.readable);
      for await (const _ of measured.chunks());
      return { size: measured.size, hash: measured.hash.digest("hex") };
    } catch (error) {
      throw VaultError.of(error, `Reading ${path}`);
    }
  }
}

/** Bytes on their way, counted and hashed as they pass. */
class Measured {
  readonly hash: Hash = createHash("sha256");
  size = 0;
  failure: { readonly error: unknown } | undefined;

  constructor(private readonly stream: ReadableStream<Uint8Array>) {}

  async *chunks(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.stream) {
        this.hash.update(chunk);
        this.size += chunk.byteLength;
        yield chunk;
      }
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}

function trashOf(path: string): string {
  return `${TRASH}/${ATTACHMENTS}/${baseOf(path)}`;
}

/** Eight letters and digits, so that no two files of a vault share a name, and the same file again gets the same one. */
function mark(noteId: string, key: string): string {
  const bytes = createHash("sha256").update(JSON.stringify([noteId, key])).digest();
  return Array.from(bytes.subarray(0, 8), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
