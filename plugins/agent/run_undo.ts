import { Clock, Deadlines, type HandlerContext, inject, StepInDoubt } from "@portico/bot";
import type { UndoEntry } from "./agent_task.ts";
import { AgentConfig, type AgentSettings } from "./config.ts";
import type { RunTool } from "./run_tool.ts";
import { type ToolChange, ToolError, ToolResult, type Undo } from "./tool.ts";
import { ToolCatalog } from "./tool_catalog.ts";
import { UNDO_LAST } from "./tool_check.ts";
import type { CallPlace } from "./tool_context.ts";
import { type LoggedRun, UndoLog } from "./undo_log.ts";
import { withinTime } from "./within_time.ts";

/** Who takes something back, and how that is remembered. */
export type UndoContext = Pick<HandlerContext, "account" | "conversation" | "language" | "signal" | "log" | "once">;

/** What became of taking a run back. */
export type UndoOutcome =
  /** There is nothing of it any more. */
  | { readonly kind: "gone" }
  /** All of it has been taken back before, or is being. */
  | { readonly kind: "before" }
  | {
    readonly kind: "undone";
    /** What was taken back, the newest first. */
    readonly back: readonly ToolChange[];
    /** What was left as it is, because it could not be taken back: it was changed since, or nobody knows. */
    readonly left: readonly ToolChange[];
  };

/** How one part of it ended, as its step remembers it: left as it is, or done, with the titles that notes have by it. */
type UndoneStep = "left" | { readonly titles: readonly (readonly [note: string, title: string])[] };

/** What notes are called by now, by their ids: a rename that is taken back gives one its title again. */
type Titles = Map<string, string>;

/** See `withinTime`. */
const GRACE = 1_000;

/** Takes back what runs have done, each run as one. Every part is a step; a part that can't be taken back holds up no other. */
@inject(UndoLog, ToolCatalog, AgentConfig, Clock, Deadlines)
export class RunUndo {
  /** Built by the kernel. */
  constructor(
    private readonly log: UndoLog,
    private readonly catalog: ToolCatalog,
    private readonly settings: Pick<AgentSettings, "toolTime">,
    private readonly clock: Clock,
    private readonly deadlines: Deadlines,
  ) {}

  /**
   * Takes a run back; of one that could not be taken back as a whole, tries again what was left.
   *
   * @param key as `UndoLog.keyOf` made it.
   * @param unit names who does it: the same again goes on, another finds it done.
   * @param stop ends it before its time: what is left can then be taken back by another unit.
   */
  async undo(key: string, unit: string, ctx: UndoContext, stop: AbortSignal = ctx.signal): Promise<UndoOutcome> {
    if (await this.log.get(ctx.account.id, key) === undefined) return { kind: "gone" };
    const claimed = await this.log.claim(key, unit);
    if (claimed === undefined) return { kind: "gone" };
    if (claimed.undoneBy !== unit) return { kind: "before" };
    const [back, left]: [UndoEntry[], UndoEntry[]] = [[], []];
    const titles: Titles = new Map();
    try {
      for (const entry of claimed.entries.toReversed()) {
        if (claimed.tried?.includes(entry.call) === false) continue;
        stop.throwIfAborted();
        (await this.#takeBack(claimed, entry, titles, ctx, stop) ? back : left).push(entry);
      }
      await this.log.finish(key, left.map(({ call }) => call));
    } catch (error) {
      // Where the program stops, the unit itself goes on at the next start.
      if (!stop.aborted || ctx.signal.aborted) throw error;
      await this.log.release(key, unit, back.map(({ call }) => call));
    }
    return { kind: "undone", back: changesOf(back, titles), left: changesOf(left, titles) };
  }

  /** The tool by which a person asks for it in words. @param run the run that has it, which it does not take back. */
  tool(ctx: UndoContext, run: string): RunTool {
    return {
      name: UNDO_LAST,
      description: "Takes back everything that the last finished task in this conversation changed. Takes no input.",
      inputSchema: { type: "object", properties: {} },
      effect: "change",
      repeatable: true,
      source: "agent",
      plugin: "agent",
      log: ctx.log,
      read: () => Promise.resolve({ value: {} }),
      call: async (_input, { account, conversation, key: unit, signal }) => {
        const key = await ctx.once(`undo-last:${unit}`, async () => {
          return await this.log.last(account.id, conversation, run) ?? null;
        }, { inDoubt: "rerun", intent: "own" });
        const outcome = key === null ? undefined : await this.undo(key, unit, ctx, signal);
        if (outcome?.kind !== "undone") throw new ToolError("There is nothing that could be taken back.");
        const { back, left } = outcome;
        return new ToolResult({ undone: back.map(sayChange), left: left.map(sayChange) }, back.map(inverse));
      },
    };
  }

  async #takeBack(
    { run }: LoggedRun,
    { call, undo }: UndoEntry,
    titles: Titles,
    ctx: UndoContext,
    signal: AbortSignal,
  ): Promise<boolean> {
    for (const [index, one] of undo.entries()) {
      const name = `undo:${run}:${call}:${index}`;
      const step = await this.#step(name, one, run, ctx, signal);
      if (step === "left") return false;
      for (const [note, title] of step.titles) titles.set(note, title);
    }
    return true;
  }

  async #step(
    name: string,
    { tool: toolName, input }: Undo,
    run: string,
    ctx: UndoContext,
    signal: AbortSignal,
  ): Promise<UndoneStep> {
    const tool = await this.catalog.find(toolName, ctx.account, signal);
    const inDoubt = tool?.repeatable ? "rerun" : "fail";
    try {
      return await ctx.once<UndoneStep>(name, async () => {
        const read = await tool?.read(input);
        if (tool === undefined || read === undefined || "problem" in read) return "left";
        return await this.#call(tool, read.value, { step: name, key: name, run, signal }, ctx);
      }, { inDoubt });
    } catch (error) {
      if (!(error instanceof StepInDoubt)) throw error;
      ctx.log.warn("Unknown whether {step} was done", { step: name });
      return "left";
    }
  }

  async #call(tool: RunTool, input: object, place: Omit<CallPlace, "tool">, ctx: UndoContext): Promise<UndoneStep> {
    const { contextOfCall } = await import("./tool_context.ts");
    const { signal } = place;
    const milliseconds = tool.timeout ?? this.settings.toolTime * 1_000;
    try {
      const { changes } = await withinTime((signal) => {
        return tool.call(input, contextOfCall(ctx, { ...place, tool, signal }));
      }, { milliseconds, signal, clock: this.clock, deadlines: this.deadlines, grace: GRACE });
      return { titles: changes.map(({ note, title }) => [note, title]) };
    } catch (error) {
      if (signal.aborted) throw error;
      ctx.log.info("{tool} left something as it is: {error}", { tool: tool.name, error });
      return "left";
    }
  }
}

function changesOf(entries: readonly UndoEntry[], titles: Titles): readonly ToolChange[] {
  return entries.flatMap(({ changes }) => changes.toReversed())
    .map((change) => ({ ...change, title: titles.get(change.note) ?? change.title }));
}

function sayChange({ kind, note, title }: ToolChange) {
  return { id: note, title, was: kind };
}

/** What taking a change back does. */
function inverse({ kind, note, title }: ToolChange): ToolChange {
  return {
    kind: kind === "created" ? "deleted" : kind === "deleted" ? "created" : "changed",
    note,
    title,
    undoes: kind,
  };
}
