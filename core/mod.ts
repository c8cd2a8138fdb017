/**
 * The kernel of Portico: the contracts that adapters implement and plugins are written against, and what runs them.
 *
 * @module
 */
export * from "./accounts/mod.ts";
export * from "./chat/mod.ts";
export * from "./clock.ts";
export * from "./config/mod.ts";
export * from "./duration.ts";
export { endsWithin } from "./endings.ts";
export * from "./errors.ts";
export * from "./handling/mod.ts";
export * from "./i18n/mod.ts";
export * from "./json.ts";
export * from "./kernel/mod.ts";
export * from "./logs/mod.ts";
export * from "./markdown.ts";
export * from "./nearest.ts";
export * from "./plugins/mod.ts";
export * from "./running/mod.ts";
export * from "./schemas/mod.ts";
export * from "./sha256.ts";
export * from "./store/mod.ts";
export * from "./tasks/mod.ts";
