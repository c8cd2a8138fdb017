/** Other people's words inside what a person is to decide about: they format nothing and hide nothing. */
import { escapeMarkdown } from "@portico/bot";

/** What turns the direction of a text, or can't be seen: with it a question can be made to look like another one. */
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFB]/gu;

/** What of a text is to be seen, on one line: what is cut off it is cut where a person would. */
export function seenLine(text: string): string {
  return text.replace(HIDDEN, "").replace(/\s+/g, " ").trim();
}

/** A line of plain text, all of it to be seen. */
export function escapeLine(text: string): string {
  return escapeMarkdown(seenLine(text)).trim();
}

/** Lines of plain text. */
export function escapeLines(text: string): string {
  return text.split(/\r\n?|\n/).map(escapeLine).join("\n");
}

/** A value as JSON, with codes for what could not be seen: where a person allows what is sent, nothing hides in it. */
export function seenJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(HIDDEN, codeOf);
}

/** A value as a block of JSON, whatever stands in it. */
export function jsonBlock(value: unknown): string {
  const json = seenJson(value);
  const longest = Math.max(2, ...Array.from(json.matchAll(/`+/g), ([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}json\n${json}\n${fence}`;
}

function codeOf(char: string): string {
  return Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`).join(
    "",
  );
}
