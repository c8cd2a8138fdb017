/**
 * The embedded store, on the SQLite that comes with Deno.
 *
 * @module
 */
export type { Damage } from "./database_file.ts";
export { SqliteStore, type SqliteStoreOptions } from "./store.ts";
export type { WaitForDisk } from "./log_file.ts";
