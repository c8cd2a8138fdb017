/** The extension point for tools, and what a tool gets and returns. */
import {
  type Account,
  type Contribution,
  contribution,
  type Conversation,
  type Json,
  type Logger,
  type Schema,
} from "@portico/bot";
import { checkTool } from "./tool_check.ts";

/**
 * What a tool does to the world, which decides whether the person is asked first.
 *
 * - `read`: nothing is changed, and nothing leaves the vault.
 * - `change`: it changes the vault in a way that can be undone.
 * - `destroy`: something is gone afterwards. The person is asked.
 * - `send`: something leaves the vault, or nobody knows what it does. The person is asked.
 */
export type ToolEffect = "read" | "change" | "destroy" | "send";

/**
 * What a tool says of itself. What people read while it works stands in the texts of its plugin: `tool-<name>`, given the input's texts and numbers by their
 * names, and as `title` the title of the note whose `id` is in the input; its attribute `.confirm` is the question before a call that destroys or sends, `.about` what `/tools` says of it in place of the
 * description.
 */
export interface ToolOptions {
  /** How the model calls it: lower-case letters, digits and `_`. The method's name in that form by default. */
  readonly name?: string;
  /** For the model: what it does and when to use it, in a sentence or two. */
  readonly description: string;
  /** Checks the input before the tool sees it; has to be an object's, and to speak JSON Schema, as zod does. */
  readonly input: Schema<object>;
  /** `send` by default: who says nothing is asked about. */
  readonly effect?: ToolEffect;
  /**
   * Calling it again with the same `ToolContext.key` does no harm, so that a call that was under way when the process died is made again. Otherwise it is
   * reported as unknown. By default only what reads is.
   */
  readonly repeatable?: boolean;
  /** Not offered to models: it takes back what another one did (`Undo`). */
  readonly hidden?: boolean;
  /**
   * What the person reads before a call that destroys or sends: plain text, in `ctx.language`, which names all that the call is about. It may throw a
   * `ToolError`: then nobody is asked, and nothing done. Asked again when the person has allowed it, it has to say the same, else nothing is done. Left
   * out, the text `.confirm` says it, else the input itself is shown.
   */
  // deno-lint-ignore no-explicit-any -- each tool has an input of its own, which its schema has checked
  readonly confirm?: (input: any, ctx: ToolContext) => string | Promise<string>;
  /** Calls of one run for which this gives the same need one approval, such as all to one host. By default each call needs its own. */
  // deno-lint-ignore no-explicit-any -- as above
  readonly approval?: (input: any) => string;
  /** Milliseconds a call may take; `plugins.agent.toolTime` by default. */
  readonly timeout?: number;
}

/** What a tool gets beside its input. */
export interface ToolContext {
  /** For whom it works. Nothing of anybody else may be read or changed. */
  readonly account: Account;
  /** Where the run is. */
  readonly conversation: Conversation;
  /** Language of what a person will read. */
  readonly language: string;
  /** Aborted by `/stop`, at shutdown, and when the run's or the tool's time is up. */
  readonly signal: AbortSignal;
  /** Logs under the name of the tool's plugin. */
  readonly log: Logger;
  /** Names this call, the same after a restart: what is made by it can be named so, and made once. */
  readonly key: string;
  /** The run's id: what was changed in one run is undone as one. */
  readonly run: string;
  /**
   * Keeps what can't be known any more once the call has begun to change things: what `look` returned is kept before this resolves, and is given again,
   * without looking, when the call is made again after the process has died. At most once in a call. Where it is missing, nobody keeps anything.
   */
  readonly remember?: <T extends Json>(look: () => T | Promise<T>) => Promise<T>;
}

/** What a tool changed, for the list at the end of a run. */
export type ToolChange = {
  readonly kind: "created" | "changed" | "deleted";
  /** Id of the note. */
  readonly note: string;
  readonly title: string;
  /** What had been done to the note and is taken back by this. */
  readonly undoes?: "created" | "changed" | "deleted";
};

/** How a call is taken back: by calling a tool, usually a hidden one. The changes it returns say what the notes are called then. */
export type Undo = {
  readonly tool: string;
  readonly input: Json;
};

/** What a tool returns that has changed something. */
export class ToolResult {
  /**
   * Says what has come of a call.
   *
   * @param output what the model is told.
   * @param changes for the person.
   * @param undo how it is taken back, in the order in which that has to be done; nothing where it can't be.
   */
  constructor(
    readonly output: Json,
    readonly changes: readonly ToolChange[] = [],
    readonly undo: readonly Undo[] = [],
  ) {}
}

/**
 * Something the model can do better with: the call was wrong, or could not be done now. Its message is for the model. Any other error is told to it as a
 * failure without details.
 */
export class ToolError extends Error {
  /** The class's name. */
  override readonly name = "ToolError";
}

/** A method that is a tool. The input is what the schema made of it. */
// deno-lint-ignore no-explicit-any -- each tool has an input of its own, which its schema has checked
export type ToolHandler = (input: any, ctx: ToolContext) => Json | ToolResult | Promise<Json | ToolResult>;

/** The name of a tool as a model calls it. */
export function toolName(options: Pick<ToolOptions, "name"> | undefined, method: string): string {
  return options?.name ?? method.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}

/**
 * Makes a method of any plugin a tool of the agent.
 *
 * ```ts
 * @tool({ description: "The weather in a city.", input: z.object({ city: z.string() }), effect: "read" })
 * forecast({ city }: { city: string }, ctx: ToolContext) { … }
 * ```
 */
export const tool: Contribution<[ToolOptions], ToolOptions, ToolHandler> = contribution({
  id: "tool",
  options: (options: ToolOptions) => options,
  key: (options, method) => toolName(options, method),
  check: (options, method) => checkTool(options, toolName(options, method)),
});

/** A tool that is there for one account, such as one of a server over MCP. */
export interface OfferedTool {
  /** As in `ToolOptions.name`; begin it with where it comes from. */
  readonly name: string;
  /** As in `ToolOptions.description`. */
  readonly description: string;
  /** JSON Schema of its input. Its source checks the input. */
  readonly inputSchema: Json;
  /** As in `ToolOptions.effect`. */
  readonly effect: ToolEffect;
  /** As in `ToolOptions.repeatable`. */
  readonly repeatable: boolean;
  /** Where it comes from, for `/tools`. */
  readonly source: string;
  /** As in `ToolOptions.timeout`. */
  readonly timeout?: number;
  /** As in `ToolOptions.confirm`. */
  readonly confirm?: (input: Json, ctx: ToolContext) => string | Promise<string>;
  /**
   * As in `ToolOptions.approval`, but shared by all tools with the same `source`: calls of one run for which this gives the same need one approval. Left
   * out, or `undefined`, each call needs its own.
   */
  readonly approval?: (input: Json) => string | undefined;
  /** Makes a call. What it throws is told to the model as of any other tool. */
  call(input: Json, ctx: ToolContext): Promise<Json | ToolResult>;
}

/** A method that offers tools which are not the same for everybody. */
export type ToolSource = (account: Account, signal: AbortSignal) => Promise<readonly OfferedTool[]>;

/** Makes a method of any plugin a source of tools: it is asked at the beginning of each run, and by `/tools`. */
export const toolSource: Contribution<[], Record<never, never>, ToolSource> = contribution({
  id: "toolSource",
  options: () => ({}),
});
