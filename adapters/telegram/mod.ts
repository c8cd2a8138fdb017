/**
 * Telegram's texts and updates in the kernel's words, and back.
 *
 * @module
 */
export { type AddressedMessage, type BotName, isAddressed } from "./addressing.ts";
export { entitiesToMarkdown } from "./entities_markdown.ts";
export { normalizeEntities } from "./entity_normal_form.ts";
export type { FormattedText } from "./formatted_text.ts";
export { inlineKeyboard } from "./inline_keyboard.ts";
export { renderMarkdown } from "./markdown_entities.ts";
export { CAPTION_LIMIT, ENTITY_LIMIT, type PartLimits, splitText, TEXT_LIMIT } from "./message_parts.ts";
export { TELEGRAM } from "./identities.ts";
export { readUpdate, type UpdateContext, type UpdateReading } from "./update_events.ts";
