/** Names for files and folders: human, in any script, and safe on every file system. */

/** Longest name in bytes of UTF-8, with room behind it for a counter and an extension within 200. */
const MAX_BYTES = 180;

/** What Windows, Obsidian's links or a path would choke on. */
const FORBIDDEN = /[<>:"/\\|?*[\]#^]/g;

/**
 * Invisible characters: controls, direction marks and other formats, lone surrogates, private ones. The two joiners stay, emoji and several scripts need
 * them.
 */
const INVISIBLE = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\uFFFD]/gu;

/** Names that are devices on Windows, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?= *(?:\.|$))/i;

/** Made when the first long name comes: making one takes as long as a tenth of the whole start. */
let graphemes: Intl.Segmenter | undefined;

/**
 * A name for a file or a folder, without extension, made of any text. The script stays as it is. Empty when nothing usable is in the text. A name made
 * of a name is that name.
 */
export function safeName(text: string): string {
  const clean = text.normalize("NFC").replace(/\s+/g, " ").replace(INVISIBLE, "").replace(FORBIDDEN, " ")
    .normalize("NFC");
  const named = trim(clean.replace(/ +/g, " ")).replace(DEVICE, "$1_");
  return trim(shorten(named));
}

/** Leading dots hide a file, trailing dots and blanks vanish on Windows; a lone joiner is an invisible name. */
function trim(name: string): string {
  return name.replace(/^[.\s\u200C\u200D]+/, "").replace(/(?<![.\s\u200C\u200D])[.\s\u200C\u200D]+$/, "");
}

function shorten(name: string): string {
  if (name.length * 3 <= MAX_BYTES || byteLength(name) <= MAX_BYTES) return name;
  graphemes ??= new Intl.Segmenter("und", { granularity: "grapheme" });
  const cut = take(Array.from(graphemes.segment(name), ({ segment }) => segment));
  // A single grapheme may be longer than a name can be: then its beginning has to do.
  return cut === "" ? take(name[Symbol.iterator]()) : cut;
}

function take(parts: Iterable<string>): string {
  let taken = "";
  let bytes = 0;
  for (const part of parts) {
    bytes += byteLength(part);
    if (bytes > MAX_BYTES) break;
    taken += part;
  }
  return taken;
}

const encoder = new TextEncoder();

function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** A safe name for a file that somebody sent, its extension kept or made of its type, as name and extension (with the dot). */
export function safeFileName(name: string | undefined, mime?: string): readonly [stem: string, extension: string] {
  const base = (name ?? "").split(/[/\\]/).at(-1) ?? "";
  const dot = /\.([A-Za-z0-9]{1,10})\s*$/.exec(base);
  const extension = dot?.[1]?.toLowerCase() ?? EXTENSIONS[mime?.split(";")[0]?.trim().toLowerCase() ?? ""];
  const stem = safeName(dot === null ? base : base.slice(0, dot.index));
  return [stem === "" ? "file" : stem, extension === undefined ? "" : `.${extension}`];
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  "application/json": "json",
  "application/x-tgsticker": "tgs",
  "application/pdf": "pdf",
  "application/zip": "zip",
  "audio/mp4": "m4a",
  "audio/mpeg": "mp3",
  "audio/ogg": "ogg",
  "audio/wav": "wav",
  "image/gif": "gif",
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/svg+xml": "svg",
  "image/webp": "webp",
  "text/csv": "csv",
  "text/html": "html",
  "text/markdown": "md",
  "text/plain": "txt",
  "video/mp4": "mp4",
  "video/quicktime": "mov",
  "video/webm": "webm",
};

/** The key under which two paths are one file on a file system that ignores case and composition. */
export function pathKey(path: string): string {
  return path.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}

/** The name a note without a title gets: the local date and time of its making. */
export function dateName(created: number): string {
  const date = new Date(created);
  if (Number.isNaN(date.getTime())) return "Note";
  const two = (n: number) => String(n).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${two(date.getHours())}.${two(date.getMinutes())}`;
}

/** `Title`, then `Title 2`, `Title 3`, … */
export function numbered(name: string, number: number): string {
  return number < 2 ? name : `${name} ${number}`;
}

/** Whether a file is called so, with or without a number. */
export function isNumbered(stem: string, name: string): boolean {
  const number = / (\d+)$/.exec(stem)?.[1];
  return stem === name || (number !== undefined && stem === numbered(name, Number(number)));
}
