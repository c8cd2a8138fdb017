/** Notes as items of a numbered list. */
import { codeSpan, escapeMarkdown, type HandlerContext } from "@portico/bot";
import type { Hit, NoteSummary } from "./note.ts";

/** Speaks with the texts of the plugin in the reader's language. */
type Speaker = Pick<HandlerContext, "t">;

/** A note's title, date and file on one line of a list. */
export function noteLine(speaker: Speaker, { title, path, created }: NoteSummary): string {
  return speaker.t("note-line", { title: escapeMarkdown(title), path: codeSpan(path), date: new Date(created) });
}

/** A note that was found, with the passage that shows why. */
export function hitLine(speaker: Speaker, hit: Hit): string {
  const passage = highlighted(hit);
  return passage === "" ? noteLine(speaker, hit) : `${noteLine(speaker, hit)}\n   ${passage}`;
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
