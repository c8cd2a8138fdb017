import type { ActionCall } from "./buttons.ts";
import type { Attachment, Conversation, IncomingAction } from "./events.ts";
import type { Capabilities } from "./adapter.ts";
import type { MenuCommand, MessageRef, OutgoingFile } from "./operations.ts";

/** A button as a plugin asks for it: pressing it calls an `@action`, or opens a link. */
export type Button = { readonly text: string; readonly action: ActionCall } | {
  readonly text: string;
  readonly url: string;
};

/** A message as a plugin writes it. */
export interface Outgoing {
  /** Markdown. */
  readonly text: string;
  /** Rows of buttons. */
  readonly buttons?: readonly (readonly Button[])[];
}

export interface SendOptions {
  /** Id of the message it answers. */
  readonly replyTo?: string;
  /** The account that may press the buttons; everybody in the conversation when left out. */
  readonly for?: string;
  /** `interactive` (the default) goes before `broadcast`. */
  readonly priority?: "interactive" | "broadcast";
  readonly signal?: AbortSignal;
}

/**
 * What plugins talk to, the same for every platform. Each call becomes one `Operation` that runs through the delivery line of the
 * conversation's platform. What a platform can't do degrades: an edit becomes a new message, a reaction nothing.
 *
 * All methods reject with a delivery error (`Rejected`, `NotSent`, `DeliveryUnknown`) when the line has given up.
 */
export abstract class BotPort {
  abstract capabilities(platform: string): Capabilities;
  abstract send(conversation: Conversation, content: string | Outgoing, options?: SendOptions): Promise<MessageRef>;
  /** Sends an answer to a message. */
  abstract reply(message: MessageRef, content: string | Outgoing, options?: SendOptions): Promise<MessageRef>;
  /** Changes a message of the bot's; resolves with the message that now shows the text. */
  abstract edit(message: MessageRef, content: string | Outgoing, options?: SendOptions): Promise<MessageRef>;
  abstract delete(message: MessageRef, options?: SendOptions): Promise<void>;
  abstract sendFile(
    conversation: Conversation,
    file: OutgoingFile,
    options?: SendOptions & { readonly caption?: string },
  ): Promise<MessageRef>;
  abstract typing(conversation: Conversation, options?: SendOptions): Promise<void>;
  abstract react(message: MessageRef, emoji: string | undefined, options?: SendOptions): Promise<void>;
  /** Tells the platform that a press was seen, with a short text to show. */
  abstract answerAction(action: IncomingAction, text?: string, options?: SendOptions): Promise<void>;
  abstract publishMenu(platform: string, commands: readonly MenuCommand[], language?: string): Promise<void>;
  /** The bytes of an attachment. Cancel the stream when you stop reading early. */
  abstract download(
    platform: string,
    attachment: Attachment,
    options?: SendOptions,
  ): Promise<ReadableStream<Uint8Array>>;
}
