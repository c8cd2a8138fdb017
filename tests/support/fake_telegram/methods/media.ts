/** Media in messages: how each kind is kept and shown. */
import type { PhotoSize } from "grammy/types";
import type { Arguments, UploadedFile } from "../arguments.ts";
import type { Content } from "../chat.ts";
import type { FileContent, Files, StoredFile } from "../files.ts";
import { badRequest } from "../telegram_error.ts";

/** Kinds of media that are files. An animation comes before the document that it is as well. */
export const mediaKinds = [
  "photo",
  "animation",
  "document",
  "audio",
  "video",
  "voice",
  "sticker",
  "video_note",
] as const;

/** One of {@link mediaKinds}. */
export type MediaKind = typeof mediaKinds[number];

/** What a message says about its file besides the file itself. */
export interface MediaDetails {
  readonly duration?: number;
  readonly width?: number;
  readonly height?: number;
  readonly title?: string;
  readonly performer?: string;
  readonly emoji?: string;
}

const folders: Record<MediaKind, string> = {
  photo: "photos",
  document: "documents",
  audio: "music",
  video: "videos",
  voice: "voice",
  animation: "animations",
  sticker: "stickers",
  video_note: "video_notes",
};

const types: Record<MediaKind, string> = {
  photo: "image/jpeg",
  document: "application/octet-stream",
  audio: "audio/mpeg",
  video: "video/mp4",
  voice: "audio/ogg",
  animation: "video/mp4",
  sticker: "image/webp",
  video_note: "video/mp4",
};

/** Larger photos must be sent as documents. */
const largestPhoto = 10 * 1024 * 1024;
/** The Bot API takes no larger file. */
const largestFile = 50 * 1024 * 1024;

/** Keeps the file of a message. */
export function storeMedia(
  files: Files,
  kind: MediaKind,
  content: FileContent,
  { name, type }: { name?: string; type?: string } = {},
): StoredFile {
  // A photo and a sticker have lost the name that they had.
  const kept = kind === "photo" || kind === "sticker" || kind === "voice" ? undefined : name;
  const folder = folders[kind];
  const thumbnail = kind === "photo"
    ? files.add(new TextEncoder().encode("thumbnail"), { folder, type: types.photo })
    : undefined;
  return files.add(content, { folder, name: kept, type: type || types[kind], thumbnail });
}

/** How a message shows the file. */
export function describeMedia(kind: MediaKind, file: StoredFile, details: MediaDetails = {}): Content {
  const { file_id, file_unique_id, size } = file;
  const { duration = 1, width = 640, height = 480, title, performer, emoji } = details;
  const id = { file_id, file_unique_id, file_size: size };
  const named = { ...id, ...file.name !== undefined && { file_name: file.name }, mime_type: file.type };
  switch (kind) {
    case "photo":
      return { photo: [...smallSize(file), { ...id, width, height }] };
    case "document":
      return { document: named };
    case "audio":
      return { audio: { ...named, duration, ...title && { title }, ...performer && { performer } } };
    case "video":
      return { video: { ...named, duration, width, height } };
    case "voice":
      return { voice: { ...id, mime_type: file.type, duration } };
    case "animation":
      // An animation is a document as well, for clients that know none.
      return { animation: { ...named, duration, width, height }, document: named };
    case "sticker":
      return {
        sticker: {
          ...id,
          type: "regular",
          width: 512,
          height: 512,
          is_animated: false,
          is_video: false,
          ...emoji && { emoji },
        },
      };
    case "video_note":
      return { video_note: { ...id, duration, length: 240 } };
  }
}

/** The largest size of a photo comes last; who takes another one gets a file with other bytes. */
function smallSize({ thumbnail }: StoredFile): PhotoSize[] {
  if (!thumbnail) return [];
  const { file_id, file_unique_id, size } = thumbnail;
  return [{ file_id, file_unique_id, file_size: size, width: 90, height: 67 }];
}

/**
 * The file of a call: uploaded (by name, or by `attach://`), or one that Telegram keeps already, by its id.
 *
 * @throws {TelegramError} when there is none, or it is empty or too large.
 */
export function readMedia(files: Files, kind: MediaKind, args: Arguments, given: string, field: string): StoredFile {
  const attached = given.startsWith("attach://") ? given.slice("attach://".length) : given === "" ? field : undefined;
  if (attached === undefined) {
    if (/^https?:\/\//.test(given)) throw badRequest("failed to get HTTP URL content");
    return files.get(given);
  }
  const upload = args.files.get(attached);
  if (!upload) throw badRequest(`there is no ${kind.replace("_", " ")} in the request`);
  checkUpload(kind, upload);
  return storeMedia(files, kind, upload.bytes, upload);
}

function checkUpload(kind: MediaKind, { bytes }: UploadedFile): void {
  if (bytes.length === 0) throw badRequest("file must be non-empty");
  if (bytes.length > largestFile) throw badRequest("file is too big");
  if (kind === "photo" && bytes.length > largestPhoto) {
    throw badRequest(
      `file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${largestPhoto} bytes`,
    );
  }
}
