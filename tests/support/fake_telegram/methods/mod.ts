/** The methods that this fake has, by their names in small letters, as the Bot API takes them in any case. */
import * as chats from "./chats.ts";
import * as editing from "./editing.ts";
import type { Method } from "./method.ts";
import * as profile from "./profile.ts";
import * as receiving from "./receiving.ts";
import * as sending from "./sending.ts";

const named: Record<string, Method> = {
  getMe: chats.getMe,
  sendChatAction: chats.sendChatAction,
  sendMessageDraft: chats.sendMessageDraft,
  getChat: chats.getChat,
  getChatMember: chats.getChatMember,
  getChatMemberCount: chats.getChatMemberCount,
  getChatAdministrators: chats.getChatAdministrators,
  leaveChat: chats.leaveChat,
  getFile: chats.getFile,
  getUpdates: receiving.getUpdates,
  setWebhook: receiving.setWebhook,
  deleteWebhook: receiving.deleteWebhook,
  getWebhookInfo: receiving.getWebhookInfo,
  answerCallbackQuery: receiving.answerCallbackQuery,
  sendMessage: sending.sendMessage,
  sendPhoto: sending.sendMedia("photo"),
  sendDocument: sending.sendMedia("document"),
  sendAudio: sending.sendMedia("audio"),
  sendVideo: sending.sendMedia("video"),
  sendVoice: sending.sendMedia("voice"),
  sendAnimation: sending.sendMedia("animation"),
  sendSticker: sending.sendMedia("sticker"),
  sendVideoNote: sending.sendMedia("video_note"),
  sendMediaGroup: sending.sendMediaGroup,
  sendLocation: sending.sendLocation,
  copyMessage: sending.repeatMessage("copy"),
  forwardMessage: sending.repeatMessage("forward"),
  editMessageText: editing.editMessageText,
  editMessageCaption: editing.editMessageCaption,
  editMessageReplyMarkup: editing.editMessageReplyMarkup,
  deleteMessage: editing.deleteMessage,
  deleteMessages: editing.deleteMessages,
  setMessageReaction: editing.setMessageReaction,
  setMyCommands: profile.setMyCommands,
  getMyCommands: profile.getMyCommands,
  deleteMyCommands: profile.deleteMyCommands,
  setMyName: profile.setProfile("name", 64),
  getMyName: profile.getProfile("name"),
  setMyDescription: profile.setProfile("description", 512),
  getMyDescription: profile.getProfile("description"),
  setMyShortDescription: profile.setProfile("short_description", 120),
  getMyShortDescription: profile.getProfile("short_description"),
};

/** A method, whatever the case of its name. */
export const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries(named).map(([name, method]) => [name.toLowerCase(), method]),
);

export type { Call, Method } from "./method.ts";
