/** Changes of messages: edits, deletions, reactions. */
import type { InlineKeyboardMarkup, Message } from "grammy/types";
import { isObject } from "../arguments.ts";
import type { Content, FakeChat, StoredMessage } from "../chat.ts";
import { inlineKeyboard, readMarkup } from "../keyboard.ts";
import { badRequest } from "../telegram_error.ts";
import { mediaKinds } from "./media.ts";
import { isReaction } from "./reactions.ts";
import { captionContent, readCaption, readText, textContent } from "./sending.ts";
import type { Call, Method } from "./method.ts";

/** Seconds after which a message can't be deleted any more: 48 hours. */
const deletable = 48 * 60 * 60;
const mostDeleted = 100;
const captioned = mediaKinds.filter((kind) => kind !== "sticker" && kind !== "video_note");

/** The message of a call. @throws {TelegramError} `message to <what> not found`. */
function find({ args, state }: Call, what: string): { chat: FakeChat; stored: StoredMessage } {
  const chat = state.writableChat(args.string("chat_id"));
  const stored = chat.stored.get(args.integer("message_id"));
  if (!stored) throw badRequest(`message to ${what} not found`);
  return { chat, stored };
}

function edit(call: Call, check: (message: Message) => void, content: Content): Message {
  if (call.args.has("inline_message_id")) throw badRequest("MESSAGE_ID_INVALID");
  const { chat, stored } = find(call, "edit");
  if (!stored.isBots || stored.message.forward_origin) throw badRequest("message can't be edited");
  check(stored.message);
  const markup = inlineKeyboard(readMarkup(call.args, true));
  const { reply_markup: before, ...old } = stored.message;
  const next = { ...old, ...content };
  if (same(old, next) && same(before, markup)) {
    throw badRequest(
      "message is not modified: specified new message content and reply markup are exactly the same as a current " +
        "content and reply markup of the message",
    );
  }
  stored.message = { ...next, edit_date: call.state.date(), ...markup && { reply_markup: markup } };
  stored.edits++;
  chat.emit("edited", stored);
  return stored.message;
}

function same(before: Message | InlineKeyboardMarkup | undefined, after: typeof before): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

/** `editMessageText`. */
export const editMessageText: Method = (call) => {
  const { entities, ...text } = textContent(readText(call));
  return edit(call, (message) => {
    if (message.text === undefined) throw badRequest("there is no text in the message to edit");
  }, { ...text, entities });
};

/** `editMessageCaption`. */
export const editMessageCaption: Method = (call) => {
  const { caption, caption_entities } = captionContent(readCaption(call));
  return edit(call, (message) => {
    if (!captioned.some((kind) => message[kind])) throw badRequest("there is no caption in the message to edit");
  }, { caption, caption_entities });
};

/** `editMessageReplyMarkup`. */
export const editMessageReplyMarkup: Method = (call) => edit(call, () => {}, {});

/** `deleteMessage`. */
export const deleteMessage: Method = (call) => {
  const { chat, stored } = find(call, "delete");
  if (!isDeletable(call, chat, stored)) throw badRequest("message can't be deleted for everyone");
  remove(chat, stored);
  return true;
};

/** `deleteMessages`: those that are not there are passed over. */
export const deleteMessages: Method = (call) => {
  const chat = call.state.writableChat(call.args.string("chat_id"));
  const ids = call.args.json("message_ids", "message_ids");
  if (ids === undefined) throw badRequest("message identifiers are not specified");
  if (!Array.isArray(ids)) throw badRequest("expected an Array of message identifiers");
  if (ids.length > mostDeleted) throw badRequest("too many message identifiers specified");
  const found = ids.map((id) => chat.stored.get(Number(id))).filter((stored) => stored !== undefined);
  if (!found.every((stored) => isDeletable(call, chat, stored))) {
    throw badRequest("message can't be deleted for everyone");
  }
  for (const stored of found) remove(chat, stored);
  return true;
};

function isDeletable({ state }: Call, chat: FakeChat, stored: StoredMessage): boolean {
  const isYoung = state.date() - stored.message.date < deletable;
  return isYoung && (stored.isBots || chat.isPrivate || chat.botStatus === "administrator");
}

function remove(chat: FakeChat, stored: StoredMessage): void {
  chat.remove(stored);
  chat.emit("deleted", stored);
}

/** `setMessageReaction`: one of the emoji that Telegram allows, or none. */
export const setMessageReaction: Method = (call) => {
  const reactions = call.args.json("reaction", "reaction types") ?? [];
  if (!Array.isArray(reactions)) throw badRequest("expected an Array of ReactionType");
  const emoji = reactions.map((reaction) => {
    if (!isObject(reaction)) throw badRequest("can't parse ReactionType: expected an Object");
    if (reaction.type === "custom_emoji" || reaction.type === "paid") throw badRequest("REACTION_INVALID");
    if (reaction.type !== "emoji") throw badRequest("can't parse ReactionType: invalid reaction type specified");
    return String(reaction.emoji);
  });
  const { chat, stored } = find(call, "react");
  if (emoji.length > 1) throw badRequest("REACTIONS_TOO_MANY");
  if (!emoji.every(isReaction)) throw badRequest("REACTION_INVALID");
  stored.reactions = emoji;
  chat.emit("reacted", stored);
  return true;
};
