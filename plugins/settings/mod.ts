/**
 * Settings of each account: what plugins mark as a user setting in their schemas, the language, and the mode of each conversation.
 *
 * @module
 */
export * from "./settings_manager.ts";
export * from "./user_context_manager.ts";
export type { SettingName } from "./settings_menu.ts";
export * from "./settings_plugin.ts";
