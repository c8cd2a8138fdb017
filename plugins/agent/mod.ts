/**
 * The mode that does things: a task, tools, and a list of what was done.
 *
 * @module
 */
export * from "./tool.ts";
export * from "./tools/mod.ts";
