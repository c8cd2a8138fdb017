/**
 * Who may come in: nobody, but for those the configuration names, those who have a code, and those whom the owner allows.
 *
 * @module
 */
export * from "./access_config.ts";
export * from "./access_page.ts";
export * from "./access_plugin.ts";
export * from "./admissions.ts";
export * from "./announcement.ts";
export * from "./arrivals.ts";
export * from "./configured_access.ts";
export * from "./invitations.ts";
export * from "./pairing.ts";
export * from "./strangers.ts";
export * from "./subject.ts";
