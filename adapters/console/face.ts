/** How the console shows what the bot does: to programs, in a pipe, or to a person. */
import type { Conversation, WireButton } from "../../core/mod.ts";

/** A message to show. */
export interface ShownMessage {
  readonly conversation: Conversation;
  readonly id: string;
  /** Markdown. */
  readonly text: string;
  /** The text is to be shown as it is. */
  readonly plain?: boolean;
  readonly buttons?: readonly (readonly WireButton[])[];
  readonly replyTo?: string;
}

/** A file to show: a copy of it lies at `path`. */
export interface ShownFile {
  readonly conversation: Conversation;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  /** Markdown. */
  readonly caption?: string;
  /** The caption is to be shown as it is. */
  readonly plain?: boolean;
  readonly replyTo?: string;
}

/** Each method resolves when it is out, and rejects when nobody reads the output any more. */
export interface Face {
  message(message: ShownMessage): Promise<void>;
  edit(message: ShownMessage): Promise<void>;
  delete(conversation: Conversation, id: string): Promise<void>;
  file(file: ShownFile): Promise<void>;
  reaction(conversation: Conversation, id: string, emoji: string | undefined): Promise<void>;
  typing(conversation: Conversation): Promise<void>;
  /** The press of a button was seen. */
  answer(conversation: Conversation, action: string, text: string | undefined): Promise<void>;
}
