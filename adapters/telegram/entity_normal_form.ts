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
 * whole; code contains nothing; formats of one kind that touch are one; formats are cut where anything else begins or ends, and
 * never begin or end with white space. Entities that are not within the text, or cut a surrogate pair, are left out.
 */
export function normalizeEntities(text: string, entities: readonly MessageEntity[]): MessageEntity[] {
  const valid = entities.filter((entity) => isWithin(text, entity));
  const trimmed = valid.filter((entity) => !isStyle(entity))
    .map((entity) => moveTo(entity, trimRange(text, rangeOf(entity), blanksOf(entity))))
    .filter(({ length }) => length > 0)
    .sort(compareEntities);
  const quotes = withoutOverlaps(trimmed.filter(isQuote));
  const solids = withoutCrossings(withoutOverlaps(trimmed.filter((entity) => !isQuote(entity))), quotes);
  const styles = new Map<Style, Range[]>();
  const opaque = solids.filter(isOpaque).map(rangeOf);
  for (const style of STYLES) {
    const ranges = valid.filter((entity) => entity.type === style).map(rangeOf);
    const visible = mergeTouching(subtractAll(mergeTouching(ranges), opaque))
      .map((range) => trimRange(text, range)).filter(({ start, end }) => start < end);
    if (visible.length > 0) styles.set(style, visible);
  }
  return [...quotes, ...solids, ...cutStyles(styles, [...quotes, ...solids])].sort(compareEntities);
}

/** The range without the spaces and line ends, or other characters, at both its ends. */
export function trimRange(text: string, { start, end }: Range, blanks = " \n"): Range {
  while (end > start && blanks.includes(text[end - 1])) end--;
  while (start < end && blanks.includes(text[start])) start++;
  return { start, end };
}

/** What is no part of an entity at its ends: spaces are code, and so are line ends within a line of code. */
function blanksOf(entity: MessageEntity): string {
  if (entity.type === "pre") return "\n";
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
  const cuts = new Set<number>();
  for (const { start, end } of others.map(rangeOf)) cuts.add(start).add(end);
  for (const ranges of styles.values()) for (const { start } of ranges) cuts.add(start);
  const sorted = [...cuts].sort((a, b) => a - b);
  const pieces: MessageEntity[] = [];
  for (const [type, ranges] of styles) {
    let first = 0;
    for (const range of ranges) {
      let { start } = range;
      while (first < sorted.length && sorted[first] <= start) first++;
      for (let index = first; index < sorted.length && sorted[index] < range.end; index++) {
        pieces.push({ type, offset: start, length: sorted[index] - start });
        start = sorted[index];
      }
      pieces.push({ type, offset: start, length: range.end - start });
    }
  }
  return pieces;
}
