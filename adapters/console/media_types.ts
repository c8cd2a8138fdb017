import type { Attachment } from "../../core/mod.ts";

/** What kind of attachment a file is, as far as its name tells. */
export interface MediaType {
  readonly kind: Attachment["kind"];
  readonly mime?: string;
}

const TYPES: Readonly<Record<string, MediaType>> = {
  jpg: { kind: "photo", mime: "image/jpeg" },
  jpeg: { kind: "photo", mime: "image/jpeg" },
  png: { kind: "photo", mime: "image/png" },
  webp: { kind: "photo", mime: "image/webp" },
  heic: { kind: "photo", mime: "image/heic" },
  avif: { kind: "photo", mime: "image/avif" },
  gif: { kind: "animation", mime: "image/gif" },
  ogg: { kind: "voice", mime: "audio/ogg" },
  oga: { kind: "voice", mime: "audio/ogg" },
  opus: { kind: "voice", mime: "audio/ogg" },
  mp3: { kind: "audio", mime: "audio/mpeg" },
  m4a: { kind: "audio", mime: "audio/mp4" },
  wav: { kind: "audio", mime: "audio/wav" },
  flac: { kind: "audio", mime: "audio/flac" },
  mp4: { kind: "video", mime: "video/mp4" },
  mov: { kind: "video", mime: "video/quicktime" },
  webm: { kind: "video", mime: "video/webm" },
  mkv: { kind: "video", mime: "video/x-matroska" },
  pdf: { kind: "document", mime: "application/pdf" },
  txt: { kind: "document", mime: "text/plain" },
  md: { kind: "document", mime: "text/markdown" },
  html: { kind: "document", mime: "text/html" },
  csv: { kind: "document", mime: "text/csv" },
  json: { kind: "document", mime: "application/json" },
  zip: { kind: "document", mime: "application/zip" },
  svg: { kind: "document", mime: "image/svg+xml" },
};

/** By the ending of the name; anything else is a document. */
export function mediaTypeOf(name: string): MediaType {
  const ending = /\.([^.]+)$/.exec(name)?.[1].toLowerCase() ?? "";
  return Object.hasOwn(TYPES, ending) ? TYPES[ending] : { kind: "document" };
}
