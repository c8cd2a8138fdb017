/** A tool as a run uses it, whichever way it came. */
import { checkValue, type Contributed, inputSchemaOf, isRecord, type Json, type Logger, logger } from "@portico/bot";
import {
  type OfferedTool,
  type ToolContext,
  type ToolEffect,
  type ToolHandler,
  toolName,
  type ToolOptions,
  ToolResult,
} from "./tool.ts";
import { checkInput } from "./tool_check.ts";

/** What a tool's schema makes of an input, or what it has against it, for the model. */
export type ReadInput = { readonly value: object } | { readonly problem: string };

/** See the file's comment. */
export interface RunTool {
  readonly name: string;
  /** For the model. */
  readonly description: string;
  /** JSON Schema of the input, an object's. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly effect: ToolEffect;
  readonly repeatable: boolean;
  /** Where it comes from, for people: a plugin's name, or what a source calls itself. */
  readonly source: string;
  /** Whose texts say what it does; `undefined` where nobody's do. */
  readonly plugin?: string;
  /** Milliseconds a call may take; the configured ones by default. */
  readonly timeout?: number;
  readonly log: Logger;
  /** Checks an input. Issues are said in English: a model reads them. */
  read(input: Json): Promise<ReadInput>;
  call(input: object, ctx: ToolContext): Promise<ToolResult>;
  /** What the person reads before a call, where the tool says it. */
  readonly confirm?: (input: object, ctx: ToolContext) => string | Promise<string>;
  /** See `ToolOptions.approval`. */
  readonly approval?: (input: object) => string | undefined;
}

/** True for what a person has to allow. Whatever is no known effect is asked about. */
export function needsApproval({ effect }: Pick<RunTool, "effect">): boolean {
  return effect !== "read" && effect !== "change";
}

/** A tool of a plugin, or what is wrong with its input. */
export function toolOf({ plugin, options, handler, key }: Contributed<ToolOptions, ToolHandler>): RunTool | string {
  const { description, input, effect = "send", repeatable = effect === "read" } = options;
  const { confirm, approval, timeout } = options;
  const name = key ?? toolName(options, handler.name);
  const described = inputSchemaOf(input);
  const problem = checkInput(described, name, input);
  if (problem !== undefined) return problem;
  return {
    name,
    description,
    inputSchema: schemaOf(described ?? {}),
    effect,
    repeatable,
    source: plugin,
    plugin,
    log: logger("plugin", plugin),
    read: async (raw) => {
      const { issues, value } = await checkValue(input, raw, "en");
      return issues === undefined ? { value } : { problem: issues.map(sayIssue).join("; ") };
    },
    call: async (value, ctx) => resultOf(await handler(value, ctx)),
    ...(confirm && { confirm }),
    ...(approval && { approval }),
    ...(timeout === undefined ? {} : { timeout }),
  };
}

/** A tool of a source, which checks its input by itself. `plugin` is the source's. */
export function offeredTool(offered: OfferedTool, plugin: string): RunTool {
  const { name, description, effect, repeatable, source, inputSchema, timeout, confirm, approval } = offered;
  return {
    name,
    description,
    inputSchema: schemaOf(isRecord(inputSchema) ? inputSchema : {}),
    effect,
    repeatable,
    source,
    log: logger("plugin", plugin),
    read: (raw) =>
      Promise.resolve(
        isRecord(raw) ? { value: raw } : { problem: "The input has to be an object, as the schema says." },
      ),
    // What it is given was JSON a moment ago: `read` gives it on as it is.
    call: async (value, ctx) => resultOf(await offered.call(value as Json, ctx)),
    ...(confirm && { confirm: (value: object, ctx: ToolContext) => confirm(value as Json, ctx) }),
    ...(approval && { approval: (value: object) => approval(value as Json) }),
    ...(timeout === undefined ? {} : { timeout }),
  };
}

/** Endpoints want an object with its properties, whatever a schema leaves out, and know no dialects. */
function schemaOf({ $schema: _, ...schema }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...schema, type: "object", properties: isRecord(schema.properties) ? schema.properties : {} };
}

function resultOf(returned: Json | ToolResult): ToolResult {
  return returned instanceof ToolResult ? returned : new ToolResult(returned);
}

function sayIssue({ message, path = [] }: {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}): string {
  const where = path.map((part) => String(typeof part === "object" ? part.key : part)).join(".");
  return where === "" ? message : `${where}: ${message}`;
}
