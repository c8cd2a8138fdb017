/** What the bot is told from outside: flags, environment, `.env`, `portico.yaml`, and the sections of plugins. */
export * from "./config.ts";
export * from "./config_token.ts";
export * from "./network_access.ts";
export * from "./plugin_configs.ts";
export * from "./plugin_values.ts";
