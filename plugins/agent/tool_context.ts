/** What a tool is given beside its input. */
import type { HandlerContext, Json } from "@portico/bot";
import type { RunTool } from "./run_tool.ts";
import type { ToolContext } from "./tool.ts";

/** Which call it is. */
export interface CallPlace {
  readonly tool: Pick<RunTool, "log">;
  /** The step that makes the call. */
  readonly step: string;
  /** See `ToolContext.key`. */
  readonly key: string;
  /** The run's id. */
  readonly run: string;
  readonly signal: AbortSignal;
}

/** The context of a call, which remembers by steps of the unit that makes it. */
export function contextOfCall(
  ctx: Pick<HandlerContext, "account" | "conversation" | "language" | "once">,
  { tool, step, key, run, signal }: CallPlace,
): ToolContext {
  const { account, conversation, language } = ctx;
  return {
    account,
    conversation,
    language,
    signal,
    log: tool.log,
    key,
    run,
    remember: async <T extends Json>(look: () => T | Promise<T>): Promise<T> => {
      const seen = await ctx.once<T>(`${step}:seen`, look, { inDoubt: "rerun", intent: "own" });
      // Commits keep their order: when it is durable that this step begins, so is what was seen.
      await ctx.once(`${step}:kept`, () => {}, { inDoubt: "rerun" });
      return seen;
    },
  };
}
