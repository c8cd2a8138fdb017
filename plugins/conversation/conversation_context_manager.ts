import type { Conversation } from "@portico/bot";

/** One thing that was said in a conversation. */
export interface ContextMessage {
  /** The person, or the bot. */
  readonly role: "user" | "assistant";
  /** Markdown. */
  readonly text: string;
  /** Wall time in milliseconds. */
  readonly at: number;
}

/** How much is remembered of a conversation. */
export interface ContextSize {
  /** How many are remembered. */
  readonly messages: number;
  /** What they take together. */
  readonly tokens: number;
  /** Tokens that are kept at most. */
  readonly limit: number;
}

/**
 * What the bot remembers of each conversation of each account, bounded in tokens, over restarts. Abstract, so that it is type and DI token in one.
 */
export abstract class ConversationContextManager {
  /** What was said last, oldest first, as much of it as fits into so many tokens (all that is kept by default). */
  abstract recall(account: string, conversation: Conversation, tokens?: number): Promise<readonly ContextMessage[]>;
  /**
   * Remembers what was said. A message that is larger than all that may be kept is cut, not kept whole.
   *
   * @param key names it, such as the id of a batch: the same key again changes nothing, so that a replay remembers once.
   */
  abstract remember(
    account: string,
    conversation: Conversation,
    key: string,
    messages: readonly ContextMessage[],
  ): Promise<void>;
  /** How much is remembered. */
  abstract size(account: string, conversation: Conversation): Promise<ContextSize>;
  /** Forgets it all; how many messages that were. */
  abstract reset(account: string, conversation: Conversation): Promise<number>;
}
