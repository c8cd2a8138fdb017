/** `sendMessage` and its like. */
import type { Message } from "grammy/types";
import { type Arguments, isObject, type Json, type JsonObject } from "../arguments.ts";
import type { Content, FakeChat } from "../chat.ts";
import { type FormattedText, formatText, readFormattedText } from "../entities.ts";
import type { StoredFile } from "../files.ts";
import { inlineKeyboard, readMarkup } from "../keyboard.ts";
import { badRequest } from "../telegram_error.ts";
import { describeMedia, type MediaKind, readMedia } from "./media.ts";
import type { Call, Method } from "./method.ts";

/** In UTF-16 units, after entities were read. */
const longestText = 4_096;
const longestCaption = 1_024;
const mostInAlbum = 10;

/**
 * The text of a call.
 *
 * @throws {TelegramError} when it is empty, too long or badly formatted.
 */
export function readText({ args, state, method }: Call): FormattedText {
  if (args.string("text") === "") throw badRequest("message text is empty");
  const formatted = readFormattedText(args, "text", "entities");
  if (formatted.text === "") throw badRequest("text must be non-empty");
  if (formatted.text.length > longestText) throw badRequest("message is too long");
  noteChanges(state.changes, method, args, formatted);
  return formatted;
}

/** The caption of a call, which may be empty. */
export function readCaption({ args, state, method }: Call): FormattedText {
  const formatted = readFormattedText(args, "caption", "caption_entities");
  if (formatted.text.length > longestCaption) throw badRequest("message caption is too long");
  noteChanges(state.changes, method, args, formatted);
  return formatted;
}

function noteChanges(
  changes: { method: string; chat: number; change: string }[],
  method: string,
  args: Arguments,
  formatted: FormattedText,
): void {
  for (const change of formatted.changes) changes.push({ method, chat: args.integer("chat_id"), change });
}

/** Caption and entities as a message has them. */
export function captionContent({ text, entities }: FormattedText): Content {
  if (text === "") return {};
  return { caption: text, ...entities.length > 0 && { caption_entities: entities } };
}

/** Text and entities as a message has them. */
export function textContent({ text, entities }: FormattedText): Content {
  return { text, ...entities.length > 0 && { entities } };
}

/** Where a message goes: thread and what it replies to. @throws {TelegramError} when there is no such place. */
function readPlace({ args, state }: Call, chat: FakeChat): Content {
  const thread = readThread(args, chat);
  const reply = args.json("reply_parameters", "reply parameters");
  if (reply !== undefined && !isObject(reply)) throw badRequest("object expected as reply parameters");
  const parameters: JsonObject = reply ?? {
    message_id: args.integer("reply_to_message_id"),
    allow_sending_without_reply: args.boolean("allow_sending_without_reply"),
  };
  const id = Number(parameters.message_id ?? 0);
  if (id <= 0) return thread;
  const from = parameters.chat_id === undefined ? chat : state.chat(String(parameters.chat_id));
  const target = from.stored.get(id)?.message;
  if (!target) {
    if (parameters.allow_sending_without_reply === true) return thread;
    throw badRequest("message to be replied not found");
  }
  if (typeof parameters.quote === "string" && !(target.text ?? target.caption ?? "").includes(parameters.quote)) {
    throw badRequest("QUOTE_TEXT_INVALID");
  }
  const place =
    target.is_topic_message && target.message_thread_id !== undefined && thread.message_thread_id === undefined
      ? { message_thread_id: target.message_thread_id, is_topic_message: true }
      : thread;
  return { ...place, reply_to_message: flat(target) };
}

/** A message without what it replies to itself. */
export function flat(message: Message): NonNullable<Message["reply_to_message"]> {
  return { ...message, reply_to_message: undefined };
}

function readThread(args: Arguments, chat: FakeChat): Content {
  const thread = args.integer("message_thread_id");
  if (thread === 0) return {};
  if (chat.wire.type === "supergroup" && chat.wire.is_forum) {
    const topic = chat.topics.get(thread);
    if (!topic) throw badRequest("message thread not found");
    if (topic.isClosed) throw badRequest("TOPIC_CLOSED");
    return { message_thread_id: thread, is_topic_message: true };
  }
  if (chat.isPrivate) throw badRequest("message thread not found");
  return {};
}

/** Sends one message. */
export function post(call: Call, content: Content, files: readonly StoredFile[] = []): Message {
  const { args, state } = call;
  const chat = state.writableChat(args.string("chat_id"));
  const place = readPlace(call, chat);
  const markup = inlineKeyboard(readMarkup(args));
  state.rates.admit(chat.id, chat.isPrivate);
  return put(call, chat, { ...place, ...content, ...markup && { reply_markup: markup } }, files);
}

