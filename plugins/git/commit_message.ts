/** What commits are called. In English, as histories are read by programs and by everybody who shares them. */
import { oneLine } from "@portico/bot";
import { folderOf, stemOf, type VaultChange } from "../vault/mod.ts";

/** One file that a commit changes. */
export interface ChangedFile {
  /** `A` for a new one, `D` for one that is gone, `M` for any other change. */
  readonly status: "A" | "D" | "M";
  readonly path: string;
}

/** As many files are named in a line, and below it. */
const NAMED = 3;
const LISTED = 50;
/** Longer titles are cut. */
const LONGEST = 100;

/** What a change of ours is called. */
export function changeMessage({ kind, title = "a note", tags, paths }: VaultChange): string {
  const name = quoted(title);
  switch (kind) {
    case "created":
      return `Add ${name}`;
    case "appended":
      return `Add to ${name}`;
    case "tagged":
      return tagMessage(name, tags);
    case "moved":
      return `Move ${name} to ${folderOf(paths.at(-1) ?? "") || "the root"}`;
    case "renamed":
      return paths.length > 1 ? `Rename ${quoted(stemOf(paths[0]))} to ${name}` : `Rename ${name}`;
    case "deleted":
      return `Delete ${name}`;
    case "restored":
      return `Restore ${name}`;
    case "attached":
      return `Attach ${name}`;
    case "edited":
    case "by-hand":
      return `Edit ${name}`;
  }
}

/** What a commit is called of what was changed by hand. */
export function handMessage(files: readonly ChangedFile[]): string {
  if (files.length === 1) return `${sentence(files[0])} by hand`;
  return listed(`Change ${files.length} files by hand`, files);
}

/** What a commit is called of what had not been committed when everything stopped. */
export function catchUpMessage(files: readonly ChangedFile[]): string {
  const named = files.slice(0, NAMED).map((file) => lowerFirst(sentence(file))).join(", ");
  const more = files.length > NAMED ? ` and ${files.length - NAMED} more` : "";
  const subject = `Catch up: ${named}${more}`;
  return files.length > NAMED ? listed(subject, files) : subject;
}

/** What the first commit of notes is called that were there before git. */
export function firstMessage(files: readonly ChangedFile[]): string {
  return `Begin with ${files.length === 1 ? "one file" : `${files.length} files`}`;
}

/** What a merge is called. */
export function mergeMessage(conflicts: readonly string[]): string {
  if (conflicts.length === 0) return "Merge what came from the remote";
  const names = conflicts.slice(0, NAMED).map((path) => quoted(stemOf(path))).join(", ");
  const more = conflicts.length > NAMED ? ` and ${conflicts.length - NAMED} more` : "";
  return `Merge what came from the remote, keeping both versions of ${names}${more}`;
}

function tagMessage(name: string, tags: VaultChange["tags"]): string {
  const all = (words: readonly string[]) => words.map((tag) => `#${oneLine(tag).trim()}`).join(", ");
  const { added = [], removed = [] } = tags ?? {};
  if (added.length === 0) return removed.length === 0 ? `Tag ${name}` : `Take ${all(removed)} off ${name}`;
  return `Tag ${name} with ${all(added)}${removed.length === 0 ? "" : `, and no longer ${all(removed)}`}`;
}

function sentence({ status, path }: ChangedFile): string {
  return `${{ A: "Add", D: "Delete", M: "Change" }[status]} ${quoted(stemOf(path))}`;
}

function listed(subject: string, files: readonly ChangedFile[]): string {
  const lines = files.slice(0, LISTED).map(({ status, path }) => `${status} ${oneLine(path).trim()}`);
  const more = files.length > LISTED ? [`and ${files.length - LISTED} more`] : [];
  return [subject, "", ...lines, ...more].join("\n");
}

function quoted(title: string): string {
  const line = oneLine(title).trim();
  return `“${line.length > LONGEST ? `${line.slice(0, LONGEST).trimEnd()}…` : line}”`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
