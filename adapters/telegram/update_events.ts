/** Telegram's updates as the kernel's events. */
import type { CallbackQuery, ChatMemberUpdated, Message, Update } from "grammy/types";
import type { BotEvent, Conversation, IncomingEdit, IncomingMessage } from "../../core/mod.ts";
import { type BotName, isAddressed } from "./addressing.ts";
import { conversationOf, identityOf, nameOfChat, senderOf, TELEGRAM } from "./identities.ts";
import { contentOf } from "./message_content.ts";

/** What one update means. */
export type UpdateReading =
  /** Something for the kernel. */
  | {
    readonly kind: "event";
    readonly event: BotEvent;
    /** Whether it is meant for the bot: everything but what people in a group say to each other. */
    readonly addressed: boolean;
  }
  /** The bot was let into a chat, or put out of it; in private, a person started or blocked it. */
  | {
    readonly kind: "membership";
    readonly conversation: Conversation;
    /** Whether the bot can write there now. */
    readonly reachable: boolean;
  }
  /** A group has become a supergroup, and has a new id: what goes to the old one must go there. */
  | { readonly kind: "migration"; readonly from: string; readonly to: string }
  /** Nothing the bot can use. */
  | {
    readonly kind: "ignored";
    /** What it is, such as `message.new_chat_title`: for a log. */
    readonly what: string;
  };

/** What reading an update takes besides it. */
export interface UpdateContext {
  /** Who the bot is. */
  readonly me: BotName;
  /** When it came, in milliseconds since 1970: Telegram does not say when a button was pressed. */
  readonly now: number;
}

/** Reads an update. Never throws on what Telegram sends, also where it is newer than this. */
export function readUpdate(update: Update, context: UpdateContext): UpdateReading {
  const key = `${TELEGRAM}:${context.me.id}:${update.update_id}`;
  const { message, edited_message, channel_post, edited_channel_post, callback_query, my_chat_member } = update;
  if (message !== undefined) return readMessage("message", key, message, context);
  if (edited_message !== undefined) return readMessage("edit", key, edited_message, context);
  if (channel_post !== undefined) return readMessage("message", key, channel_post, context);
  if (edited_channel_post !== undefined) return readMessage("edit", key, edited_channel_post, context);
  if (callback_query !== undefined) return readPress(key, callback_query, context);
  if (my_chat_member !== undefined) return readMembership(my_chat_member);
  return { kind: "ignored", what: Object.keys(update).find((name) => name !== "update_id") ?? "nothing" };
}

function readMessage(
  kind: (IncomingMessage | IncomingEdit)["kind"],
  key: string,
  message: Message,
  { me }: UpdateContext,
): UpdateReading {
  const { chat, migrate_to_chat_id, migrate_from_chat_id } = message;
  if (migrate_to_chat_id !== undefined) {
    return { kind: "migration", from: String(chat.id), to: String(migrate_to_chat_id) };
  }
  if (migrate_from_chat_id !== undefined) {
    return { kind: "migration", from: String(migrate_from_chat_id), to: String(chat.id) };
  }
  // Two bots that answer each other would never end. Who speaks for a chat has a bot for a stand-in.
  if (message.from?.is_bot && message.sender_chat === undefined) return { kind: "ignored", what: "message of a bot" };
  const sender = senderOf(message);
  const content = contentOf(message, me);
  if (typeof content === "string") return { kind: "ignored", what: `message.${content}` };
  if (sender === undefined) return { kind: "ignored", what: "message without a sender" };
  const seconds = kind === "edit" ? message.edit_date ?? message.date : message.date;
  const conversation = conversationOf(message);
  const event = { ...content, kind, key, conversation, sender, at: seconds * 1_000 };
  if (chat.type !== "private") Object.assign(event, { chatName: nameOfChat(chat) });
  return { kind: "event", event, addressed: isAddressed(message, me) };
}

function readPress(key: string, { id, from, message, data }: CallbackQuery, { now }: UpdateContext): UpdateReading {
  if (message === undefined) return { kind: "ignored", what: "callback_query.inline_message_id" };
  if (data === undefined) return { kind: "ignored", what: "callback_query.game_short_name" };
  const event: BotEvent = {
    kind: "action",
    key,
    conversation: conversationOf(message),
    sender: identityOf(from),
    at: now,
    action: data,
    message: String(message.message_id),
    callback: id,
  };
  return { kind: "event", event, addressed: true };
}

function readMembership({ chat, new_chat_member: member }: ChatMemberUpdated): UpdateReading {
  const gone = member.status === "left" || member.status === "kicked" ||
    (member.status === "restricted" && !(member.is_member && member.can_send_messages));
  return { kind: "membership", conversation: conversationOf({ chat }), reachable: !gone };
}
