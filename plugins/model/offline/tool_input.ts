/** Makes sure that a tool is called with what its schema allows. */
import type { JSONObject, JSONValue, LanguageModelV4FunctionTool } from "@ai-sdk/provider";
import { isRecord } from "@portico/bot";
import { z } from "zod";

/** The check of each schema that was seen; `undefined` for one that zod can't read. */
const checks = new WeakMap<object, z.ZodType | undefined>();

/** These may be cut where they are too long. */
const CUTTABLE: ReadonlySet<string> = new Set(["query", "title"]);

/** The input within the bounds of the tool's schema; `undefined` where it can't be brought into them. */
export function fitInput(tool: LanguageModelV4FunctionTool, input: JSONObject): JSONObject | undefined {
  const fitted: JSONObject = {};
  for (const [name, value] of Object.entries(input)) {
    if (value !== undefined) fitted[name] = bounded(name, value, propertyOf(tool, name));
  }
  const check = checkOf(tool);
  return check === undefined || check.safeParse(fitted).success ? fitted : undefined;
}

function bounded(name: string, value: JSONValue, property: Record<string, unknown>): JSONValue {
  const { maximum, minimum, maxLength } = property;
  if (typeof value === "number") {
    const low = typeof minimum === "number" ? Math.max(value, minimum) : value;
    return typeof maximum === "number" ? Math.min(low, maximum) : low;
  }
  if (typeof value === "string" && CUTTABLE.has(name) && typeof maxLength === "number" && value.length > maxLength) {
    return value.slice(0, maxLength).toWellFormed().trim();
  }
  return value;
}

function propertyOf({ inputSchema }: LanguageModelV4FunctionTool, name: string): Record<string, unknown> {
  const property: unknown = inputSchema.properties?.[name];
  return isRecord(property) ? property : {};
}

function checkOf({ inputSchema }: LanguageModelV4FunctionTool): z.ZodType | undefined {
  if (checks.has(inputSchema)) return checks.get(inputSchema);
  const check = readSchema(inputSchema);
  checks.set(inputSchema, check);
  return check;
}

function readSchema(schema: LanguageModelV4FunctionTool["inputSchema"]): z.ZodType | undefined {
  try {
    return z.fromJSONSchema(schema);
  } catch {
    // The tool itself checks what zod can't.
    return undefined;
  }
}
