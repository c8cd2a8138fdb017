/** Formatted text, checked and mended as Telegram does it. */
import type { MessageEntity } from "grammy/types";
import { type Arguments, isObject, type Json } from "./arguments.ts";
import { badRequest } from "./telegram_error.ts";

/** Text as Telegram keeps it. */
export interface FormattedText {
  readonly text: string;
  readonly entities: MessageEntity[];
  /** What Telegram silently changed: a bot that renders well causes none. */
  readonly changes: readonly string[];
}

const splittable = new Set(["bold", "italic", "underline", "strikethrough", "spoiler"]);
const quotes = new Set(["blockquote", "expandable_blockquote"]);
const pre = new Set(["pre", "code"]);
/** Found by Telegram itself: it takes them from a bot and forgets them. */
const automatic = new Set([
  "mention",
  "hashtag",
  "cashtag",
  "bot_command",
  "url",
  "email",
  "phone_number",
  "bank_card",
]);
const wrapping = new Set(["text_link", "text_mention", "custom_emoji", "date_time"]);

/**
 * Text and entities of a call.
 *
 * @throws {TelegramError} for what Telegram refuses: a `parse_mode` (this fake reads entities only), unknown types, entities
 * outside of the text or in the middle of a surrogate pair.
 */
export function readFormattedText(args: Arguments, textName: string, entitiesName: string): FormattedText {
  if (args.has("parse_mode")) {
    throw badRequest("the fake Telegram reads no parse_mode: send entities (tests/support/fake_telegram/README.md)");
  }
  return formatText(args.string(textName), args.json(entitiesName, "entities"));
}

/** See {@link readFormattedText}. */
export function formatText(text: string, given: Json | undefined): FormattedText {
  if (!text.isWellFormed()) throw badRequest("strings must be encoded in UTF-8");
  const changes: string[] = [];
  // The real server drops entities that are no array without a word.
  const entities = (Array.isArray(given) ? given : []).map(readEntity).filter((entity) => {
    if (automatic.has(entity.type)) changes.push(`${entity.type} at ${entity.offset} is Telegram's to find`);
    return !automatic.has(entity.type);
  });
  checkPlaces(text, entities);
  const kept = mend(sort(entities.filter(({ length }) => length > 0)), changes);
  if (entities.some(({ length }) => length === 0)) changes.push("an empty entity was dropped");
  const cleaned = clean(text, kept);
  if (cleaned.text !== text) changes.push("control characters were replaced");
  return trim(cleaned, changes);
}

function readEntity(value: Json): MessageEntity {
  const fail = (reason: string) => badRequest(`can't parse MessageEntity: ${reason}`);
  if (!isObject(value)) throw fail("expected an Object");
  const { type, offset, length } = value;
  for (const [name, number] of Object.entries({ offset, length })) {
    if (typeof number !== "number" || !Number.isInteger(number)) throw fail(`Field "${name}" must be a Number`);
  }
  if (typeof type !== "string") throw fail("Type is not specified");
  const place = { offset: Number(offset), length: Number(length) };
  const field = (name: string): string => {
    const content = value[name];
    if (typeof content !== "string") throw fail(`Can't find field "${name}"`);
    return content;
  };
  if (type === "text_link") return { type, ...place, url: field("url") };
  if (type === "pre") return { type, ...place, ...typeof value.language === "string" && { language: value.language } };
  if (type === "custom_emoji") return { type, ...place, custom_emoji_id: field("custom_emoji_id") };
  if (!isKnown(type)) throw fail("Unsupported type specified");
  const { user, unix_time } = value;
  return Object.assign({ type, ...place }, user !== undefined && { user }, unix_time !== undefined && { unix_time });
}

type PlainType = MessageEntity.CommonMessageEntity["type"];

function isKnown(type: string): type is PlainType {
  return [splittable, quotes, pre, automatic, wrapping].some((types) => types.has(type));
}

function checkPlaces(text: string, entities: readonly MessageEntity[]): void {
  const splitsPair = (at: number) =>
    at > 0 && at < text.length && isLow(text.charCodeAt(at)) && !isLow(text.charCodeAt(at - 1));
  const byteOffset = (at: number) => new TextEncoder().encode(text.slice(0, at)).length;
  for (const { offset, length } of entities) {
    if (offset < 0 || offset > 1_000_000) throw badRequest(`receive an entity with incorrect offset ${offset}`);
    if (length < 0 || length > 1_000_000) throw badRequest(`receive an entity with incorrect length ${length}`);
    if (length === 0) continue;
    if (offset > text.length) {
      throw badRequest(`entity begins after the end of the text at UTF-16 offset ${offset}`);
    }
    if (splitsPair(offset)) {
      throw badRequest(`entity begins in a middle of a UTF-16 symbol at byte offset ${byteOffset(offset + 1)}`);
    }
    const end = offset + length;
    if (end > text.length) {
      throw badRequest(
        `entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${end}`,
      );
    }
    if (splitsPair(end)) {
      throw badRequest(
        `entity beginning at UTF-16 offset ${offset} ends in a middle of a UTF-16 symbol at byte offset ` +
          byteOffset(end + 1),
      );
    }
  }
}

