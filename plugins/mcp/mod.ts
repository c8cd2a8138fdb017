/**
 * Tools of servers over MCP, for each account its own.
 *
 * @module
 */
export * from "./config.ts";
export * from "./mcp_plugin.ts";
