/** Files that Telegram keeps: what people and the bot sent. */
import type { File } from "grammy/types";
import { badRequest } from "./telegram_error.ts";

/** What a file holds: its bytes, or so many bytes made while somebody reads them (see {@link generatedBytes}). */
export type FileContent = Uint8Array | { readonly size: number; open(): ReadableStream<Uint8Array> };

/** A file that is kept. */
export interface StoredFile {
  readonly file_id: string;
  readonly file_unique_id: string;
  readonly size: number;
  readonly path: string;
  /** As its sender called it. */
  readonly name?: string;
  readonly type: string;
  readonly content: FileContent;
  /** A photo in its smallest size, which is a file of its own. */
  readonly thumbnail?: StoredFile;
}

/** The Bot API gives out no larger file. */
const largestDownload = 20 * 1024 * 1024;

/** All files, by id and by path. */
export class Files {
  readonly #byId = new Map<string, StoredFile>();
  readonly #byPath = new Map<string, StoredFile>();

  /** Keeps a file. `folder` is where its path begins, such as `photos`. */
  add(
    content: FileContent,
    { folder, name, type, thumbnail }: { folder: string; name?: string; type: string; thumbnail?: StoredFile },
  ): StoredFile {
    const number = this.#byId.size + 1;
    const extension = name?.match(/\.\w+$/)?.[0] ?? extensions[type] ?? "";
    const file: StoredFile = {
      // As long as real ones, which do not fit into a button.
      file_id: `BQACAgIAAxkBAAI${number.toString(36).padStart(57, "A")}`,
      file_unique_id: `AgAD${number.toString(36).padStart(11, "A")}`,
      size: content instanceof Uint8Array ? content.length : content.size,
      path: `${folder}/file_${number}${extension}`,
      name,
      type,
      content,
      thumbnail,
    };
    this.#byId.set(file.file_id, file);
    this.#byPath.set(file.path, file);
    return file;
  }

  /** @throws {TelegramError} when there is no such file. */
  get(id: string): StoredFile {
    const file = this.#byId.get(id);
    if (!file) throw badRequest("wrong file identifier/HTTP URL specified");
    return file;
  }

  at(path: string): StoredFile | undefined {
    return this.#byPath.get(path);
  }

  /** The answer of `getFile`. @throws {TelegramError} when it is unknown, or larger than 20 MB. */
  describe(id: string): File {
    if (id === "") throw badRequest("file_id not specified");
    const file = this.#byId.get(id);
    if (!file) throw badRequest("wrong file_id or the file is temporarily unavailable");
    if (file.size > largestDownload) throw badRequest("file is too big");
    const { file_id, file_unique_id, size, path } = file;
    return { file_id, file_unique_id, file_size: size, file_path: path };
  }
}

const extensions: Record<string, string> = {
  "image/jpeg": ".jpg",
  "image/webp": ".webp",
  "audio/ogg": ".oga",
  "audio/mpeg": ".mp3",
  "video/mp4": ".mp4",
};

/** Content of any size that is never in memory as a whole; the byte at `n` is `n % 251`. */
export function generatedBytes(size: number): FileContent {
  const pattern = Uint8Array.from({ length: 251 * 256 }, (_, index) => index % 251);
  return {
    size,
    open() {
      let sent = 0;
      return new ReadableStream<Uint8Array>({
        pull(controller) {
          const length = Math.min(pattern.length, size - sent);
          if (length > 0) controller.enqueue(pattern.slice(0, length));
          sent += length;
          if (sent >= size) controller.close();
        },
      });
    },
  };
}

/** A stream of the content. */
export function openContent(content: FileContent): ReadableStream<Uint8Array> {
  if (!(content instanceof Uint8Array)) return content.open();
  return new ReadableStream({
    start(controller) {
      if (content.length > 0) controller.enqueue(content);
      controller.close();
    },
  });
}
