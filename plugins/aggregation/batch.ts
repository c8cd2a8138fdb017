/** What a mode's handler is given: the messages that belong together, and what was frozen when they came in. */
import type { Attachment, Conversation, Json, Origin } from "@portico/bot";

/** One message of a batch, with its latest edit applied; a text that came in parts is one. Frozen. */
export interface BatchMessage {
  /** Key of the event that brought it. */
  readonly key: string;
  /** The platform's id of the message. */
  readonly id: string;
  /** Markdown. Where a mode's command brought the message (`/note buy milk`), the words behind the command. */
  readonly text: string;
  /** What is attached, in the sender's order. */
  readonly attachments: readonly Attachment[];
  /** Where it was forwarded from. */
  readonly origin?: Origin;
  /** Parts of one album have the same; an album is never divided among batches. */
  readonly album?: string;
  /** Id of the message it answers. */
  readonly replyTo?: string;
  /** When it was sent by the platform's clock, in milliseconds since 1970. */
  readonly at: number;
  /** True where the text is that of a later edit. */
  readonly edited: boolean;
}

/** What belongs together: it was sent by one account in one conversation and one mode, within the mode's windows. Frozen. */
export interface Batch {
  /** `batch:` and the key of its first message: stable over restarts, so it may name what is made of the batch. */
  readonly id: string;
  /** Name of the mode it was sent in. */
  readonly mode: string;
  /** Where it was sent. */
  readonly conversation: Conversation;
  /** Id of the account that sent it. */
  readonly account: string;
  /** In the order of their arrival; at least one. */
  readonly messages: readonly BatchMessage[];
  /**
   * Id of the batch that this one amends, by an album's part that came late or by the edit of a message (`edited`, with the id of the message
   * it replaces) of a batch that was closed. Only the new part and the edited message are in `messages`.
   */
  readonly amends?: string;
  /** The settings of the mode's plugin that the account had when the first message came in. */
  readonly settings: Readonly<Record<string, Json>>;
  /** Wall time at which the batch was closed, in milliseconds. */
  readonly createdAt: number;
}
