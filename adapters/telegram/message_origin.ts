/** Where a forwarded message came from. */
import type { MessageOrigin } from "grammy/types";
import type { Origin } from "../../core/mod.ts";
import { messageLink, nameOfChat, nameOfUser } from "./identities.ts";

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
