import { config, type ConfigToken } from "@portico/bot";
import { z } from "zod";

/** What can be configured under `plugins.mcp`. */
export type McpSettings = {
  /** Servers that an account may have. */
  readonly servers: number;
  /** Seconds in which a server has to be there and to say which tools it has. */
  readonly connectTime: number;
  /** Seconds that a call may take. */
  readonly callTime: number;
  /** Seconds after the last call at which a connection is closed. */
  readonly idleTime: number;
  /** Bytes that a server may send as one answer. */
  readonly answerSize: number;
};

/** Token of the plugin's configuration. */
export const McpConfig: ConfigToken<McpSettings> = config(z.object({
  servers: z.number().int().min(1).max(100).default(10).describe("Servers that an account may have"),
  connectTime: z.number().min(1).max(300).default(30).describe("Seconds in which a server has to be there"),
  callTime: z.number().min(1).max(600).default(60).describe("Seconds that a call may take"),
  idleTime: z.number().min(1).max(86_400).default(300)
    .describe("Seconds after the last call at which a connection is closed"),
  answerSize: z.number().int().min(10_000).max(100_000_000).default(4_000_000)
    .describe("Bytes that a server may send as one answer"),
}));
