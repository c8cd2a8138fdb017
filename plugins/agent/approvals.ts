/** Asks the person before something is destroyed or leaves their notes. */
import { DialogueEnded, type Json, messageOf, type Schema } from "@portico/bot";
import type { AgentRun } from "./agent_run.ts";
import type { RunContext } from "./agent_task.ts";
import type { ApprovalQuestion } from "./approval_question.ts";
import type { RunTool } from "./run_tool.ts";
import { type ToolContext, ToolError } from "./tool.ts";

/** What became of the question whether a call may be made. */
export type Decision =
  | { readonly kind: "allowed" | "declined" | "unanswered" }
  /** The person can't be asked; the reason is for the model. */
  | { readonly kind: "impossible"; readonly reason: string };

/** The input of a call. */
export interface CallInput {
  /** As the model gave it. */
  readonly given: Json;
  /** As the tool's schema has made it: what is done. */
  readonly shown: Json;
}

/** What approvals are asked with. */
export interface ApprovalSurroundings {
  readonly ctx: RunContext;
  readonly run: AgentRun;
  readonly question: ApprovalQuestion;
  /** Whether the person can press a button where the run is. */
  readonly hasButtons: boolean;
  /** Milliseconds in which they may. */
  readonly time: number;
  /** Something that nobody can guess. */
  readonly random: () => string;
}

/** See the file's comment. Each decision is a step: what was allowed for one call is never taken for another. */
export class Approvals {
  readonly #allowed = new Set<string>();

  constructor(private readonly around: ApprovalSurroundings) {}

  /** Whether a call may be made. @param place which call of the run it is. */
  async decide(tool: RunTool, input: CallInput, place: string, ctx: ToolContext): Promise<Decision> {
    const scope = await this.#scopeOf(tool, input.given);
    if (scope !== undefined && this.#allowed.has(scope)) return { kind: "allowed" };
    const decision = await this.around.ctx.once<Decision>(
      `approval:${place}`,
      () => this.#ask(tool, input, place, ctx),
      { inDoubt: "rerun", intent: "own" },
    );
    if (decision.kind !== "allowed") return decision;
    // Commits keep their order: with this the decision is on the disk before anything is done by it. Asked about again, what was done would look changed.
    await this.around.ctx.once(`approval:${place}:kept`, () => {}, { inDoubt: "rerun" });
    if (scope !== undefined) this.#allowed.add(scope);
    return decision;
  }

  async #ask(tool: RunTool, input: CallInput, place: string, toolContext: ToolContext): Promise<Decision> {
    const { ctx, run, hasButtons, time } = this.around;
    // In the person's language: a model may well give it on as it is.
    if (!hasButtons) return { kind: "impossible", reason: ctx.t("cannot-ask") };
    const text = await this.#textOf(place, () => this.#say(tool, input, toolContext));
    if (text instanceof ToolError) return { kind: "impossible", reason: text.message };
    // Only a button of this question says it: nobody can guess what it carries, so no typed, forwarded or piped text is taken for a press.
    const secret = await ctx.once(`approval:${place}:secret`, this.around.random, { inDoubt: "rerun", intent: "own" });
    const [allow, decline] = [`allow ${secret}`, `decline ${secret}`];
    const choices = [[{ text: ctx.t("allow"), value: allow }, { text: ctx.t("decline"), value: decline }]];
    const answer = pressOf(allow, decline, ctx.t("press"));
    run.stopClock();
    try {
      const options = { choices, answer, name: `approval:${place}`, expires: time, signal: run.signal };
      const turn = run.turnOf(place);
      const asked = turn === undefined ? text : `${text}\n\n${ctx.t("approve-turn", turn)}`;
      if (!await ctx.ask(asked, options)) return { kind: "declined" };
    } catch (error) {
      if (run.failure !== undefined) throw run.failure.error;
      if (!(error instanceof DialogueEnded) || error.reason === "stopping") throw error;
      return { kind: "unanswered" };
    } finally {
      run.startClock();
    }
    // It was allowed by what stood there: a note that was renamed meanwhile is not the one that the person had in mind.
    if (await this.#say(tool, input, toolContext) === text) return { kind: "allowed" };
    return {
      kind: "impossible",
      reason: "What this is about was changed while the person was asked, so it was not done. Look at it again first.",
    };
  }

  /** The question as it was first asked: a restart in between must not make another one of it. */
  async #textOf(place: string, say: () => Promise<string | ToolError>): Promise<string | ToolError> {
    const { ctx } = this.around;
    const kept = await ctx.once<{ readonly text?: string; readonly problem?: string }>(
      `approval:${place}:text`,
      async () => {
        const text = await say();
        return text instanceof ToolError ? { problem: text.message } : { text };
      },
      { inDoubt: "rerun", intent: "own" },
    );
    return kept.text ?? new ToolError(kept.problem ?? "");
  }

  async #say(tool: RunTool, input: CallInput, toolContext: ToolContext): Promise<string | ToolError> {
    const { ctx, question } = this.around;
    return await question.of(tool, input, toolContext).catch((error) => {
      if (error instanceof ToolError) return error;
      ctx.log.warn("What {tool} would do can't be said: {reason}", { tool: tool.name, reason: messageOf(error) });
      return new ToolError("What this would do can't be shown to the person, so it was not done.");
    });
  }

  async #scopeOf(tool: RunTool, input: Json): Promise<string | undefined> {
    if (tool.approval === undefined) return undefined;
    const read = await tool.read(input);
    if ("problem" in read) return undefined;
    try {
      const scope = tool.approval(read.value);
      // The tools that a source offers share their approvals.
      return scope === undefined ? undefined : `${tool.plugin === undefined ? tool.source : tool.name} ${scope}`;
    } catch {
      return undefined; // what has no scope is asked about by itself
    }
  }
}

/** True for the first text, false for the second; nothing else will do. */
function pressOf(allow: string, decline: string, problem: string): Schema<boolean> {
  return {
    "~standard": {
      version: 1,
      vendor: "portico",
      validate: (value) =>
        value === allow || value === decline ? { value: value === allow } : { issues: [{ message: problem }] },
    },
  };
}
