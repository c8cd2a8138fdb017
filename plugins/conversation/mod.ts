/**
 * What the bot remembers of a conversation.
 *
 * @module
 */
export * from "./config.ts";
export * from "./conversation_context_manager.ts";
export * from "./conversation_plugin.ts";
