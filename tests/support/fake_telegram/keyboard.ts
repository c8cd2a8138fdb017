/** Keyboards under messages, checked as Telegram does it. */
import type { ForceReply, InlineKeyboardButton, InlineKeyboardMarkup } from "grammy/types";
import type { ReplyKeyboardMarkup, ReplyKeyboardRemove } from "grammy/types";
import { type Arguments, isObject, type Json, type JsonObject } from "./arguments.ts";
import { badRequest } from "./telegram_error.ts";

/** Whatever stands in `reply_markup`. */
export type Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply;

/** More buttons than this in all are refused. */
const mostButtons = 100;
/** A longer row is refused by none, but cut to this. */
const longestRow = 12;
/** In UTF-8. */
const longestData = 64;

const kinds = [
  "url",
  "callback_data",
  "callback_game",
  "pay",
  "switch_inline_query",
  "switch_inline_query_chosen_chat",
  "switch_inline_query_current_chat",
  "login_url",
  "web_app",
  "copy_text",
];

/**
 * The markup of a call; `undefined` when there is none.
 *
 * @param onlyInline whether another keyboard than an inline one is refused, as in edits.
 * @throws {TelegramError} as Telegram does.
 */
export function readMarkup(args: Arguments, onlyInline = false): Markup | undefined {
  const markup = args.json("reply_markup", "reply keyboard markup");
  if (markup === undefined) return undefined;
  if (!isObject(markup)) throw badRequest("object expected as reply markup");
  if (markup.inline_keyboard !== undefined) return readInlineKeyboard(markup.inline_keyboard);
  if (onlyInline && Object.keys(markup).length > 0) throw badRequest("inline keyboard expected");
  if (Array.isArray(markup.keyboard)) return { ...markup, keyboard: readKeyboard(markup.keyboard) };
  if (markup.remove_keyboard === true) return { remove_keyboard: true };
  if (markup.force_reply === true) return { force_reply: true };
  return undefined;
}

function readKeyboard(rows: Json[]): string[][] {
  return rows.map((row) => {
    if (!Array.isArray(row)) throw badRequest(`field "keyboard" must be an Array of Arrays`);
    return row.map((button) => typeof button === "string" ? button : isObject(button) ? String(button.text) : "");
  });
}

function readInlineKeyboard(rows: Json): InlineKeyboardMarkup | undefined {
  const shape = `field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays`;
  if (!Array.isArray(rows)) throw badRequest(shape);
  const keyboard = rows.map((row) => {
    if (!Array.isArray(row)) throw badRequest(shape);
    return row.map(readButton).slice(0, longestRow);
  }).filter(({ length }) => length > 0);
  if (keyboard.flat().length > mostButtons) throw badRequest("reply markup is too long");
  return keyboard.length > 0 ? { inline_keyboard: keyboard } : undefined;
}

function readButton(button: Json): InlineKeyboardButton {
  const fail = (reason: string) => badRequest(`can't parse inline keyboard button: ${reason}`);
  if (!isObject(button)) throw fail("InlineKeyboardButton must be an Object");
  if (typeof button.text !== "string") throw fail(`Can't find field "text"`);
  if (!isButton(button)) throw fail("Text buttons are unallowed in the inline keyboard");
  if (button.text.trim() === "") throw badRequest("inline keyboard button text must be non-empty");
  const { callback_data, url } = button;
  if (typeof callback_data === "string" && new TextEncoder().encode(callback_data).length > longestData) {
    throw badRequest("BUTTON_DATA_INVALID");
  }
  if (typeof url === "string" && !/^(https?|tg|mailto|tel):|^[^\s:/]+\.[^\s]+$/.test(url)) {
    throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  }
  return button;
}

function isButton(button: JsonObject): button is JsonObject & InlineKeyboardButton {
  return kinds.some((kind) => button[kind] !== undefined && button[kind] !== "");
}

/** The inline keyboard of a markup, if it is one. */
export function inlineKeyboard(markup: Markup | undefined): InlineKeyboardMarkup | undefined {
  return markup && "inline_keyboard" in markup ? markup : undefined;
}
