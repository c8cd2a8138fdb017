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
