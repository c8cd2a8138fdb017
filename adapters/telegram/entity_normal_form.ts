/**
 * Brings entities into the one form that Telegram keeps: what it would cut, merge or drop is cut, merged or dropped here, so
 * that its count against the limit is ours, and what comes back from it compares equal.
 */
import type { MessageEntity } from "grammy/types";
import {
  compareEntities,
  isOpaque,
  isQuote,
  isStyle,
  moveTo,
  type Range,
  rangeOf,
  type Style,
  STYLES,
} from "./formatted_text.ts";

/**
 * The entities as Telegram nests them: links, mentions and code lie beside each other and inside or outside of quotes as a
 * whole; code contains nothing; formats of one kind that touch are one; formats are cut where anything else begins or ends.
 * None begins or ends with white space, and what shows no difference is gone too: formats and links are parted at empty lines,
 * code at every line end, code that touches is one. Entities that are not within the text, or cut a character, are left out.
 */
export function normalizeEntities(text: string, entities: readonly MessageEntity[]): MessageEntity[] {
  const valid = entities.filter((entity) => isWithin(text, entity)).sort(compareEntities);
  const quotes = withoutOverlaps(valid.filter(isQuote).flatMap((entity) => trimEntity(text, entity)));
  const tokens = valid.filter((entity) => !isStyle(entity) && !isQuote(entity));
  const solids = withoutCrossings(withoutOverlaps(partTokens(text, tokens)), quotes);
  const styles = new Map<Style, Range[]>();
  const opaque = solids.filter(isOpaque).map(rangeOf);
  for (const style of STYLES) {
    const ranges = mergeTouching(valid.filter((entity) => entity.type === style).map(rangeOf));
    const visible = cutRanges(subtractAll(ranges, opaque), edgesOf(quotes))
      .flatMap((range) => partRange(text, range, EMPTY_LINES))
      .map((range) => trimRange(text, range)).filter(({ start, end }) => start < end);
    if (visible.length > 0) styles.set(style, visible);
  }
  return [...quotes, ...solids, ...cutStyles(styles, [...quotes, ...solids])].sort(compareEntities);
}

const EMPTY_LINES = /\n\n+/g;
const LINE_ENDS = /\n+/g;

/** Links, mentions and code without what shows no difference; sorted. */
function partTokens(text: string, tokens: readonly MessageEntity[]): MessageEntity[] {
  const code = mergeTouching(withoutOverlaps(tokens).filter(({ type }) => type === "code").map(rangeOf));
  const links = tokens.filter(({ type }) => type !== "code").flatMap((entity) => {
    if (entity.type !== "text_link" && entity.type !== "text_mention") return trimEntity(text, entity);
    return partRange(text, rangeOf(entity), EMPTY_LINES).flatMap((range) => trimEntity(text, moveTo(entity, range)));
  });
  const lines = code.flatMap((range) => partRange(text, range, LINE_ENDS))
    .map(({ start, end }): MessageEntity => ({ type: "code", offset: start, length: end - start }));
  return [...links, ...lines].sort(compareEntities);
}

/** The parts of a range between the borders. */
function partRange(text: string, range: Range, borders: RegExp): Range[] {
  const holes = Array.from(
    text.slice(range.start, range.end).matchAll(borders),
    ({ 0: border, index }) => ({ start: range.start + index, end: range.start + index + border.length }),
  );
  return subtractAll([range], holes);
}

function trimEntity(text: string, entity: MessageEntity): MessageEntity[] {
  const range = trimRange(text, rangeOf(entity), blanksOf(entity));
  return range.start < range.end ? [moveTo(entity, range)] : [];
}

/** The range without the spaces and line ends, or other characters, at both its ends. */
export function trimRange(text: string, { start, end }: Range, blanks = " \n"): Range {
  while (end > start && blanks.includes(text[end - 1])) end--;
  while (start < end && blanks.includes(text[start])) start++;
  return { start, end };
}

/** What is no part of an entity at its ends: spaces are part of code and of a quote's line. */
function blanksOf(entity: MessageEntity): string {
  if (entity.type === "pre" || isQuote(entity)) return "\n";
  return isOpaque(entity) ? "" : " \n";
}

/** Whether there is half a character on either side of a place. */
export function cutsCharacter(text: string, index: number): boolean {
  return isHigh(text.charCodeAt(index - 1)) && isLow(text.charCodeAt(index));
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

function isWithin(text: string, { offset, length }: MessageEntity): boolean {
  return Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length > 0 &&
    offset + length <= text.length && !cutsCharacter(text, offset) && !cutsCharacter(text, offset + length);
}

/** Of those that share characters only the first; the list is sorted. */
function withoutOverlaps(entities: readonly MessageEntity[]): MessageEntity[] {
  let end = 0;
  return entities.filter((entity) => {
    if (entity.offset < end) return false;
    end = entity.offset + entity.length;
    return true;
  });
}

/** Without those that lie neither inside nor outside of a quote. Both lists are sorted and free of overlaps. */
function withoutCrossings(entities: readonly MessageEntity[], quotes: readonly MessageEntity[]): MessageEntity[] {
  let next = 0;
  return entities.filter((entity) => {
    const { start, end } = rangeOf(entity);
    while (next < quotes.length && rangeOf(quotes[next]).end <= start) next++;
    if (next === quotes.length) return true;
    const quote = rangeOf(quotes[next]);
    return end <= quote.start || (quote.start <= start && end <= quote.end);
  });
}

/** Sorted, and those that touch made one. */
function mergeTouching(ranges: readonly Range[]): Range[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/** What is left of the ranges outside of the holes; both are sorted and free of overlaps. */
function subtractAll(ranges: readonly Range[], holes: readonly Range[]): Range[] {
  const left: Range[] = [];
  let first = 0;
  for (const range of ranges) {
    let { start } = range;
    while (first < holes.length && holes[first].end <= start) first++;
    for (let index = first; index < holes.length && holes[index].start < range.end; index++) {
      if (holes[index].start > start) left.push({ start, end: holes[index].start });
      start = Math.max(start, holes[index].end);
    }
    if (start < range.end) left.push({ start, end: range.end });
  }
  return left;
}

/** Cuts formats where others begin, and where anything else begins or ends. */
function cutStyles(styles: ReadonlyMap<Style, readonly Range[]>, others: readonly MessageEntity[]): MessageEntity[] {
  const starts = [...styles.values()].flatMap((ranges) => ranges.map(({ start }) => start));
  const places = [...edgesOf(others), ...starts].sort((a, b) => a - b);
  return [...styles].flatMap(([type, ranges]) =>
    cutRanges(ranges, places).map(({ start, end }): MessageEntity => ({ type, offset: start, length: end - start }))
  );
}

/** Sorted. */
function edgesOf(entities: readonly MessageEntity[]): number[] {
  return entities.map(rangeOf).flatMap(({ start, end }) => [start, end]).sort((a, b) => a - b);
}

/** Cuts ranges at places; both are sorted, and the ranges free of overlaps. */
function cutRanges(ranges: readonly Range[], places: readonly number[]): Range[] {
  const pieces: Range[] = [];
  let first = 0;
  for (const range of ranges) {
    let { start } = range;
    while (first < places.length && places[first] <= start) first++;
    for (let index = first; index < places.length && places[index] < range.end; index++) {
      if (places[index] > start) pieces.push({ start, end: places[index] });
      start = places[index];
    }
    pieces.push({ start, end: range.end });
  }
  return pieces;
}
