/** Who and where, in the kernel's words. */
import type { Chat, Message, MessageOrigin, User } from "grammy/types";
import type { Conversation, Identity, Origin } from "../../core/mod.ts";

/** The platform's name. */
export const TELEGRAM = "telegram";

/** Where a message is. Each topic of a forum is a conversation. */
export function conversationOf(
  { chat, is_topic_message, message_thread_id }: Pick<Message, "chat" | "is_topic_message" | "message_thread_id">,
): Conversation {
  const kind = chat.type === "private" || chat.type === "channel" ? chat.type : "group";
  if (!is_topic_message || message_thread_id === undefined) return { platform: TELEGRAM, chat: String(chat.id), kind };
  return { platform: TELEGRAM, chat: String(chat.id), thread: String(message_thread_id), kind };
}

/** A person. */
export function identityOf(user: User): Identity {
  const { id, language_code: language } = user;
  if (language === undefined) return { platform: TELEGRAM, user: String(id), name: nameOfUser(user) };
  return { platform: TELEGRAM, user: String(id), name: nameOfUser(user), language };
}

/**
 * Who wrote a message. A chat that speaks for itself is who it is: a channel with its posts, a group with its anonymous administrators.
 * What Telegram names as their user is a stand-in that all such chats share.
 */
export function senderOf(
  { from, sender_chat, chat }: Pick<Message, "from" | "sender_chat" | "chat">,
): Identity | undefined {
  if (sender_chat !== undefined) return chatIdentity(sender_chat);
  if (from !== undefined) return identityOf(from);
  return chat.type === "channel" ? chatIdentity(chat) : undefined;
}

function chatIdentity(chat: Chat): Identity {
  return { platform: TELEGRAM, user: String(chat.id), name: nameOfChat(chat) };
}

/** First and last name. */
function nameOfUser({ first_name, last_name }: Pick<User, "first_name" | "last_name">): string {
  return last_name === undefined ? first_name : `${first_name} ${last_name}`;
}

/** The title of a chat, or the name of the person it is with. */
export function nameOfChat(chat: Chat): string {
  return chat.title ?? [chat.first_name, chat.last_name].filter((name) => name !== undefined).join(" ");
}

/** Where a message of a channel or a supergroup can be opened; by members only where the chat has no public name. */
export function messageLink(chat: Pick<Chat, "id" | "username">, message: number): string | undefined {
  if (chat.username !== undefined) return `https://t.me/${chat.username}/${message}`;
  const internal = /^-100(\d+)$/.exec(String(chat.id))?.[1];
  return internal === undefined ? undefined : `https://t.me/c/${internal}/${message}`;
}

/** Who wrote it first, with a link where the original can be opened; a kind that is newer than this comes from Telegram. */
export function originOf(origin: MessageOrigin): Origin {
  switch (origin.type) {
    case "user":
      return { from: nameOfUser(origin.sender_user) };
    case "hidden_user":
      return { from: origin.sender_user_name };
    case "chat":
      return { from: signed(nameOfChat(origin.sender_chat), origin.author_signature) };
    case "channel": {
      const link = messageLink(origin.chat, origin.message_id);
      const from = signed(nameOfChat(origin.chat), origin.author_signature);
      return link === undefined ? { from } : { from, link };
    }
    default:
      return { from: "Telegram" };
  }
}

function signed(name: string, signature: string | undefined): string {
  return signature === undefined ? name : `${name} (${signature})`;
}
