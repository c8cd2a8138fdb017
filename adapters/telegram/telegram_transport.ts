import {
  type Clock,
  type Conversation,
  DeliveryUnknown,
  type EditOperation,
  type Logger,
  type MessageRef,
  type Operation,
  type OperationKind,
  type OperationOf,
  type OperationResults,
  type SendFileOperation,
  type SendOperation,
  type Transport,
} from "../../core/mod.ts";
import type { InlineKeyboardMarkup } from "grammy/types";
import { TelegramRefusal } from "./call_errors.ts";
import { publishMenu } from "./command_menu.ts";
import { download } from "./file_download.ts";
import { openUpload } from "./file_upload.ts";
import { inlineKeyboard } from "./inline_keyboard.ts";
import type { Formatted } from "./part_line.ts";
import { toReaction } from "./reactions.ts";
import type { TelegramApi } from "./telegram_api.ts";

/** How the Bot API calls operations. */
const METHODS: Readonly<Record<OperationKind, string>> = {
  send: "sendMessage",
  edit: "editMessageText",
  delete: "deleteMessage",
  sendFile: "sendDocument",
  typing: "sendChatAction",
  react: "setMessageReaction",
  answerAction: "answerCallbackQuery",
  menu: "setMyCommands",
  download: "getFile",
};

/** What the Bot API calls an operation, for logs. */
export function methodOf({ kind }: Operation): string {
  return METHODS[kind];
}

/** Milliseconds for a file to go out. */
const UPLOAD_WITHIN = 10 * 60_000;
/** Characters of the text that answers a button. */
const LONGEST_ANSWER = 200;

/** Carries out operations by the Bot API, one call for each. */
export class TelegramTransport implements Transport {
  constructor(
    private readonly api: Pick<TelegramApi, "call" | "open" | "isOfficial">,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  async perform<K extends OperationKind>(operation: OperationOf<K>, signal: AbortSignal): Promise<OperationResults[K]> {
    return await this.#perform(operation, signal) as OperationResults[K];
  }

  async #perform(operation: Operation, signal: AbortSignal): Promise<OperationResults[OperationKind]> {
    switch (operation.kind) {
      case "send":
        return await this.#send(operation, signal);
      case "edit":
        return await this.#edit(operation, signal);
      case "sendFile":
        return await this.#sendFile(operation, signal);
      case "download":
        return await download(this.api, operation.attachment, this.clock, signal);
      case "menu":
        return await publishMenu(this.api, operation, this.log, signal);
      case "delete":
        return void await this.api.call("deleteMessage", idsOf(operation.message), { signal });
      case "react":
        return await this.#react(operation, signal);
      case "typing":
        return void await this.api.call("sendChatAction", { ...placeOf(operation.conversation), action: "typing" }, {
          signal,
        });
      case "answerAction": {
        const { callback, text } = operation;
        const answer = text === undefined ? {} : { text: [...text].slice(0, LONGEST_ANSWER).join("") };
        return void await this.api.call("answerCallbackQuery", { callback_query_id: callback, ...answer }, { signal });
      }
    }
  }

  async #send(operation: SendOperation, signal: AbortSignal): Promise<MessageRef> {
    const { conversation, buttons, replyTo } = operation;
    const sent = await this.api.call("sendMessage", {
      ...placeOf(conversation),
      ...textOf(operation),
      ...answering(replyTo),
      ...markupOf(buttons),
    }, { signal });
    return { conversation, id: idOf(sent) };
  }

  async #edit(operation: EditOperation, signal: AbortSignal): Promise<MessageRef> {
    const { message, buttons } = operation;
    const target = { ...idsOf(message), ...markupOf(buttons) };
    try {
      await this.api.call("editMessageText", { ...target, ...textOf(operation) }, { signal });
    } catch (error) {
      // Only Telegram knows that the message is a file, whose text stands beneath it.
      if (!(error instanceof TelegramRefusal && error.says(/no text in the message to edit/i))) throw error;
      await this.api.call("editMessageCaption", { ...target, ...captionOf(operation) }, { signal });
    }
    return message;
  }

  async #sendFile(operation: SendFileOperation, signal: AbortSignal): Promise<MessageRef> {
    const { conversation, file, caption = "", replyTo } = operation;
    const upload = await openUpload(file, this.api.isOfficial);
    try {
      const sent = await this.api.call("sendDocument", {
        ...placeOf(conversation),
        document: upload.file,
        ...captionOf({ ...operation, text: caption }),
        ...answering(replyTo),
      }, { signal, timeout: UPLOAD_WITHIN });
      return { conversation, id: idOf(sent) };
    } catch (error) {
      throw upload.failure() ?? error;
    }
  }

  async #react({ message, emoji }: OperationOf<"react">, signal: AbortSignal): Promise<void> {
    const reaction = emoji === undefined ? [] : [{ type: "emoji" as const, emoji: toReaction(emoji) }];
    try {
      await this.api.call("setMessageReaction", { ...idsOf(message), reaction }, { signal });
    } catch (error) {
      // Some chats allow none, or not this one, and a message may be gone: a sign that can't be given is no failure.
      if (!(error instanceof TelegramRefusal && error.status === 400)) throw error;
      this.log.debug("No reaction was left: {reason}", { reason: error.description });
    }
  }
}

/** Without its formatting where Telegram could not take that. */
function formattedOf(
  operation: (SendOperation | EditOperation | SendFileOperation & { text: string }) & Partial<Formatted>,
) {
  const { text, format, formatted } = operation;
  return format === "plain" || formatted === undefined ? { text: formatted?.text ?? text, entities: [] } : formatted;
}

function textOf(operation: SendOperation | EditOperation) {
  const { text, entities } = formattedOf(operation);
  return {
    text,
    ...(entities.length === 0 ? {} : { entities: [...entities] }),
    link_preview_options: { is_disabled: true },
  };
}

function captionOf(operation: EditOperation | SendFileOperation & { text: string }) {
  const { text, entities } = formattedOf(operation);
  return {
    ...(text === "" ? {} : { caption: text }),
    ...(entities.length === 0 ? {} : { caption_entities: [...entities] }),
  };
}

function placeOf({ chat, thread }: Conversation): { chat_id: string; message_thread_id?: number } {
  return { chat_id: chat, ...(thread === undefined ? {} : { message_thread_id: Number(thread) }) };
}

function idsOf({ conversation, id }: MessageRef): { chat_id: string; message_id: number } {
  return { chat_id: conversation.chat, message_id: Number(id) };
}

/** A message that has no id can't be changed or found again, so nobody may be told that it is there. */
function idOf(sent: { readonly message_id: number } | undefined): string {
  if (Number.isSafeInteger(sent?.message_id)) return String(sent?.message_id);
  throw new DeliveryUnknown("Telegram has taken a message, but did not say which one it is.");
}

function markupOf(buttons: SendOperation["buttons"]): { readonly reply_markup?: InlineKeyboardMarkup } {
  const reply_markup = inlineKeyboard(buttons);
  return reply_markup === undefined ? {} : { reply_markup };
}

/** A message that is gone is no reason not to answer. */
function answering(replyTo: string | undefined) {
  if (replyTo === undefined) return {};
  return { reply_parameters: { message_id: Number(replyTo), allow_sending_without_reply: true } };
}
