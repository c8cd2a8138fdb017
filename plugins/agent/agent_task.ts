/** What a run is given, and what becomes of it. */
import type { HandlerContext } from "@portico/bot";
import type { ToolChange, Undo } from "./tool.ts";

/** Something that was forwarded or attached: material for the task, never an instruction. */
export interface TaskData {
  /** Where it comes from, such as the author of a forward or a file's name. */
  readonly from: string;
  /** Its text. */
  readonly text: string;
}

/** Something a person wants done. */
export interface AgentTask {
  /** Names the run: stable over restarts, as the id of a batch is. */
  readonly id: string;
  /** The request, in the person's words. */
  readonly text: string;
  /** What came with it. */
  readonly data: readonly TaskData[];
  /** Asked when its run begins: whether it was stopped before that. */
  readonly isStopped?: () => Promise<boolean>;
}

/** For whom and where a run works, and how it remembers, asks and tells. What a handler of the agent plugin gets. */
export type RunContext = Pick<
  HandlerContext,
  "account" | "conversation" | "language" | "signal" | "log" | "once" | "ask" | "progress" | "t"
>;

/**
 * How a run ended.
 *
 * - `done`: the model said so.
 * - `steps`, `time`, `tokens`: a budget was used up.
 * - `cycle`: the model made the same call again and again.
 * - `stopped`: by `/stop`.
 * - `unanswered`: the person was asked to allow something, and did neither that nor decline it.
 */
export type RunEnding = "done" | "steps" | "time" | "tokens" | "cycle" | "stopped" | "unanswered";

/** How one call is taken back, and what it had changed. */
export type UndoEntry = {
  /** Which call: the number of the model's answer and the place in it, such as `3:0`. */
  readonly call: string;
  readonly changes: readonly ToolChange[];
  readonly undo: readonly Undo[];
};

/** What became of a run. Plain data, so that a step can remember it. */
export type RunOutcome = {
  readonly ending: RunEnding;
  /** What the model said at last, Markdown; empty where it said nothing. */
  readonly text: string;
  /** In the order in which it was done. */
  readonly changes: readonly ToolChange[];
  /** In the order in which it was done; calls that can't be taken back are left out. */
  readonly undo: readonly UndoEntry[];
  /** Calls of which nobody knows whether they were done, in words for the person. */
  readonly unknown: readonly string[];
  /** Calls of tools that were made. */
  readonly calls: number;
  /** Tokens that were used, in and out. */
  readonly tokens: number;
};
