/** What outlives the process. */
export * from "./cached_records.ts";
export * from "./durable_folders.ts";
export * from "./store.ts";
