/** Buttons as Telegram shows them. */
import type { InlineKeyboardButton, InlineKeyboardMarkup } from "grammy/types";
import type { WireButton } from "../../core/mod.ts";
import { isLinkable } from "./link_address.ts";

/** Bytes of what Telegram gives back when a button is pressed. */
const DATA_LIMIT = 64;
const encoder = new TextEncoder();

/**
 * Rows of buttons for `reply_markup`; `undefined` where there are none, which also takes those of a message away when it is edited. A link
 * that Telegram would refuse the message for is left out, and so is a row that has nothing else.
 *
 * @throws {RangeError} an id takes more than 64 bytes. The kernel's take at most 21.
 */
export function inlineKeyboard(rows: readonly (readonly WireButton[])[] = []): InlineKeyboardMarkup | undefined {
  const inline_keyboard = rows.map((row) => row.flatMap(inlineButton)).filter((row) => row.length > 0);
  return inline_keyboard.length === 0 ? undefined : { inline_keyboard };
}

function inlineButton(button: WireButton): InlineKeyboardButton[] {
  const { text } = button;
  if ("url" in button) return isLinkable(button.url) ? [{ text, url: button.url }] : [];
  const bytes = encoder.encode(button.id).length;
  if (bytes === 0 || bytes > DATA_LIMIT) {
    throw new RangeError(`The id of the button "${text}" takes ${bytes} bytes. Telegram takes 1 to ${DATA_LIMIT}.`);
  }
  return [{ text, callback_data: button.id }];
}
