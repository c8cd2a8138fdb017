/** A text with formats, links and code as lines of Markdown. */
import type { MessageEntity } from "grammy/types";
import { type FormattedText, isStyle, type Range, rangeOf, type Style } from "./formatted_text.ts";
import { type Escapes, findEscapes } from "./markdown_escapes.ts";

/** Something that begins and ends: its marks stand around it, and nothing crosses them. */
interface Span extends Range {
  readonly style?: Style;
  /** Where a link leads. */
  readonly url?: string;
  /** What stands in the place of its text. */
  readonly verbatim?: string;
}

/** A piece of a line: text, or a mark of a span. */
type Item = { readonly text: string } | { readonly mark: "open" | "close"; readonly piece: Piece };
/** A span, or a part of one that had to be cut because something crosses it. */
interface Piece {
  readonly span: Span;
  /** Where in the line its marks are. */
  open: number;
  close: number;
}

const MARKS: Readonly<Record<Style, string>> = {
  bold: "**",
  italic: "_",
  strikethrough: "~~",
  underline: "u",
  spoiler: "||",
};
const TAGS: Readonly<Record<Style, string>> = {
  bold: "b",
  italic: "i",
  strikethrough: "s",
  underline: "u",
  spoiler: "tg-spoiler",
};

/** Writes Markdown that `renderMarkdown` makes the same text and entities of. Quotes and `pre` are not for here. */
export function inlineMarkdown({ text, entities }: FormattedText): string {
  const spans = spansOf(text, entities);
  const escapes = findEscapes(text, {
    links: spans.filter(({ url }) => url !== undefined),
    addresses: spans.filter(({ verbatim }) => verbatim !== undefined),
    edges: new Set(spans.flatMap(({ start, end }) => [start, end])),
  });
  return join(nest(text, spans, escapes));
}

/** All that has marks. */
function spansOf(text: string, entities: readonly MessageEntity[]): Span[] {
  const styles = new Map<Style, { start: number; end: number }>();
  const spans: Span[] = [];
  for (const entity of entities) {
    const { start, end } = rangeOf(entity);
    if (isStyle(entity)) {
      // The pieces of one range are whole again: each end more is a mark more.
      const open = styles.get(entity.type);
      if (open !== undefined && open.end === start) open.end = end;
      else {
        const style = { style: entity.type, start, end };
        styles.set(entity.type, style);
        spans.push(style);
      }
    } else if (entity.type === "code") spans.push({ start, end, verbatim: codeSpan(text.slice(start, end)) });
    else if (entity.type === "text_link") spans.push({ start, end, url: entity.url });
    else if (entity.type === "text_mention") spans.push({ start, end, url: `tg://user?id=${entity.user.id}` });
  }
  return [...spans, ...addressesOf(text, entities, spans)];
}

function codeSpan(code: string): string {
  const fence = "`".repeat(longestRun(code, "`") + 1);
  const isPadded = /^`|`$|^ .*[^ ].* $/s.test(code);
  return isPadded ? `${fence} ${code} ${fence}` : fence + code + fence;
}

/** How many of a character stand side by side at most. */
export function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === character ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest;
}

/** Addresses in the text that a reader of Markdown makes links of as well: bare where that is safe. */
function addressesOf(text: string, entities: readonly MessageEntity[], spans: readonly Span[]): Span[] {
  return entities.filter(({ type }) => type === "url" || type === "email").map(rangeOf).flatMap((range) => {
    const isCut = spans.some(({ start, end }) => isInside(start, range) || isInside(end, range));
    const address = text.slice(range.start, range.end);
    if (isCut || !/^(?:https?:\/\/[^\s<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]+)$/i.test(address)) return [];
    if (address.includes("||")) return []; // the sign of a spoiler is read within an address as well, so that it has to be escaped
    const inLink = spans.some(({ url, start, end }) => url !== undefined && start <= range.start && range.end <= end);
    if (inLink) return [];
    const isBare = /^https?:\/\/[\w./?=&%#+-]*[\w/=]$/i.test(address) && !address.includes("_") &&
      !address.includes("&") &&
      /^(?:[.,:;!?]*)(?:\s|$)/.test(text.slice(range.end, range.end + 8)) && !/\w/.test(text[range.start - 1] ?? "");
    return [{ ...range, verbatim: isBare ? address : `<${withoutReferences(address)}>` }];
  });
}

function isInside(place: number, { start, end }: Range): boolean {
  return start < place && place < end;
}

/** Puts marks between the texts so that they nest. */
function nest(text: string, spans: readonly Span[], escapes: Escapes): Item[] {
  const nesting = new Nesting();
  const starting = Map.groupBy(spans, ({ start }) => start);
  const places = new Set([...spans.flatMap(({ start, end }) => [start, end]), text.length]);
  let written = 0;
  for (const place of [...places].sort((a, b) => a - b)) {
    if (place > written) nesting.write(nesting.verbatim ?? escaped(text, written, place, escapes));
    nesting.pass(place, starting.get(place) ?? []);
    written = place;
  }
  return nesting.items;
}

/** The marks that are open while a text is gone through. */
class Nesting {
  readonly items: Item[] = [];
  readonly #open: Piece[] = [];

  /** What stands in the place of the text to come. */
  get verbatim(): string | undefined {
    return this.#open.at(-1)?.span.verbatim;
  }

  write(text: string): void {
    this.items.push({ text });
  }

  /** Ends what ends at a place, and begins what begins there; what has to be cut for either goes on. */
  pass(place: number, starting: readonly Span[]): void {
    const ongoing = this.#closeFrom(this.#open.findIndex(({ span }) => span.end === place), place);
    // A link can't be cut, so what ends inside of it is cut where it begins.
    const end = Math.max(
      0,
      ...[...starting, ...ongoing].filter(({ style }) => style === undefined).map((span) => span.end),
    );
    const crossed = this.#closeFrom(this.#open.findIndex(({ span }) => span.end < end), place);
    const opening = [...ongoing, ...crossed, ...starting].sort((a, b) => b.end - a.end || rankOf(a) - rankOf(b));
    for (const span of opening) {
      const piece = { span, open: this.items.length, close: -1 };
      this.#open.push(piece);
      this.items.push({ mark: "open", piece });
    }
  }

  /** Closes all that was opened since a depth; none at -1. Says what of it does not end here. */
  #closeFrom(depth: number, place: number): Span[] {
    const closed = depth < 0 ? [] : this.#open.splice(depth).reverse();
    for (const piece of closed) {
      piece.close = this.items.length;
      this.items.push({ mark: "close", piece });
    }
    return closed.map(({ span }) => span).filter(({ end }) => end > place);
  }
}

