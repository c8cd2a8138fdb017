/** What a note's front matter and path say about it, read alike by the vault and by the index. */
import { createHash } from "node:crypto";
import { isNumbered, safeName } from "./file_names.ts";
import type { Fields } from "./front_matter.ts";
import { distinctTags, hashtagsOf } from "./hashtags.ts";
import { outOfTrash, stemOf } from "./path_parts.ts";

/** What is known of a note beside its text. */
export interface NoteMeta {
  readonly id: string;
  readonly title: string;
  /** Wall time in milliseconds. */
  readonly created: number;
  readonly source: string | undefined;
  readonly tags: readonly string[];
  readonly hash: string | undefined;
}

/** Times of a file, wall time in milliseconds. */
export interface FileTimes {
  readonly birth: number | undefined;
  readonly modified: number;
}

/** Reads what is known of a note. `fields` is `undefined` when its front matter is damaged: then what can be saved of it is. */
export function noteMeta(
  path: string,
  fields: Fields | undefined,
  yaml: string | undefined,
  times: FileTimes,
  body: string,
): NoteMeta {
  const { id, created, source, tags, tag, hash } = fields ?? salvage(yaml ?? "");
  return {
    id: textIn(id) ?? idOfPath(path),
    title: titleOf(path, fields?.title),
    created: timeOf(created) ?? Math.min(times.birth ?? times.modified, times.modified),
    source: textIn(source),
    // As Obsidian has it, a tag in the text is one of the note's.
    tags: cleanTags([...readTags(tags ?? tag), ...hashtagsOf(body)]),
    hash: textIn(hash),
  };
}

/** The id of a note whose front matter has none; deleting it does not change it. */
export function idOfPath(path: string): string {
  return `path-${createHash("sha256").update(outOfTrash(path).normalize("NFC")).digest("hex").slice(0, 16)}`;
}

/**
 * The title, which the front matter has only where the file's name can't say it. A file that has been renamed by hand since is called as its name says.
 */
function titleOf(path: string, title: unknown): string {
  const stem = stemOf(path);
  if (typeof title !== "string" || title.trim() === "") return stem;
  return isNumbered(stem, safeName(title)) ? title : stem;
}

/** Tags as a list or as a line, with or without `#`. */
export function readTags(value: unknown): readonly string[] {
  if (typeof value === "string") return cleanTags(value.split(/[\s,]+/));
  return Array.isArray(value) ? cleanTags(value.filter((tag) => typeof tag !== "object").map(String)) : [];
}

/** Tags as Obsidian takes them: without `#`, without blanks, each once whatever its case. */
export function cleanTags(tags: readonly string[]): readonly string[] {
  const clean = tags.map((tag) =>
    tag.normalize("NFC").replace(/^[#\s]+/, "").trim().replace(/\s+/g, "-")
      .replace(/[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}_/-]/gu, "")
  );
  return distinctTags(clean.filter((tag) => tag !== ""));
}

/** The id is what everything hangs on: it is found in front matter that has become unreadable, too. */
function salvage(yaml: string): Fields {
  const id = /^id:[ \t]*["']?([^\s"'#]+)/m.exec(yaml)?.[1];
  return id === undefined ? {} : { id };
}

function timeOf(value: unknown): number | undefined {
  if (typeof value !== "string" && !(value instanceof Date)) return undefined;
  const time = new Date(value).getTime();
  return Number.isNaN(time) ? undefined : time;
}

/** The text or number under a key; `undefined` for what is none, or blank. */
export function textIn(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
