import type { ActionCall } from "./buttons.ts";
import type { Attachment, Conversation, IncomingAction } from "./events.ts";
import type { Capabilities } from "./adapter.ts";
import type { StepIntent } from "../store/store.ts";
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

/** How something goes out; what an operation has no use for is ignored. */
export interface SendOptions {
  /** Id of the message it answers. */
  readonly replyTo?: string;
  /** The account that may press the buttons; everybody in the conversation when left out. */
  readonly for?: string;
  /** `interactive` (the default) goes before `broadcast`. */
  readonly priority?: "interactive" | "broadcast";
  /**
   * A message or file that may be sent again where nobody knows whether it arrived: better twice than not at all. Left out, it is sent once, and
   * rejects with `DeliveryUnknown`. Within `ctx.once`, `inDoubt: "rerun"` says the same of a crash; `ctx.reply` always is "once, or unknown".
   */
  readonly atLeastOnce?: boolean;
  /** Of the step whose effect a message is: committed when it goes out, so that one which has only waited is not in doubt. */
  readonly intent?: StepIntent;
  /** Gives up what has not begun to go out: rejects with `NotSent`. What is under way ends as the platform says. */
  readonly signal?: AbortSignal;
}

/** Who sees a menu of commands: everybody, unless something says otherwise. */
export interface MenuAudience {
  /** People of this language. */
  readonly language?: string;
  /** One person, by `Identity.user`, in their private chat. */
  readonly user?: string;
}

/**
 * What plugins talk to, the same for every platform; in a handler, `ctx.reply` and `ctx.edit` are better, as they are not repeated after a crash. Each call becomes one `Operation` that runs through the delivery line of the
 * conversation's platform. What a platform can't do degrades: an edit becomes a new message, a reaction nothing.
 *
 * All methods reject with a delivery error (`Rejected`, `NotSent`, `DeliveryUnknown`) when the line has given up.
 *
 * ```ts
 * const sent = await bot.send(conversation, {
 *   text: "**Saved** as Shopping",
 *   buttons: [[{ text: "Undo", action: { name: "note.undo", payload: { id } } }]],
 * }, { for: account.id });
 * ```
 */
export abstract class BotPort {
  /** What the platform can do. Throws `Rejected` when no adapter of this platform is running. */
  abstract capabilities(platform: string): Capabilities;
  /** Sends a message. Without native buttons they become a numbered list, or only their links are shown. */
  abstract send(conversation: Conversation, content: string | Outgoing, options?: SendOptions): Promise<MessageRef>;
  /** Sends an answer to a message. */
  abstract reply(message: MessageRef, content: string | Outgoing, options?: SendOptions): Promise<MessageRef>;
  /** Changes a message of the bot's; resolves with the message that now shows the text. */
  abstract edit(message: MessageRef, content: string | Outgoing, options?: SendOptions): Promise<MessageRef>;
  /** Deletes a message. */
  abstract delete(message: MessageRef, options?: SendOptions): Promise<void>;
  /** Sends a file; `caption` is Markdown. */
  abstract sendFile(
    conversation: Conversation,
    file: OutgoingFile,
    options?: SendOptions & { readonly caption?: string },
  ): Promise<MessageRef>;
  /** Shows that the bot is busy, for as long as the platform shows it (some seconds). */
  abstract typing(conversation: Conversation, options?: SendOptions): Promise<void>;
  /** Reacts to a message with one emoji; `undefined` takes the reaction back. */
  abstract react(message: MessageRef, emoji: string | undefined, options?: SendOptions): Promise<void>;
  /** Tells the platform that a press was seen, with a short text to show. */
  abstract answerAction(action: IncomingAction, text?: string, options?: SendOptions): Promise<void>;
  /** Replaces the platform's menu of commands. */
  abstract publishMenu(platform: string, commands: readonly MenuCommand[], audience?: MenuAudience): Promise<void>;
  /** The bytes of an attachment. Cancel the stream when you stop reading early. */
  abstract download(
    platform: string,
    attachment: Attachment,
    options?: SendOptions,
  ): Promise<ReadableStream<Uint8Array>>;
}
