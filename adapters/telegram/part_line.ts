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
import type { MessageParts } from "./message_parts.ts";
import { captionLimit, formatMarkdown, type FormattedText, messageLimit } from "./rendering.ts";

/** An operation whose text is rendered already, and short enough. */
export interface Formatted {
  readonly formatted: FormattedText;
}

/**
 * Makes of each message as many operations as Telegram needs messages for it, so that order, rates and retries hold for each of them; buttons are on
 * the last one. Belongs between outbox and retry. A message of which a part has arrived is never sent again as a whole: what fails behind it is
 * `DeliveryUnknown`.
 */
export function inParts(parts: MessageParts, log: Logger): DeliveryMiddleware {
  return (next) => new PartLine(next, parts, log);
}

class PartLine implements Transport {
  constructor(private readonly next: Transport, private readonly parts: MessageParts, private readonly log: Logger) {}

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
      case "delete": {
        const { conversation, id } = operation.message;
        const ids = await this.parts.of(conversation.chat, id);
        for (const id of ids) {
          await this.next.perform<"delete">({ kind: "delete", message: { conversation, id } }, signal);
        }
        return await this.#keep(operation.message, ids, []);
      }
      default:
        return await this.next.perform(operation, signal);
    }
  }

  async #send(operation: SendOperation, signal: AbortSignal): Promise<MessageRef> {
    const texts = formatMarkdown(operation.text, messageLimit);
    if (texts.length === 0) throw new Rejected("A message without any text can't be sent.");
    const sent: MessageRef[] = [];
    for (const [index, formatted] of texts.entries()) {
      try {
        sent.push(await this.next.perform<"send">(partOf(operation, formatted, index, texts.length), signal));
      } catch (error) {
        if (sent.length === 0) throw error;
        await this.#keep(sent[0], [], sent.map(({ id }) => id));
        throw new DeliveryUnknown(
          `Only the first ${sent.length} of ${texts.length} parts of a message were sent: ${messageOf(error)}`,
          { cause: error },
        );
      }
    }
    await this.#keep(sent[0], [], sent.map(({ id }) => id));
    return sent[0];
  }

  async #edit(operation: EditOperation, signal: AbortSignal): Promise<MessageRef> {
    const { message: { conversation, id } } = operation;
    const texts = formatMarkdown(operation.text, messageLimit);
    if (texts.length === 0) throw new Rejected("A message can't be changed to one without any text.");
    const before = await this.parts.of(conversation.chat, id);
    const now: string[] = [];
    for (const [index, formatted] of texts.entries()) {
      const part = {
        ...partOf(operation, formatted, index, texts.length),
        message: { conversation, id: before[index] },
      };
      try {
        now.push(
          index < before.length
            ? (await this.next.perform<"edit">(part, signal)).id
            : (await this.next.perform<"send">(continuationOf(part), signal)).id,
        );
      } catch (error) {
        // Somebody has deleted it: what it was to say must be said all the same.
        if (index === 0 && isGone(error)) return await this.#send(freshOf(operation), signal);
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

  /** A caption that is too long follows as a message of its own. */
  async #sendFile(operation: SendFileOperation, signal: AbortSignal): Promise<MessageRef> {
    const { conversation, caption = "", priority, atLeastOnce } = operation;
    const [formatted, ...more] = formatMarkdown(caption, captionLimit);
    if (more.length === 0) {
      const whole = formatted === undefined ? operation : { ...operation, formatted };
      return await this.next.perform<"sendFile">(whole, signal);
    }
    const { caption: _, ...bare } = operation;
    const sent = await this.next.perform<"sendFile">(bare, signal);
    try {
      await this.#send({
        kind: "send",
        conversation,
        text: caption,
        replyTo: sent.id,
        priority,
        ...(atLeastOnce ? { atLeastOnce } : {}),
      }, signal);
    } catch (error) {
      throw new DeliveryUnknown(`A file was sent, but not its caption: ${messageOf(error)}`, { cause: error });
    }
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

/** Answers with its first part, has its buttons on the last. */
function partOf<O extends SendOperation | EditOperation>(
  operation: O,
  formatted: FormattedText,
  index: number,
  count: number,
): O & Formatted {
  const part = { ...operation, text: formatted.text, formatted };
  if (index > 0 && part.kind === "send") delete part.replyTo;
  if (index < count - 1) delete part.buttons;
  return part;
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
