/** What goes between a platform and the bot: events in, operations out, and the port that plugins talk to. */
export type * from "./adapter.ts";
export * from "./bot_port.ts";
export * from "./buttons.ts";
export * from "./events.ts";
export * from "./operation_port.ts";
export * from "./operations.ts";
export * from "./paced_progress.ts";
