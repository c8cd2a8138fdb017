/** Whether what is said in a group is meant for the bot. */
import type { Message, MessageEntity } from "grammy/types";
import type { FormattedText } from "./formatted_text.ts";
import { isStyle } from "./formatted_text.ts";

/** Who the bot is, as `getMe` says. */
export interface BotName {
  /** The bot's user id. */
  readonly id: number;
  /** Without the at sign. */
  readonly username?: string;
}

/** What of a message says whom it is for. */
export type AddressedMessage = Pick<
  Message,
  "text" | "entities" | "caption" | "caption_entities" | "reply_to_message" | "chat"
>;

/** The text of a message or the one below its file, as Telegram has it. */
export function writtenText(
  { text, entities, caption, caption_entities }: Pick<Message, "text" | "entities" | "caption" | "caption_entities">,
): FormattedText {
  return text === undefined
    ? { text: caption ?? "", entities: caption_entities ?? [] }
    : { text, entities: entities ?? [] };
}

/**
 * Whether a message is for the bot: always in private and in channels; in groups when it is a command that names no other bot,
 * mentions the bot, or answers it.
 */
export function isAddressed(message: AddressedMessage, me: BotName): boolean {
  if (message.chat.type === "private" || message.chat.type === "channel") return true;
  const written = writtenText(message);
  const command = commandOf(written);
  if (command !== undefined) return command.bot === undefined || isName(command.bot, me);
  return written.entities.some((entity) => mentions(written.text, entity, me)) || answers(message.reply_to_message, me);
}

/** The text without the bot's name in a command, and without the mention of the bot that it begins with. */
export function withoutName(written: FormattedText, me: BotName): FormattedText {
  const command = commandOf(written);
  if (command !== undefined) {
    return command.bot !== undefined && isName(command.bot, me) ? cutOut(written, command.at, command.end) : written;
  }
  const first = written.entities.find((entity) => !isStyle(entity));
  if (first === undefined || !mentions(written.text, first, me)) return written;
  if (written.text.slice(0, first.offset).trim() !== "") return written;
  const end = first.offset + first.length;
  const behind = /^[ \n]*(?:[,:][ \n]+|[,:]$)?[ \n]*/.exec(written.text.slice(end))?.[0].length ?? 0;
  return cutOut(written, 0, end + behind);
}

/** The command that a text begins with: where the name of its bot begins and the command ends. */
function commandOf(
  { text, entities }: FormattedText,
): { readonly bot?: string; readonly at: number; readonly end: number } | undefined {
  const entity = entities.find(({ type, offset }) => type === "bot_command" && offset === 0);
  if (entity === undefined) return undefined;
  const end = entity.length;
  const at = text.slice(0, end).indexOf("@");
  return at < 0 ? { at: end, end } : { bot: text.slice(at + 1, end), at, end };
}

function mentions(text: string, entity: MessageEntity, me: BotName): boolean {
  if (entity.type === "text_mention") return entity.user.id === me.id;
  return entity.type === "mention" && isName(text.slice(entity.offset + 1, entity.offset + entity.length), me);
}

/** In a topic, what answers nothing answers the message that made the topic. */
function answers(original: Message["reply_to_message"], me: BotName): boolean {
  return original?.from?.id === me.id && original.forum_topic_created === undefined;
}

function isName(name: string, { username }: BotName): boolean {
  return name.toLowerCase() === username?.toLowerCase();
}

/** A text without what is from `start` to `end`. */
function cutOut({ text, entities }: FormattedText, start: number, end: number): FormattedText {
  const moved = (place: number) => place <= start ? place : Math.max(start, place - (end - start));
  return {
    text: text.slice(0, start) + text.slice(end),
    entities: entities.map((entity) => {
      const offset = moved(entity.offset);
      return { ...entity, offset, length: moved(entity.offset + entity.length) - offset };
    }).filter(({ length }) => length > 0),
  };
}
