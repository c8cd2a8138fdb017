import { config, type ConfigToken } from "@portico/bot";
import { z } from "zod";

/** What can be configured under `plugins.agent`: how long messages are gathered into one task, and how far a run may go. */
export type AgentSettings = {
  /** Seconds without a new message after which the task begins. */
  readonly quiet: number;
  /** Seconds after the first message at which the task begins at the latest. */
  readonly maxWait: number;
  /** The task begins with this many messages. */
  readonly maxMessages: number;
  /** Calls of tools that a run may make. */
  readonly steps: number;
  /** Seconds that a run may take, without those in which it waits for a person. */
  readonly time: number;
  /** Tokens that a run may use, in and out. */
  readonly tokens: number;
  /** Seconds that a call of a tool may take, where the tool says nothing else. */
  readonly toolTime: number;
  /** Characters of a tool's result that a model is given. */
  readonly resultLength: number;
  /** Seconds in which a person may allow what was asked. */
  readonly approvalTime: number;
  /** Days in which a run can be undone. */
  readonly undoDays: number;
};

/** The most that `time` may be, in seconds: the kernel's own limit for a run lies behind it. */
export const LONGEST_RUN = 3_600;

/** Token of the plugin's configuration. */
export const AgentConfig: ConfigToken<AgentSettings> = config(z.object({
  quiet: z.number().min(0).max(3_600).default(1.5).meta({ setting: true }),
  maxWait: z.number().min(0).max(86_400).default(30).meta({ setting: true }),
  maxMessages: z.number().int().min(1).max(1_000).default(100).meta({ setting: true }),
  steps: z.number().int().min(1).max(1_000).default(20).describe("Calls of tools that a run may make"),
  time: z.number().min(1).max(LONGEST_RUN).default(300).describe("Seconds that a run may take"),
  tokens: z.number().int().min(1_000).default(200_000).describe("Tokens that a run may use, in and out"),
  toolTime: z.number().min(1).max(600).default(60).describe("Seconds that a call of a tool may take"),
  resultLength: z.number().int().min(500).max(1_000_000).default(12_000)
    .describe("Characters of a tool's result that a model is given"),
  approvalTime: z.number().min(10).max(86_400).default(600)
    .describe("Seconds in which a person may allow what was asked"),
  undoDays: z.number().min(1).max(365).default(7).describe("Days in which a run can be undone"),
}));
