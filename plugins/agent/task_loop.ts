/** The loop of a run: the model answers, its calls are made, until it has nothing more to call. Loaded with the first task. */
import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { Json } from "@portico/bot";
import { generateText, jsonSchema, type Tool, type ToolSet } from "ai";
import type { AgentRun } from "./agent_run.ts";
import type { AgentTask, RunContext, RunOutcome } from "./agent_task.ts";
import type { ContextMessage } from "../conversation/mod.ts";
import { RememberedModel } from "./remembered_model.ts";
import type { RunTool } from "./run_tool.ts";
import { instructionsIn, promptOf } from "./task_prompt.ts";
import { inputOf, type ToolCalls } from "./tool_calls.ts";

/** What the loop runs with. */
export interface LoopParts {
  readonly task: AgentTask;
  readonly ctx: RunContext;
  readonly run: AgentRun;
  readonly model: LanguageModelV4;
  readonly tools: ReadonlyMap<string, RunTool>;
  readonly calls: ToolCalls;
  readonly history: readonly ContextMessage[];
  /** Characters that a prompt may have. */
  readonly room: number;
}

/** Runs a task to its end. Throws what is no matter of the model's: what the model itself throws, a shutdown, a store that fails. */
export async function runLoop({ task, ctx, run, model, tools, calls, history, room }: LoopParts): Promise<RunOutcome> {
  // A model may call anything by any name, also by one that every object inherits.
  const offered: ToolSet = Object.create(null);
  const make: MakeCall = (id, name, input) => calls.call(remembered.placeOf(id), name, inputOf(input));
  for (const tool of tools.values()) offered[tool.name] = sdkTool(tool, make);
  // A call of a tool that is not there (any more) is answered by us too: it may have been made before a restart.
  const onCall = (name: string) => {
    if (!Object.hasOwn(offered, name)) offered[name] = missingTool(name, make);
  };
  const remembered = new RememberedModel(model, run, ctx, new Set(tools.keys()), room, onCall, () => calls.forget());
  try {
    const { text } = await generateText({
      model: remembered,
      instructions: instructionsIn(ctx.language),
      messages: promptOf(task, history, room),
      tools: offered,
      // In order, so that what is asked and remembered is the same when the run goes on after a crash.
      toolCallConcurrency: 1,
      stopWhen: () => run.isHalted || run.ending !== undefined,
      // The model's own: it knows what is worth another try.
      maxRetries: 0,
      abortSignal: run.signal,
    });
    if (run.failure !== undefined) throw run.failure.error;
    return run.outcome(text);
  } catch (error) {
    if (run.failure !== undefined) throw run.failure.error;
    if (run.signal.aborted && run.ending !== undefined) return run.outcome("");
    throw error;
  }
}

/** Makes a call that a model has asked for. */
type MakeCall = (toolCallId: string, name: string, input: unknown) => Promise<Json>;

/** A tool as the SDK takes it. Its input is checked where it is called, so that what is wrong is counted and told in our words. */
function sdkTool({ name, description, inputSchema }: RunTool, make: MakeCall): Tool {
  return {
    description,
    inputSchema: jsonSchema(inputSchema),
    execute: (input, { toolCallId }) => make(toolCallId, name, input),
  };
}

function missingTool(name: string, make: MakeCall): Tool {
  return {
    inputSchema: jsonSchema({ type: "object" }),
    execute: (input, { toolCallId }) => make(toolCallId, name, input),
  };
}
