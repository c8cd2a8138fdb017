/** Finds what is wrong with a tool before anybody calls it. */
import { inputSchemaOf, isLazy, isRecord, messageOf } from "@portico/bot";
import type { OfferedTool, ToolEffect, ToolOptions } from "./tool.ts";

/** What the endpoints of models take for a tool's name. */
const NAME = /^[a-z][a-z0-9_]{0,63}$/;

/** The effects there are. */
const EFFECTS: readonly ToolEffect[] = ["read", "change", "destroy", "send"];

/** The tool of the agent itself, which takes back the last run. */
export const UNDO_LAST = "undo_last";

/** True for what can be a tool's name. */
function isToolName(name: unknown): name is string {
  return typeof name === "string" && NAME.test(name);
}

/**
 * What is wrong with a tool, in a sentence with its remedy. An input that is made when it is first used is checked then. Who writes in JavaScript, or has no
 * compiler at hand, may give anything.
 *
 * @param options as they were given to `@tool`.
 */
export function checkTool(options: unknown, name: unknown): string | undefined {
  if (!isToolName(name)) {
    return `"${name}" can't be a tool's name. Give it a \`name\` of 1 to 64 lower-case letters, digits and "_", a letter first.`;
  }
  if (name === UNDO_LAST) return `The tool "${name}" is the agent's own. Give yours another \`name\`.`;
  const { description, input, ...rest }: Record<string, unknown> = isRecord(options) ? options : {};
  if (typeof description !== "string" || description.trim() === "") {
    return `The tool "${name}" says nothing of itself. Describe it: a model chooses by that.`;
  }
  if (!isSchema(input)) {
    return `The tool "${name}" has no schema as its \`input\`. Give it one of an object, such as z.object({}) where it takes nothing.`;
  }
  return checkRest(rest, name) ?? (isLazy(input) ? undefined : checkInput(inputSchemaOf(input), name, input));
}

/** What is wrong with the input of a tool, as its schema describes it, in a sentence with its remedy. */
export function checkInput(
  described: Readonly<Record<string, unknown>> | undefined,
  name: string,
  schema: object,
): string | undefined {
  if (described === undefined) {
    return `The input of the tool "${name}" speaks no JSON Schema, which models are told it by. Use a schema of a library that does, such as zod.`;
  }
  if (described.type !== "object") {
    return `The input of the tool "${name}" is no object, which is all that models send. Put what it takes into the fields of one.`;
  }
  // What can't be said is left empty, as is what may be anything: only then is it worth asking again.
  const unsaid = JSON.stringify(described).includes("{}") ? unsaidIn(schema) : undefined;
  return unsaid &&
    `The input of the tool "${name}" has what no model can send (${unsaid}). Take what JSON has, such as z.iso.date() for a date.`;
}

/** Why a tool that a source offers can't be used. */
export function checkOffered(offered: unknown): string | undefined {
  const { name, description, inputSchema, source, call, ...rest }: Partial<Record<keyof OfferedTool, unknown>> =
    isRecord(offered) ? offered : {};
  if (!isToolName(name)) return "that can't be a tool's name";
  if (typeof description !== "string") return "it has no `description`";
  if (typeof source !== "string" || source.trim() === "") return "it has no `source`";
  if (!isRecord(inputSchema)) return "its `inputSchema` is no JSON Schema of an object";
  if (typeof call !== "function") return "it has no `call`";
  // Of an effect that nobody knows the person is asked.
  return checkRest({ ...rest, effect: undefined }, name);
}

/** What may be left out. */
type Rest = Partial<Record<Exclude<keyof ToolOptions | keyof OfferedTool, "name" | "description">, unknown>>;

function checkRest({ effect, timeout, repeatable, hidden, confirm, approval }: Rest, name: string): string | undefined {
  if (effect !== undefined && !EFFECTS.some((known) => known === effect)) {
    return `The tool "${name}" has the \`effect\` ${shown(effect)}. There are: ${EFFECTS.join(", ")}.`;
  }
  if (timeout !== undefined && !(typeof timeout === "number" && timeout > 0)) {
    return `The tool "${name}" has the \`timeout\` ${shown(timeout)}. Give it milliseconds, more than 0.`;
  }
  for (const [field, value] of Object.entries({ repeatable, hidden })) {
    if (value !== undefined && typeof value !== "boolean") {
      return `The tool "${name}" has the \`${field}\` ${shown(value)}. Give it true or false.`;
    }
  }
  for (const [field, value] of Object.entries({ confirm, approval })) {
    if (value !== undefined && typeof value !== "function") {
      return `The tool "${name}" has the \`${field}\` ${shown(value)}. Give it a function of the input.`;
    }
  }
}

function isSchema(input: unknown): input is object {
  const isObject = typeof input === "object" && input !== null || typeof input === "function";
  return isObject && isRecord(Reflect.get(input, "~standard"));
}

/** What a library says of a schema that JSON Schema can't describe. */
function unsaidIn(schema: object): string | undefined {
  const standard: unknown = Reflect.get(schema, "~standard");
  const { input }: Record<string, unknown> = isRecord(standard) && isRecord(standard.jsonSchema)
    ? standard.jsonSchema
    : {};
  if (typeof input !== "function") return undefined;
  try {
    input({ target: "draft-2020-12" });
  } catch (error) {
    return messageOf(error);
  }
}

function shown(value: unknown): string {
  return typeof value === "string" ? `"${value}"` : String(value);
}
