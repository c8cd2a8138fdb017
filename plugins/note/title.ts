/** The title of a note, from what somebody wrote. */
import { oneLine } from "@portico/bot";
import { withoutHashtags } from "../vault/mod.ts";

/** Longest title, in characters as people count them. */
const LONGEST = 80;
/** So much of a line is looked at: enough for a title behind long links, and never slow. In UTF-16 units. */
const LOOKED_AT = 2_000;
/** How many lines may be without a word before the title is given up. */
const LINES = 50;

const FENCE = /^ {0,3}(?:`{3,}|~{3,})/;
/** Lines that are all mark: thematic breaks, underlines of headings, rows of a table's head. */
const ONLY_MARKS = /^[\s\-*_=|:+>#~`]*$/;

/** Made when the first long title comes: making one takes as long as a tenth of the whole start. */
let graphemes: Intl.Segmenter | undefined;

/** The first line with words in it as plain text, cut at a word when it is long; `undefined` when there is none. */
export function titleOf(text: string): string | undefined {
  let onlyTags: string | undefined;
  let code = false;
  let lines = 0;
  for (const line of linesOf(text)) {
    if (FENCE.test(line)) {
      code = !code;
      continue;
    }
    if (ONLY_MARKS.test(line)) continue;
    const plain = code ? oneLine(line).trim() : plainText(line);
    const title = code ? plain : withoutHashtags(plain);
    if (title !== "") return shorten(title);
    if (plain !== "") onlyTags ??= plain.replaceAll("#", "");
    if (++lines === LINES) break;
  }
  return onlyTags === undefined ? undefined : shorten(onlyTags);
}

/** One line of Markdown as plain text. */
export function plainText(line: string): string {
  const bare = line
    .replace(/^(?:\s*>)+\s*/, "")
    .replace(/^\s*#{1,6}\s+(.*?)(?:\s+#+)?\s*$/, "$1")
    .replace(/^\s*[-*+•]\s+/, "")
    .replace(/^\[[ xX]\]\s+/, "");
  return oneLine(withoutInlineMarks(bare)).trim().replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

/** A title cut at a word, with an ellipsis where something is missing. */
export function shorten(text: string, longest = LONGEST): string {
  if (text.length <= longest) return text;
  let length = 0;
  let count = 0;
  graphemes ??= new Intl.Segmenter("und", { granularity: "grapheme" });
  for (const { segment } of graphemes.segment(text)) {
    if (++count > longest) break;
    if (count < longest) length += segment.length; // one is left for the ellipsis
  }
  if (count <= longest) return text;
  const cut = text.slice(0, length);
  const space = cut.lastIndexOf(" ");
  // A script without spaces, or one endless word, is cut where it is too long.
  const whole = text[length] === " " || space < length / 2 ? cut : cut.slice(0, space);
  return `${whole.replace(/[\s,;:.–—-]+$/, "")}…`;
}

/** Lines one after the other, so that a text of a megabyte costs no more than its beginning. */
function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const end = text.indexOf("\n", start);
    const stop = end < 0 ? text.length : end;
    yield text.slice(start, Math.min(stop, start + LOOKED_AT)).toWellFormed().replace(/\uFFFD$/, "");
    start = stop + 1;
  }
}

function withoutInlineMarks(line: string): string {
  const url = /^<?(https?:\/\/[^\s<>]+)>?$/.exec(line.trim())?.[1];
  if (url !== undefined) return readableUrl(url);
  return line
    .replace(/!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]/g, "$1")
    .replace(/!?\[([^\[\]]*)\]\((?:<[^<>]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+"[^"]*")?\)/g, "$1")
    .replace(/<(https?:\/\/[^\s<>]+)>/g, "$1")
    .replace(/<\/?[a-z][^<>]*>/gi, "")
    .replace(/(`+)([^`]+)\1/g, "$2")
    .replace(/(?<!\\)(\*\*|~~|==|\|\|)(?=\S)(.+?)(?<=\S)\1/g, "$2")
    .replace(/(?<![\\\p{L}\p{N}*])\*(?=[^\s*])(.+?)(?<=[^\s*\\])\*(?![\p{L}\p{N}*])/gu, "$1")
    .replace(/(?<![\\\p{L}\p{N}_])(_{1,3})(?=[^\s_])(.+?)(?<=[^\s_\\])\1(?![\p{L}\p{N}_])/gu, "$2")
    // One that ends in a later line.
    .replace(/^(?:\*\*|~~|==|\|\|)+(?=\S)/, "");
}

/** A URL alone, as people read it: without its scheme, and its path in letters. */
function readableUrl(url: string): string {
  const bare = url.replace(/^https?:\/\/(?:www\.)?/i, "").replace(/\/$/, "");
  try {
    return decodeURI(bare);
  } catch {
    return bare;
  }
}