/** Of two spans with one end, formats are outside. */
function rankOf({ style }: Span): number {
  return style === undefined ? 1 : 0;
}

function escaped(text: string, start: number, end: number, escapes: Escapes): string {
  let written = "";
  for (let index = start; index < end; index++) written += escapes.get(index) ?? text[index];
  return written;
}

/** Writes the items, with Markdown's own marks where these would be read as marks, and tags elsewhere. */
function join(items: readonly Item[]): string {
  const pieces = items.flatMap((item) => "mark" in item && item.mark === "open" ? [item.piece] : []);
  const count = new Map<Span, number>();
  for (const { span } of pieces) count.set(span, (count.get(span) ?? 0) + 1);
  const tagged = new Set(pieces.filter((piece) => {
    const { style } = piece.span;
    if (style === undefined) return false;
    return style === "underline" || count.get(piece.span) !== 1 || !canMark(items, piece);
  }));
  return items.map((item) => {
    if (!("mark" in item)) return item.text;
    const { span: { style, url, verbatim } } = item.piece;
    if (verbatim !== undefined) return "";
    if (url !== undefined) return item.mark === "open" ? "[" : `](${destination(url)})`;
    if (style === undefined) return "";
    if (!tagged.has(item.piece)) return MARKS[style];
    return item.mark === "open" ? `<${TAGS[style]}>` : `</${TAGS[style]}>`;
  }).join("");
}

const LETTER = /[\p{L}\p{N}\p{M}]/u;
/** Lexers do not agree about other punctuation. */
const APART = /[\s!-/:-@[-`{-~]/;

/**
 * Whether Markdown reads the marks of a piece as marks: text that they touch on the inside is a letter, or what they touch on the outside is none.
 * Underscores need the latter on both sides.
 */
function canMark(items: readonly Item[], { span, open, close }: Piece): boolean {
  const first = edgeOf(items, open + 1, 1);
  const last = edgeOf(items, close - 1, -1);
  if (/\s/.test(first + last)) return false;
  if (span.style === "spoiler") return true;
  const before = edgeOf(items, open - 1, -1);
  const after = edgeOf(items, close + 1, 1);
  // Beside asterisks, the lexer takes a tilde for a letter.
  if (span.style === "bold" && (before + first + last + after).includes("~")) return false;
  const isBehindApart = isApart(before);
  const isBeforeApart = isApart(after);
  if (span.style === "italic") return isBehindApart && isBeforeApart;
  return (isBehindApart || LETTER.test(first)) && (isBeforeApart || LETTER.test(last));
}

function isApart(edge: string): boolean {
  return edge === "" || APART.test(edge);
}

/** The character of the items at a place that touches what stands before it (1) or behind it (-1); a mark is punctuation. */
function edgeOf(items: readonly Item[], place: number, side: 1 | -1): string {
  for (let index = place; index >= 0 && index < items.length; index += side) {
    const item = items[index];
    if (!("mark" in item)) {
      return side === 1 ? String.fromCodePoint(item.text.codePointAt(0) ?? 32) : item.text.slice(-1);
    }
    const { style, verbatim } = item.piece.span;
    if (verbatim === undefined) return style === "strikethrough" ? "~" : "*";
  }
  return "";
}

/** A link's address as Markdown takes it. */
function destination(url: string): string {
  const address = withoutReferences(url).replaceAll("\\", "\\\\").replace(
    /\s/g,
    encodeURIComponent,
  );
  return /^[^()<>]+$/.test(address) ? address : `<${address.replace(/[<>]/g, "\\$&")}>`;
}

/** What would be read as another character, as it has to be written. */
function withoutReferences(address: string): string {
  return address.replace(/&(?=#?\w+;)/g, "&amp;");
}
