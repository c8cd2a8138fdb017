import {
  type DeliveryMiddleware,
  DeliveryUnknown,
  type EditOperation,
  type Logger,
  messageOf,
  type MessageRef,
  type Operation,
  type OperationKind,
  type OperationOf,
  type OperationResults,
  Rejected,
  type SendFileOperation,
  type SendOperation,
  type Transport,
} from "../../core/mod.ts";
import { TelegramRefusal } from "./call_errors.ts";
import type { FormattedText } from "./formatted_text.ts";
import type { KeptParts } from "./kept_parts.ts";
import { renderMarkdown } from "./markdown_entities.ts";
import { CAPTION_LIMIT, splitText } from "./message_parts.ts";

/** An operation whose text is rendered already, and short enough. */
export interface Formatted {
  readonly formatted: FormattedText;
}

/**
 * Makes of each message as many operations as Telegram needs messages for it, so that order, rates and retries hold for each of them; buttons are on
 * the last one. Belongs between outbox and retry. A message of which a part has arrived is never sent again as a whole: what fails behind it is
 * `DeliveryUnknown`.
 */
export function inParts(parts: KeptParts, log: Logger): DeliveryMiddleware {
  return (next) => new PartLine(next, parts, log);
}

class PartLine implements Transport {
  constructor(private readonly next: Transport, private readonly parts: KeptParts, private readonly log: Logger) {}

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
      case "delete":
        return await this.#delete(operation.message, signal);
      default:
        return await this.next.perform(operation, signal);
    }
  }

  async #send(operation: SendOperation, signal: AbortSignal): Promise<MessageRef> {
    const [first, ...more] = sendParts(operation, splitText(renderMarkdown(operation.text)));
    if (first === undefined) throw new Rejected("A message without any text can't be sent.");
    const sent = await this.next.perform<"send">(first, signal);
    if (more.length > 0) await this.#continue(sent, more, signal);
    return sent;
  }

  /** Sends what belongs behind a message that is there already. */
  async #continue(head: MessageRef, more: readonly SendOperation[], signal: AbortSignal): Promise<void> {
    const ids = [head.id];
    try {
      for (const part of more) ids.push((await this.next.perform<"send">(part, signal)).id);
    } catch (error) {
      const said = `Only the first ${ids.length} of ${more.length + 1} parts of a message were sent`;
      throw new DeliveryUnknown(`${said}: ${messageOf(error)}`, { cause: error });
    } finally {
      await this.#keep(head, [], ids);
    }
  }

  async #edit(operation: EditOperation, signal: AbortSignal): Promise<MessageRef> {
    const { message: { conversation, id } } = operation;
    const texts = splitText(renderMarkdown(operation.text));
    if (texts.length === 0) throw new Rejected("A message can't be changed to one without any text.");
    const before = await this.parts.of(conversation.chat, id);
    const now: string[] = [];
    for (const [index, formatted] of texts.entries()) {
      const part = editPart(operation, formatted, index === texts.length - 1);
      try {
        now.push(
          index < before.length
            ? (await this.next.perform<"edit">({ ...part, message: { conversation, id: before[index] } }, signal)).id
            : (await this.next.perform<"send">(continuationOf(part), signal)).id,
        );
      } catch (error) {
        // Somebody has deleted it: what it was to say must be said all the same.
        if (index === 0 && isGone(error)) {
          if (before.length > 1) await this.#delete(operation.message, signal);
          return await this.#send(freshOf(operation), signal);
        }
        await this.#keep(operation.message, before, [...now, ...before.slice(index)]);
        throw error;
      }
    }
    await this.#keep(operation.message, before, now);
    for (const id of before.slice(now.length)) {
      await this.next.perform<"delete">({ kind: "delete", message: { conversation, id } }, signal);
    }
    return { conversation, id: now[0] };
  }

  async #delete(message: MessageRef, signal: AbortSignal): Promise<void> {
    const { conversation } = message;
    const ids = await this.parts.of(conversation.chat, message.id);
    for (const id of ids) {
      await this.next.perform<"delete">({ kind: "delete", message: { conversation, id } }, signal);
    }
    await this.#keep(message, ids, []);
  }

  /** A caption that is too long goes on in messages of its own. */
  async #sendFile(operation: SendFileOperation, signal: AbortSignal): Promise<MessageRef> {
    const { caption, ...bare } = operation;
    if (caption === undefined) return await this.next.perform<"sendFile">(operation, signal);
    const [formatted, ...texts] = splitText(renderMarkdown(caption), { first: CAPTION_LIMIT });
    const file = formatted === undefined ? bare : { ...bare, caption: formatted.text, formatted };
    const sent = await this.next.perform<"sendFile">(file, signal);
    const { conversation, priority, atLeastOnce } = operation;
    const message: SendOperation = {
      kind: "send",
      conversation,
      text: caption,
      priority,
      ...(atLeastOnce ? { atLeastOnce } : {}),
    };
    await this.#continue(sent, sendParts(message, texts), signal);
    return sent;
  }

  /** That its parts belong together is worth nothing to somebody whose message would fail for it. */
  async #keep({ conversation }: MessageRef, before: readonly string[], ids: readonly string[]): Promise<void> {
    try {
      await this.parts.keep(conversation.chat, before, ids);
    } catch (error) {
      this.log.warn("Which messages are one could not be stored: {error}", { error });
    }
  }
}

/** Only the first answers, and the last has the buttons. Once the first is out, the step is under way whatever becomes of the others. */
function sendParts(operation: SendOperation, texts: readonly FormattedText[]): (SendOperation & Formatted)[] {
  const { buttons, replyTo, intent, ...rest } = operation;
  return texts.map((formatted, index) => ({
    ...rest,
    text: formatted.text,
    formatted,
    ...(index === 0 && replyTo !== undefined ? { replyTo } : {}),
    ...(index === 0 && intent !== undefined ? { intent } : {}),
    ...(index === texts.length - 1 && buttons !== undefined ? { buttons } : {}),
  }));
}

function editPart(
  { buttons, ...rest }: EditOperation,
  formatted: FormattedText,
  isLast: boolean,
): EditOperation & Formatted {
  return { ...rest, text: formatted.text, formatted, ...(isLast && buttons !== undefined ? { buttons } : {}) };
}

function continuationOf({ message, text, formatted, buttons }: EditOperation & Formatted): SendOperation & Formatted {
  const { conversation } = message;
  return {
    kind: "send",
    conversation,
    text,
    formatted,
    ...(buttons === undefined ? {} : { buttons }),
    priority: "interactive",
  };
}

function freshOf({ message, text, buttons }: EditOperation): SendOperation {
  const { conversation } = message;
  return { kind: "send", conversation, text, ...(buttons === undefined ? {} : { buttons }), priority: "interactive" };
}

function isGone(error: unknown): boolean {
  return error instanceof TelegramRefusal && error.says(/message to edit not found|message can't be edited/i);
}
