/**
 * The delivery line that every chat adapter puts around its raw transport: outbox, retry, gate.
 *
 * @module
 */
export * from "./addresses.ts";
export * from "./chaos.ts";
export * from "./chat_book.ts";
export * from "./configured_delivery.ts";
export * from "./deliver.ts";
export * from "./gate.ts";
export * from "./numbered_buttons.ts";
export * from "./outbox.ts";
export * from "./rates.ts";
export * from "./retry.ts";
export * from "./telemetry.ts";
