/**
 * What the bot remembers of a conversation.
 *
 * @module
 */
export * from "./context_message.ts";
export * from "./conversation_context_manager.ts";
