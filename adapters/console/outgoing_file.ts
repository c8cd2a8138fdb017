import { join } from "node:path";
import { messageOf, type OutgoingFile, Rejected } from "../../core/mod.ts";

/** A file of the bot's, as it lies on the disk. */
export interface SavedFile {
  readonly name: string;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Writes a file that the bot sends into a folder, under a name nobody else has there.
 *
 * @throws {Rejected} it can't be read or written.
 */
export async function saveFile(
  folder: string,
  prefix: string,
  file: OutgoingFile,
  signal: AbortSignal,
): Promise<SavedFile> {
  const name = safeName(file.name);
  const path = join(folder, `${prefix}-${name}`);
  try {
    await Deno.mkdir(folder, { recursive: true });
    const stream = await file.open();
    await Deno.writeFile(path, stream, { signal, createNew: true });
    return { name, path, size: (await Deno.stat(path)).size };
  } catch (error) {
    await Deno.remove(path).catch(() => {});
    throw new Rejected(`The file ${name} could not be saved in ${folder}: ${messageOf(error)}`, undefined, {
      cause: error,
    });
  }
}

/** A name without a path, control characters, or what some file system refuses; at most 150 bytes. */
function safeName(name: string): string {
  const plain = name.toWellFormed().replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, "_").replace(/^[. ]+|[. ]+$/g, "");
  const [stem, ending] = /^(.*?)(\.[^.]{1,16})?$/s.exec(plain)?.slice(1) ?? [plain];
  return `${cut(stem, 120) || "file"}${ending ?? ""}`;
}

/** Cuts between characters, not within one. */
function cut(text: string, bytes: number): string {
  const buffer = new Uint8Array(bytes);
  return text.slice(0, new TextEncoder().encodeInto(text, buffer).read);
}
