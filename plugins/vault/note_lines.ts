/** Notes as lines of a reply. */
import type { Hit, NoteSummary } from "./note.ts";

/** A text of the plugin in the reader's language. */
export interface Speaker {
  t(id: string, args: Readonly<Record<string, string | number | Date>>): string;
}

/** A note's title, date and file on one line of a list. */
export function noteLine(speaker: Speaker, { title, path, created }: NoteSummary): string {
  return `- ${speaker.t("note-line", { title: escapeMarkdown(title), path: codeSpan(path), date: new Date(created) })}`;
}

/** A note that was found, with the passage that shows why. */
export function hitLine(speaker: Speaker, hit: Hit): string {
  const passage = highlighted(hit);
  return passage === "" ? noteLine(speaker, hit) : `${noteLine(speaker, hit)}\n  ${passage}`;
}

/** The passage with the words of the query in bold. */
function highlighted({ snippet, highlights }: Hit): string {
  let shown = "";
  let at = 0;
  for (const [start, end] of highlights) {
    shown += `${escapeMarkdown(snippet.slice(at, start))}**${escapeMarkdown(snippet.slice(start, end))}**`;
    at = end;
  }
  return shown + escapeMarkdown(snippet.slice(at));
}

/** Somebody's words, so that they format nothing. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").replace(/[\\`*_[\]<~|#]/g, "\\$&");
}

/** A line as code, fenced by more backticks than there are in a row inside. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...text.matchAll(/`+/g).map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return fence + pad + text.replace(/\s+/g, " ") + pad + fence;
}
