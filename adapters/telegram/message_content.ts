/** What a message says, in the kernel's words. */
import type { ExternalReplyInfo, Message, TextQuote } from "grammy/types";
import type { MessageContent } from "../../core/mod.ts";
import { type BotName, withoutName, writtenText } from "./addressing.ts";
import { entitiesToMarkdown } from "./entities_markdown.ts";
import { messageLink, originOf } from "./identities.ts";
import { paragraphs, quoteMarkdown } from "./markdown_blocks.ts";
import { attachmentsOf } from "./message_attachments.ts";
import { isPlain } from "./plain_text.ts";
import { wordsOf } from "./message_words.ts";
import { richAttachments, richMarkdown } from "./rich_message.ts";

/** What every message has, whatever it is: no name for one that is ignored. */
const COMMON: ReadonlySet<string> = new Set([
  "message_id",
  "message_thread_id",
  "from",
  "sender_chat",
  "date",
  "chat",
  "is_topic_message",
  "edit_date",
  "reply_to_message",
]);

/** What is of no use although it may look like a message: nobody can be answered there, or its id names nothing. */
const ELSEWHERE = [
  "guest_query_id",
  "business_connection_id",
  "direct_messages_topic",
  "ephemeral_message_id",
] as const;

/** All there is in a message that is a text and no more. */
const BARE: ReadonlySet<string> = new Set(["message_id", "from", "date", "chat", "text"]);

/** What a message says, or the name of what makes it one that says nothing, such as `new_chat_title`. */
export function contentOf(message: Message, me: BotName): MessageContent | string {
  return bareText(message) ?? fullContent(message, me);
}

/** Most messages are a text that is its own Markdown, and no more: nothing has to be looked for in them. */
function bareText(message: Message): MessageContent | undefined {
  const { text, message_id } = message;
  if (text === undefined || !isPlain(text)) return undefined;
  for (const name in message) if (!BARE.has(name)) return undefined;
  return { id: String(message_id), text, attachments: [] };
}

function fullContent(message: Message, me: BotName): MessageContent | string {
  const elsewhere = ELSEWHERE.find((name) => message[name] !== undefined);
  if (elsewhere !== undefined) return elsewhere;
  const written = withoutName(writtenText(message), me);
  const isCommand = written.entities.some(({ type, offset }) => type === "bot_command" && offset === 0);
  const rich = message.rich_message?.blocks ?? [];
  const attachments = attachmentsOf(message);
  if (rich.length > 0) attachments.push(...richAttachments(rich));
  // What is behind a command is for a program: formats would be lost on it, and escapes would change codes and names.
  const text = isCommand ? written.text : entitiesToMarkdown(written);
  const said = paragraphs(wordsOf(message), text, richMarkdown(rich));
  if (said === "" && attachments.length === 0 && message.text === undefined) {
    return Object.keys(message).find((name) => !COMMON.has(name)) ?? "nothing";
  }
  const { forward_origin, media_group_id, reply_to_message: original } = message;
  const isAnswer = original !== undefined && original.forum_topic_created === undefined;
  return {
    id: String(message.message_id),
    // A command has to come first, or it would be none.
    text: isCommand ? said : paragraphs(quoteOf(message), said),
    attachments,
    ...(forward_origin === undefined ? {} : { origin: originOf(forward_origin) }),
    ...(media_group_id === undefined ? {} : { album: media_group_id }),
    ...(isAnswer ? { replyTo: String(original.message_id) } : {}),
  };
}

/** What of another message this one answers, as a quote: the part its sender chose, and where it is from when that is another chat. */
function quoteOf({ quote, external_reply }: Pick<Message, "quote" | "external_reply">): string {
  const source = external_reply === undefined ? "" : sourceOf(external_reply);
  const said = quote === undefined || !(quote.is_manual || external_reply !== undefined) ? "" : quoteText(quote);
  const words = external_reply === undefined || said !== "" ? said : wordsOf(external_reply);
  return quoteMarkdown(paragraphs(source, words));
}

function quoteText({ text, entities }: TextQuote): string {
  return entitiesToMarkdown({ text, entities });
}

function sourceOf({ origin, chat, message_id }: ExternalReplyInfo): string {
  const { from, link = chat === undefined || message_id === undefined ? undefined : messageLink(chat, message_id) } =
    originOf(origin);
  const name = from.replaceAll("\n", " ");
  const entities = link === undefined
    ? []
    : [{ type: "text_link" as const, offset: 0, length: name.length, url: link }];
  return entitiesToMarkdown({ text: name, entities });
}
