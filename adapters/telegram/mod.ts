/**
 * Telegram as a chat platform.
 *
 * @module
 */
export { TELEGRAM } from "./identities.ts";
