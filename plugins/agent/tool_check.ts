/** Finds what is wrong with a tool before anybody calls it. */
import { inputSchemaOf, isLazy } from "@portico/bot";
import type { ToolOptions } from "./tool.ts";

/** What the endpoints of models take for a tool's name. */
const NAME = /^[a-z][a-z0-9_]{0,63}$/;

/** The tool of the agent itself, which takes back the last run. */
export const UNDO_LAST = "undo_last";

/** True for what can be a tool's name. */
export function isToolName(name: string): boolean {
  return NAME.test(name);
}

/** What is wrong with a tool, in a sentence with its remedy. An input that is made when it is first used is checked then. */
export function checkTool({ description, input }: ToolOptions, name: string): string | undefined {
  if (!isToolName(name)) {
    return `"${name}" can't be a tool's name. Give it a \`name\` of 1 to 64 lower-case letters, digits and "_", a letter first.`;
  }
  if (name === UNDO_LAST) return `The tool "${name}" is the agent's own. Give yours another \`name\`.`;
  if (description.trim() === "") {
    return `The tool "${name}" says nothing of itself. Describe it: a model chooses by that.`;
  }
  return isLazy(input) ? undefined : checkInput(inputSchemaOf(input), name);
}

/** What is wrong with the input of a tool, as its schema describes it, in a sentence with its remedy. */
export function checkInput(schema: Readonly<Record<string, unknown>> | undefined, name: string): string | undefined {
  if (schema === undefined) {
    return `The input of the tool "${name}" speaks no JSON Schema, which models are told it by. Use a schema of a library that does, such as zod.`;
  }
  if (schema.type !== "object") {
    return `The input of the tool "${name}" is no object, which is all that models send. Put what it takes into the fields of one.`;
  }
}
