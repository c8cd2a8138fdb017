/** Makes the calls that a model asks for: checked, allowed, remembered, bounded. */
import { type Clock, type Deadlines, DeliveryUnknown, type Json, StepInDoubt } from "@portico/bot";
import type { AgentRun } from "./agent_run.ts";
import type { RunContext, UndoEntry } from "./agent_task.ts";
import type { Approvals, CallInput, Decision } from "./approvals.ts";
import type { CallWords } from "./call_words.ts";
import { CallRepeats } from "./call_repeats.ts";
import type { AgentSettings } from "./config.ts";
import type { ProgressLine } from "./progress_line.ts";
import { needsApproval, type RunTool } from "./run_tool.ts";
import { type ToolContext, ToolError, type ToolResult } from "./tool.ts";
import { contextOfCall } from "./tool_context.ts";
import { boundOutput, jsonOutput, maskedJson } from "./tool_output.ts";
import { TimeIsUp, withinTime } from "./within_time.ts";

/** What calls are made with. */
export interface CallSurroundings {
  readonly ctx: RunContext;
  readonly run: AgentRun;
  /** By name. */
  readonly tools: ReadonlyMap<string, RunTool>;
  readonly approvals: Approvals;
  readonly words: CallWords;
  readonly progress: ProgressLine;
  readonly settings: Pick<AgentSettings, "toolTime">;
  /** Characters of a result that a model is given. */
  readonly resultLength: number;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
}

/** A call's result, as its step remembers it; what there is nothing of is left out. */
type CallRecord = {
  readonly output: Json;
  readonly changes?: UndoEntry["changes"];
  readonly undo?: UndoEntry["undo"];
  /** Nobody knows whether it was done. */
  readonly unknown?: true;
};

/** A call that was told to end may take this long to do so, in milliseconds, before it is given up. */
const GRACE = 1_000;

/** What a model reads of a call that nobody knows the end of. */
const UNKNOWN = {
  error:
    "Nobody knows whether this was done: it was under way when everything stopped, or did not end in time. Do not " +
    "call it again. Tell the person that it is unknown.",
};

/** See the file's comment. */
export class ToolCalls {
  readonly #repeats = new CallRepeats();

  constructor(private readonly around: CallSurroundings) {}

  /**
   * Makes a call and resolves with what the model is told. What is wrong with a call is told to the model; only what is no matter of its own (a shutdown,
   * a store that fails) breaks the run off.
   *
   * @param place which call of the run it is, such as `3:0`.
   */
  async call(place: string, name: string, input: Json): Promise<Json> {
    const { run } = this.around;
    if (run.isHalted) return { error: "The run has ended. This was not done." };
    try {
      return await this.#call(place, name, input);
    } catch (error) {
      run.fail(error);
      throw error;
    }
  }

  /** Results of earlier calls were left out of the prompt: to read the same again is no cycle. */
  forget(): void {
    this.#repeats.changed();
  }

