/** Questions about chats, and small acts in them. */
import type { ChatMember, User } from "grammy/types";
import { readFormattedText } from "../entities.ts";
import type { FakeChat } from "../chat.ts";
import { badRequest, forbidden } from "../telegram_error.ts";
import type { Call, Method } from "./method.ts";

const chatActions = new Set([
  ...["typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"],
  ...["choose_sticker", "find_location", "record_video_note", "upload_video_note"],
]);
const longestDraft = 4_096;

/** `getMe`. */
export const getMe: Method = ({ state }) => state.bot;

/** `sendChatAction`. */
export const sendChatAction: Method = ({ args, state }) => {
  const action = args.string("action");
  if (!chatActions.has(action)) throw badRequest("wrong parameter action in request");
  const chat = state.writableChat(args.string("chat_id"));
  chat.actions.push(action);
  chat.events.wake();
  return true;
};

/** `sendMessageDraft`: text that a person sees growing until a message comes. */
export const sendMessageDraft: Method = ({ args, state }) => {
  const chat = state.writableChat(args.string("chat_id"));
  if (!chat.isPrivate) throw badRequest("drafts can be sent to private chats only");
  const draft = args.integer("draft_id");
  if (draft === 0) throw badRequest("RANDOM_ID_INVALID");
  const { text } = readFormattedText(args, "text", "entities");
  if (text.length > longestDraft) throw badRequest("message is too long");
  chat.drafts.set(draft, text);
  chat.events.wake();
  return true;
};

function chatOf({ args, state }: Call): FakeChat {
  const chat = state.chat(args.string("chat_id"));
  if (!chat.isPrivate && chat.botStatus === "kicked") {
    throw forbidden(`bot was kicked from the ${chat.wire.type} chat`);
  }
  return chat;
}

/** `getChat`. */
export const getChat: Method = (call) => {
  const chat = chatOf(call);
  return { ...chat.wire, accent_color_id: 0, max_reaction_count: 11, accepted_gift_types: noGifts };
};

const noGifts = {
  unlimited_gifts: false,
  limited_gifts: false,
  unique_gifts: false,
  premium_subscription: false,
  gifts_from_channels: false,
};

/** How the Bot API shows a member; what rights an administrator has is not told. */
export function describeMember(user: User, status: string): ChatMember {
  switch (status) {
    case "creator":
      return { status, user, is_anonymous: false };
    case "administrator":
      return { status, user, ...administratorRights };
    case "left":
      return { status, user };
    case "kicked":
      return { status, user, until_date: 0 };
    default:
      return { status: "member", user };
  }
}

const administratorRights = {
  can_be_edited: false,
  is_anonymous: false,
  can_manage_chat: true,
  can_delete_messages: true,
  can_manage_video_chats: false,
  can_restrict_members: false,
  can_promote_members: false,
  can_change_info: false,
  can_invite_users: true,
  can_post_stories: false,
  can_edit_stories: false,
  can_delete_stories: false,
  can_send_welcome_messages: false,
} as const;

/** `getChatMember`. */
export const getChatMember: Method = (call) => {
  const chat = chatOf(call);
  const id = call.args.integer("user_id");
  if (id === call.state.bot.id) return describeMember(call.state.bot, chat.botStatus);
  const member = chat.members.get(id);
  if (member) return describeMember(member.user, member.status);
  const user = call.state.users.get(id)?.user;
  if (!user) throw badRequest("PARTICIPANT_ID_INVALID");
  return describeMember(user, "left");
};

/** `getChatMemberCount`. */
export const getChatMemberCount: Method = (call) => {
  const chat = chatOf(call);
  return [...chat.members.values()].filter(({ status }) => status !== "left").length + 1;
};

/** `getChatAdministrators`. */
export const getChatAdministrators: Method = (call) => {
  const chat = chatOf(call);
  if (chat.isPrivate) throw badRequest("there are no administrators in the private chat");
  const isInCharge = ({ status }: { status: string }) => status === "creator" || status === "administrator";
  return [...chat.members.values()].filter(isInCharge).map(({ user, status }) => describeMember(user, status));
};

/** `leaveChat`. */
export const leaveChat: Method = ({ args, state }) => {
  const chat = state.writableChat(args.string("chat_id"));
  if (chat.isPrivate) throw badRequest("chat member status can't be changed in private chats");
  chat.botStatus = "left";
  return true;
};

/** `getFile`. */
export const getFile: Method = ({ args, state }) => state.files.describe(args.string("file_id"));
