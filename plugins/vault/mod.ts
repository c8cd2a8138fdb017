/**
 * The vault: each account's notes, as Markdown files in a folder that Obsidian opens, and a search over them.
 *
 * @module
 */
export * from "./content_hash.ts";
export * from "./folder_vaults.ts";
export * from "./hashtags.ts";
export type * from "./note.ts";
// Who writes a body with files at their places, or takes a body to another folder, sees to its links.
export { linkTo, moveLinks } from "./note_links.ts";
export * from "./note_buttons.ts";
export * from "./own_front_matter.ts";
export { folderOf, stemOf } from "./path_parts.ts";
export * from "./vault.ts";
export { VaultChanges } from "./vault_changes.ts";
export type { VaultChange, VaultChangeKind, VaultListener } from "./vault_changes.ts";
export * from "./vault_config.ts";
export * from "./vault_error.ts";
export * from "./vault_plugin.ts";
export * from "./writer_queue.ts";