  async #call(place: string, name: string, input: Json): Promise<Json> {
    const { run, tools, words, progress } = this.around;
    const tool = tools.get(name);
    const read = await tool?.read(input);
    // What the schema has made of the input is what is done, so that is what people read, and what makes a call the same as another.
    const shown = read !== undefined && "value" in read ? jsonOutput(read.value) ?? input : input;
    const repeated = this.#repeats.check(name, shown, tool?.effect === "read");
    if (repeated !== undefined) {
      if (repeated === "again and again") run.end("cycle", "after this");
      return { error: "You have made this very call before, with the same result. Do something else, or finish." };
    }
    if (tool === undefined || read === undefined) return await this.#callUnknown(place, name);
    if ("problem" in read) return { error: `The input does not fit the schema of ${name}: ${read.problem}` };
    if (needsApproval(tool)) {
      const refusal = await this.#ask(tool, { given: input, shown }, place);
      if (refusal !== undefined) return refusal;
    }
    const title = words.title(tool, shown);
    progress.show(title);
    const record = await this.#remember(tool, read.value, place, title);
    if (tool.effect !== "read") this.#repeats.changed();
    return this.#take(record, place, title);
  }

  /** It may have been there before a restart, and have done something then. */
  async #callUnknown(place: string, name: string): Promise<Json> {
    const { ctx, tools } = this.around;
    try {
      const record = await ctx.once<CallRecord>(`tool:${place}`, () => {
        const names = [...tools.keys()].join(", ");
        return { output: { error: `There is no tool ${name.slice(0, 100)}. There are: ${names}.` } };
      }, { inDoubt: "fail", intent: "own" });
      return this.#take(record, place, name);
    } catch (error) {
      if (!(error instanceof StepInDoubt)) throw error;
      return this.#take({ output: UNKNOWN, unknown: true }, place, name);
    }
  }

  /** Keeps what came of a call, and gives what the model is told. */
  #take({ output, changes = [], undo = [], unknown }: CallRecord, place: string, title: string): Json {
    const { run } = this.around;
    run.learnTitles(output);
    run.takeResult(JSON.stringify(output).length);
    if (unknown) run.takeUnknown(title);
    if (changes.length > 0 || undo.length > 0) run.takeChanges({ call: place, changes, undo });
    return output;
  }

  /** Asks the person. What the model is told where they have not allowed it. */
  async #ask(tool: RunTool, input: CallInput, place: string): Promise<Json | undefined> {
    const { run, approvals } = this.around;
    const decision: Decision = await approvals.decide(tool, input, place, this.#contextOf(tool, place, run.signal));
    switch (decision.kind) {
      case "allowed":
        return undefined;
      case "impossible":
        return { error: decision.reason };
      case "declined":
        return refusalOf("The person declined this. It was not done. Do not try it again, nor in another way.");
      case "unanswered":
        run.end("unanswered", "after this");
        return refusalOf("The person did not answer. It was not done.");
    }
  }

  /** Runs the tool as a step of its own. */
  async #remember(tool: RunTool, value: object, place: string, title: string): Promise<CallRecord> {
    const { ctx } = this.around;
    // What may be called again needs no intent, and so no wait for the disk.
    const options = tool.repeatable
      ? { inDoubt: "rerun", intent: "own" } as const
      : { inDoubt: "fail", intent: "first" } as const;
    try {
      return await ctx.once<CallRecord>(`tool:${place}`, () => this.#run(tool, value, place), options);
    } catch (error) {
      if (!(error instanceof StepInDoubt)) throw error;
      ctx.log.warn("Unknown whether {title} of {run} was done", { title, run: this.around.run.id });
      return { output: UNKNOWN, unknown: true };
    }
  }

  async #run(tool: RunTool, value: object, place: string): Promise<CallRecord> {
    const { run, settings, clock, deadlines, ctx } = this.around;
    const milliseconds = tool.timeout ?? settings.toolTime * 1_000;
    const limit = { milliseconds, signal: run.signal, clock, deadlines, grace: GRACE };
    try {
      const result = await withinTime((signal) => tool.call(value, this.#contextOf(tool, place, signal)), limit);
      return this.#recordOf(tool, result);
    } catch (error) {
      // The program stops: what may be called again will be, what may not stays in doubt, which the next start tells.
      if (ctx.signal.aborted) throw new DeliveryUnknown(`The program stopped during ${tool.name}.`, { cause: error });
      return this.#failureOf(tool, error);
    }
  }

  #recordOf(tool: RunTool, { output, changes, undo }: ToolResult): CallRecord {
    const json = jsonOutput(output);
    if (json === undefined) tool.log.error("{tool} returned what is no JSON", { tool: tool.name });
    return {
      output: json === undefined ? { error: "It was done, but its result can't be read." } : this.#bound(json),
      ...(changes.length === 0 ? {} : { changes }),
      ...(undo.length === 0 ? {} : { undo }),
    };
  }

  #failureOf(tool: RunTool, error: unknown): CallRecord {
    if (error instanceof ToolError) return { output: this.#bound({ error: error.message }) };
    const { effect, name } = tool;
    tool.log.warn("The tool {tool} failed: {error}", { tool: name, error });
    if (effect !== "read") return { output: UNKNOWN, unknown: true };
    const why = error instanceof TimeIsUp ? "It did not end in time." : "It failed.";
    return { output: { error: `${why} Go another way, or tell the person.` } };
  }

  #bound(output: Json): Json {
    return boundOutput(maskedJson(output), this.around.resultLength);
  }

  #contextOf(tool: RunTool, place: string, signal: AbortSignal): ToolContext {
    const { ctx, run } = this.around;
    return contextOfCall(ctx, { tool, step: `tool:${place}`, key: `${run.id}#${place}`, run: run.id, signal });
  }
}

/** What a model reads of a call that the person has not allowed. */
function refusalOf(message: string): Json {
  return { declined: true, message };
}

/** The input of a call as the SDK gives it. */
export function inputOf(input: unknown): Json {
  return jsonOutput(input) ?? null;
}
