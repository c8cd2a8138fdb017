/** Text with entities, in the form that Telegram itself keeps it in. */
import type { MessageEntity } from "grammy/types";

/** A text as Telegram takes and gives it. Offsets and lengths of entities are in UTF-16 units. */
export interface FormattedText {
  /** Without any marks. */
  readonly text: string;
  /** Sorted by offset, the longer first. */
  readonly entities: readonly MessageEntity[];
}

/** Where an entity is, in UTF-16 units; the end is the first unit behind it. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Formats that may lie in each other and in everything but code. In the order in which Telegram nests them. */
export const STYLES = ["bold", "italic", "underline", "strikethrough", "spoiler"] as const;
/** One of the formats that may lie in each other. */
export type Style = typeof STYLES[number];

/** Whether an entity is a format that may be cut without changing what is shown. */
export function isStyle(entity: MessageEntity): entity is MessageEntity.CommonMessageEntity & { type: Style } {
  return (STYLES as readonly string[]).includes(entity.type);
}

/** Whether an entity is a quote, folded or not. */
export function isQuote(entity: MessageEntity): boolean {
  return entity.type === "blockquote" || entity.type === "expandable_blockquote";
}

/** Whether no other entity may lie in this one. */
export function isOpaque(entity: MessageEntity): boolean {
  return entity.type === "pre" || entity.type === "code" || entity.type === "date_time";
}

/** Where an entity is. */
export function rangeOf({ offset, length }: MessageEntity): Range {
  return { start: offset, end: offset + length };
}

/** The same entity somewhere else. */
export function moveTo(entity: MessageEntity, { start, end }: Range): MessageEntity {
  return { ...entity, offset: start, length: end - start };
}

/** What of an entity is in a range, its place counted from the beginning of that; nothing where it has no part in it. */
export function clipEntity(entity: MessageEntity, { start, end }: Range): MessageEntity[] {
  const range = rangeOf(entity);
  const inside = { start: Math.max(range.start, start) - start, end: Math.min(range.end, end) - start };
  return inside.start < inside.end ? [moveTo(entity, inside)] : [];
}

/** What begins first, then what contains the other, then what Telegram puts outside. */
export function compareEntities(a: MessageEntity, b: MessageEntity): number {
  return a.offset - b.offset || b.length - a.length || rankOf(a) - rankOf(b);
}

/** Of two entities with one range, the one with the lower rank is the outer one. */
function rankOf(entity: MessageEntity): number {
  switch (entity.type) {
    case "blockquote":
    case "expandable_blockquote":
      return 0;
    case "pre":
      return 1;
    case "code":
      return 2;
    case "date_time":
      return 3;
    case "text_link":
    case "text_mention":
      return 4;
    case "custom_emoji":
      return 20;
    default:
      return isStyle(entity) ? 10 + STYLES.indexOf(entity.type) : 5;
  }
}
