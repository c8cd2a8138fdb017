/**
 * Who may come in: nobody, but for those the configuration names, those who have a code, and those whom the owner allows.
 *
 * @module
 */
export { AccessConfig, type AccessOptions, type Person } from "./access_config.ts";
export { AccessPlugin } from "./access_plugin.ts";
export type { Terms } from "./admissions.ts";
