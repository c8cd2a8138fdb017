/**
 * Telegram as a chat platform, by its Bot API.
 *
 * @module
 */
export { TELEGRAM } from "./identities.ts";
export * from "./telegram_bot_adapter.ts";
export * from "./telegram_config.ts";
