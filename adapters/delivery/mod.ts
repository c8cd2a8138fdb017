/**
 * The delivery line that every chat adapter puts around its raw transport: outbox, retry, gate.
 *
 * @module
 */
export * from "./chat_key.ts";
export * from "./deliver.ts";
export * from "./gate.ts";
export * from "./numbered_buttons.ts";
export * from "./outbox.ts";
export * from "./retry.ts";