function isLow(unit: number): boolean {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

/** Outer before inner. */
function sort(entities: MessageEntity[]): MessageEntity[] {
  const rank = ({ type }: MessageEntity) => quotes.has(type) ? 0 : pre.has(type) || wrapping.has(type) ? 1 : 2;
  return entities.sort((a, b) => a.offset - b.offset || b.length - a.length || rank(a) - rank(b));
}

/** Which entity may stand inside of which. */
function objection(inner: MessageEntity, outer: MessageEntity): string | undefined {
  if (inner.offset + inner.length > outer.offset + outer.length) {
    // Bold and its like may overlap others: Telegram splits them, and a person sees no difference.
    const isSplit = splittable.has(inner.type) || splittable.has(outer.type);
    return isSplit && !pre.has(inner.type) && !pre.has(outer.type) ? undefined : "crosses";
  }
  if (inner.type === outer.type) return "stands in its own kind,";
  if (pre.has(outer.type)) return "stands inside of";
  if (pre.has(inner.type) && !quotes.has(outer.type)) return "stands inside of";
  if (quotes.has(inner.type) && (quotes.has(outer.type) || wrapping.has(outer.type))) return "stands inside of";
  if (wrapping.has(inner.type) && wrapping.has(outer.type)) return "stands inside of";
  return undefined;
}

/** Makes one of those of a kind that overlap or touch: a person sees no difference. */
function join(entities: readonly MessageEntity[]): MessageEntity[] {
  const joined: MessageEntity[] = [];
  for (const entity of entities) {
    const { type, offset, length } = entity;
    const index = joined.findLastIndex((other) => other.type === type && offset <= other.offset + other.length);
    if (index < 0) joined.push(entity);
    else {
      const other = joined[index];
      joined[index] = { ...other, length: Math.max(other.length, offset + length - other.offset) };
    }
  }
  return joined;
}

/**
 * Leaves out what Telegram would: splittable entities give way to code, of two others the first stays, and what stands
 * inside of something that can't hold it goes.
 */
function mend(entities: MessageEntity[], changes: string[]): MessageEntity[] {
  const strong = entities.filter(({ type }) => !splittable.has(type));
  const kept: MessageEntity[] = [];
  for (const entity of [...strong, ...join(entities.filter(({ type }) => splittable.has(type)))]) {
    const reason = kept.map((other) => {
      if (other.offset >= entity.offset + entity.length || entity.offset >= other.offset + other.length) {
        return undefined;
      }
      const [outer, inner] = sort([entity, other]);
      const why = objection(inner, outer);
      return why && `${inner.type} at ${inner.offset} ${why} ${outer.type} at ${outer.offset}`;
    }).find((why) => why !== undefined);
    if (reason === undefined) kept.push(entity);
    else changes.push(reason);
  }
  return sort(kept);
}

/** Control characters become spaces, line ends lose their `\r`, and what reorders lines is left out. */
function clean(text: string, entities: MessageEntity[]): { text: string; entities: MessageEntity[] } {
  // deno-lint-ignore no-control-regex -- these are the very characters that Telegram replaces
  const replaced = text.replaceAll(/[\x00-\x09\x0B\x0C\x0E-\x1F]/g, " ");
  const dropped = /[\r\u2028-\u202E\u0333\u033F\u030A]/;
  if (!dropped.test(replaced)) return { text: replaced, entities };
  const before: number[] = [0];
  let kept = "";
  for (const unit of replaced.split("")) {
    if (!dropped.test(unit)) kept += unit;
    before.push(kept.length);
  }
  const moved = entities.map((entity) => {
    const offset = before[entity.offset];
    return { ...entity, offset, length: before[entity.offset + entity.length] - offset };
  });
  // What stood apart may touch now.
  return { text: kept, entities: mend(sort(moved.filter(({ length }) => length > 0)), []) };
}

/** Spaces and line ends go at the end, and at the beginning as far as no entity covers them. */
function trim({ text, entities }: { text: string; entities: MessageEntity[] }, changes: string[]): FormattedText {
  const end = text.replace(/[ \n]+$/, "").length;
  const cut = entities.filter(({ offset }) => offset < end)
    .map((entity) => ({ ...entity, length: Math.min(entity.length, end - entity.offset) }));
  const start = Math.min(text.search(/[^ \n]|$/), cut[0]?.offset ?? text.length, end);
  if (end - start < text.length) changes.push("white space was trimmed");
  return {
    text: text.slice(start, end),
    entities: sort(cut.map((entity) => ({ ...entity, offset: entity.offset - start }))),
    changes,
  };
}

const found = [
  ["bot_command", /(?<![\w/@])\/[a-zA-Z]\w{0,63}(?:@\w{3,32})?/g],
  ["url", /https?:\/\/[^\s<>"]*[^\s<>".,:;!?)]/g],
  ["email", /[\w.+-]+@[\w-]+\.[\w.-]*\w/g],
  ["mention", /(?<![\w@/])@[a-zA-Z]\w{3,31}/g],
  ["hashtag", /(?<![\p{L}\p{N}_#])#[\p{L}\p{N}_]*[\p{L}_][\p{L}\p{N}_]*/gu],
] as const;

/** The entities that Telegram finds by itself in what people write: commands, links, addresses, mentions, hashtags. */
export function findEntities(text: string, given: readonly MessageEntity[] = []): MessageEntity[] {
  const all = [...given];
  for (const [type, pattern] of found) {
    for (const match of text.matchAll(pattern)) {
      const place = { offset: match.index, length: match[0].length };
      const isFree = all.every((other) =>
        splittable.has(other.type) || quotes.has(other.type) ||
        other.offset >= place.offset + place.length || place.offset >= other.offset + other.length
      );
      if (isFree) all.push({ type, ...place });
    }
  }
  return sort(all);
}
