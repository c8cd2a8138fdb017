/**
 * Gathers the messages that belong together into batches and hands each batch to the mode its sender was in.
 *
 * @module
 */
export * from "./aggregation_plugin.ts";
export type * from "./aggregator_options.ts";
export type * from "./batch.ts";
export * from "./config.ts";
export * from "./message_aggregator.ts";
export * from "./mode.ts";
export * from "./mode_switch.ts";
export type { LoadedMode } from "./modes.ts";
export type { Arrival, GatheredBatch } from "./open_batch.ts";
export type { Terms } from "./terms.ts";
export * from "./open_messages.ts";
export { AmendedBatches } from "./past_batches.ts";
