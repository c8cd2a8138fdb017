/** Which characters of a text would be taken for Markdown. */
import type { Range } from "./formatted_text.ts";

/** How the characters at some places are written; all others stand for themselves. */
export type Escapes = ReadonlyMap<number, string>;

/** What of the text is more than text. */
export interface EscapeContext {
  /** Texts of links, sorted: a bracket would end them. */
  readonly links: readonly Range[];
  /** Addresses and code, which are written as they are, sorted. */
  readonly addresses: readonly Range[];
  /** Places where marks will stand. */
  readonly edges: ReadonlySet<number>;
}

const SPACE = "&#32;";
/** What may begin or end a mark, or a reference, wherever it stands. */
const INLINE = /_+|[\\`~*[\]<&|!:.@]/g;
const REFERENCE = /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|\w{1,32});/y;
const DOMAIN = /[\w-]{1,64}\./y;
const WORD_END = /[\p{L}\p{N}]$/u;
const WORD_START = /^[\p{L}\p{N}]/u;
/** At the beginning of a line: a heading, a quote, an item, and lines that are all rule, underline or table. */
const BLOCK = /^ *(?:(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|[-=](?=[-= ]*$)|[-|:](?=[-|: ]*$))|(\d{1,9})([.)])(?=\s|$))/;

/**
 * A line that people write as Markdown where there is no other way to say it: a heading, an item, a quote. Telegram has no lists and no headings, so
 * that whoever types these signs means them, and notes are to show them as such.
 */
const MEANT = /^ *(?:#{1,6}|[-+*]|>|\d{1,9}[.)]) +\S/;

/** What to write in the place of characters, so that the Markdown of the whole text shows them as they are. */
export function findEscapes(text: string, context: EscapeContext): Escapes {
  const escapes = new Map<number, string>();
  const lastLink = Math.max(...["](", "]:", "]["].map((sign) => text.lastIndexOf(sign)));
  for (const { 0: sign, index } of text.matchAll(INLINE)) {
    // Without anything behind it that makes a link, a bracket is one: `- [ ] task`, `[[Note]]`.
    if (sign === "[" && index > lastLink && !isIn(context.links, index)) continue;
    if (!isMark(text, index, sign.length, context)) continue;
    for (let place = index; place < index + sign.length; place++) {
      if (!isIn(context.addresses, place)) escapes.set(place, `\\${text[place]}`);
    }
  }
  const lines = text.split("\n");
  let start = 0;
  lines.forEach((line, index) => {
    const isFirst = (lines[index - 1] ?? "") === "";
    const isLast = (lines[index + 1] ?? "") === "";
    escapeLine(line, start, isFirst, isLast, escapes);
    start += line.length + 1;
  });
  return escapes;
}

function isMark(text: string, index: number, length: number, { links, edges }: EscapeContext): boolean {
  const before = text[index - 1] ?? "\n";
  const after = text[index + 1] ?? "\n";
  switch (text[index]) {
    case "*":
      if (isLineStart(text, index) && MEANT.test(text.slice(index, index + 80))) return edges.has(index);
      return before !== " " || after !== " " || edges.has(index) || edges.has(index + 1) || isLineStart(text, index);
    case "_":
      return !isInWord(text, index, index + length, edges);
    case "]":
      return isIn(links, index);
    case "<":
      return /[A-Za-z/!?]/.test(after);
    case "&":
      return matchesAt(REFERENCE, text, index);
    case "|":
      return before === "|" || after === "|" || edges.has(index) || edges.has(index + 1);
    case "!":
      return edges.has(index + 1);
    case ":":
      return after === "/" && text[index + 2] === "/" &&
        /(?:https?|ftp)$/i.test(text.slice(Math.max(0, index - 5), index));
    case ".":
      return /www$/i.test(text.slice(Math.max(0, index - 3), index));
    case "@":
      return /[\w.+-]/.test(before) && matchesAt(DOMAIN, text, index + 1);
    default:
      return true;
  }
}

/** What would make something else of a line than text, and white space that Markdown leaves out. */
function escapeLine(
  line: string,
  start: number,
  isFirst: boolean,
  isLast: boolean,
  escapes: Map<number, string>,
): void {
  const [all, sign, digits, point] = MEANT.test(line) ? [] : BLOCK.exec(line) ?? [];
  if (all !== undefined && sign !== undefined) {
    const place = start + all.length - sign.length;
    escapes.set(place, `\\${sign[0]}`);
  } else if (all !== undefined && digits !== undefined) escapes.set(start + all.length - 1, `\\${point}`);
  if (line.startsWith(" ") && (isFirst || line.trim() === "")) escapes.set(start, SPACE);
  const spaces = / *$/.exec(line)?.[0].length ?? 0;
  if (spaces === 1 && !isLast) return; // two would break the line
  for (let place = line.length - spaces; place < line.length; place++) escapes.set(start + place, SPACE);
}

/** Underscores between letters are part of a word, unless there are marks among them. */
function isInWord(text: string, start: number, end: number, edges: ReadonlySet<number>): boolean {
  for (let place = start; place <= end; place++) if (edges.has(place)) return false;
  return WORD_END.test(text.slice(Math.max(0, start - 2), start)) && WORD_START.test(text.slice(end, end + 2));
}

function isLineStart(text: string, index: number): boolean {
  let start = index;
  while (text[start - 1] === " ") start--;
  return start === 0 || text[start - 1] === "\n";
}

function matchesAt(expression: RegExp, text: string, index: number): boolean {
  expression.lastIndex = index;
  return expression.test(text);
}

/** Whether a place is in one of the ranges, which are sorted. */
function isIn(ranges: readonly Range[], place: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle].end <= place) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low].start <= place;
}
