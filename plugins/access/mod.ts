/**
 * Who may come in: nobody, but for those the configuration names and those who are linked to an account.
 *
 * @module
 */
export * from "./access_config.ts";
export * from "./access_plugin.ts";
export * from "./configured_access.ts";