function put({ state }: Call, chat: FakeChat, content: Content, files: readonly StoredFile[]): Message {
  const from = chat.wire.type === "channel" ? { sender_chat: chat.wire } : { from: botUser(state.bot) };
  // A message of the bot ends its draft.
  chat.drafts.clear();
  return chat.post({ ...from, ...content }, { isBots: true, files }).message;
}

function botUser({ id, is_bot, first_name, username }: Call["state"]["bot"]): NonNullable<Message["from"]> {
  return { id, is_bot, first_name, username };
}

/** `sendMessage`. */
export const sendMessage: Method = (call) => post(call, textContent(readText(call)));

/** `sendPhoto`, `sendDocument` and so on. */
export function sendMedia(kind: MediaKind): Method {
  return (call) => {
    const { args, state } = call;
    const file = readMedia(state.files, kind, args, args.string(kind), kind);
    const caption = kind === "sticker" || kind === "video_note" ? {} : captionContent(readCaption(call));
    return post(call, { ...describeMedia(kind, file, readDetails(args.values)), ...caption }, [file]);
  };
}

function readDetails(values: JsonObject) {
  const number = (name: string) => Number(values[name]) || undefined;
  const string = (name: string) => typeof values[name] === "string" ? values[name] : undefined;
  return {
    duration: number("duration"),
    width: number("width"),
    height: number("height"),
    title: string("title"),
    performer: string("performer"),
    emoji: string("emoji"),
  };
}

/** `sendMediaGroup`: photos and videos together, documents or audios among themselves. */
export const sendMediaGroup: Method = (call) => {
  const { args, state } = call;
  const media = args.json("media", "media");
  if (!Array.isArray(media)) throw badRequest("expected an Array of InputMedia");
  if (media.length === 0) throw badRequest("there are no messages to send");
  if (media.length > mostInAlbum) throw badRequest("too many messages to send as an album");
  const parts = media.map((part) => readPart(call, part));
  const kinds = new Set(parts.map(({ kind }) => kind));
  for (const kind of ["document", "audio"] as const) {
    if (kinds.has(kind) && kinds.size > 1) throw badRequest(`${kind} can't be mixed with other media types`);
  }
  const chat = state.writableChat(args.string("chat_id"));
  const place = readPlace(call, chat);
  state.rates.admit(chat.id, chat.isPrivate, parts.length);
  const album = parts.length > 1 ? { media_group_id: `13000000000${String(state.nextId()).padStart(6, "0")}` } : {};
  return parts.map(({ content, file }) => put(call, chat, { ...place, ...album, ...content }, [file]));
};

function readPart(call: Call, part: Json): { kind: MediaKind; file: StoredFile; content: Content } {
  const fail = (reason: string) => badRequest(`can't parse InputMedia: ${reason}`);
  if (!isObject(part)) throw fail("expected an Object");
  const kind = (["photo", "video", "document", "audio"] as const).find((name) => name === part.type);
  if (!kind) throw fail(`type "${part.type}" is unsupported`);
  const given = typeof part.media === "string" ? part.media : "";
  if (given === "") throw fail("media not found");
  const file = readMedia(call.state.files, kind, call.args, given, given);
  const caption = formatText(typeof part.caption === "string" ? part.caption : "", part.caption_entities);
  if (caption.text.length > longestCaption) throw badRequest("message caption is too long");
  noteChanges(call.state.changes, call.method, call.args, caption);
  return { kind, file, content: { ...describeMedia(kind, file, readDetails(part)), ...captionContent(caption) } };
}

/** `sendLocation`. */
export const sendLocation: Method = (call) => {
  for (const name of ["latitude", "longitude"]) if (!call.args.has(name)) throw badRequest(`${name} is empty`);
  const { latitude, longitude } = call.args.values;
  return post(call, { location: { latitude: Number(latitude), longitude: Number(longitude) } });
};

/** `copyMessage` and `forwardMessage`. */
export function repeatMessage(how: "copy" | "forward"): Method {
  return (call) => {
    const { args, state } = call;
    const stored = state.chat(args.string("from_chat_id")).stored.get(args.integer("message_id"));
    if (!stored) throw badRequest(`message to ${how} not found`);
    const { text, entities, caption, caption_entities, photo, document, audio, video, voice, animation, sticker } =
      stored.message;
    const { from, date, forward_origin } = stored.message;
    const content = {
      ...{ text, entities, caption, caption_entities, photo, document, audio, video, voice, animation, sticker },
      ...how === "forward" && from &&
        { forward_origin: forward_origin ?? { type: "user" as const, sender_user: from, date } },
    };
    const message = post(call, content, stored.files);
    return how === "copy" ? { message_id: message.message_id } : message;
  };
}
