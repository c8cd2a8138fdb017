/**
 * The mode that does things: a task, tools, and a list of what was done.
 *
 * @module
 */
export * from "./agent_plugin.ts";
export type * from "./agent_task.ts";
export { AgentTaskService, RunBroken } from "./agent_task_service.ts";
export * from "./config.ts";
export { seenJson } from "./markdown.ts";
export * from "./tool.ts";
export * from "./tools/mod.ts";
export { TimeIsUp, type TimeLimit, withinTime } from "./within_time.ts";
