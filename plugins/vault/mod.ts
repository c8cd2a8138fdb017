/**
 * The vault: each account's notes, as Markdown files in a folder that Obsidian opens, and a search over them.
 *
 * @module
 */
export * from "./content_hash.ts";
export * from "./note.ts";
export { linkTo } from "./note_links.ts";
export * from "./vault.ts";
export * from "./vault_error.ts";
export { VaultPlugin } from "./vault_plugin.ts";
