/**
 * What every bot needs: a greeting, help, its state, and a way out of what failed.
 *
 * @module
 */
export * from "./system_plugin.ts";
