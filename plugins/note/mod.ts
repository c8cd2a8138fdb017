/**
 * The mode that makes notes: a batch of messages becomes one Markdown note in its sender's vault.
 *
 * @module
 */
export { NoteConfig, type NoteSettings } from "./config.ts";
export { NoteCreationService, type NoteOutcome, type NoteReference } from "./note_creation_service.ts";
export * from "./note_plugin.ts";
export type { MissingFile } from "./received_file.ts";
