/** A value that survives `JSON.stringify` and `JSON.parse` unchanged: what may be journaled or sent to a worker. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** What is nested deeper than this is nobody's data, and would fill the stack of whoever goes through it. */
const DEEPEST = 500;

/** True for what survives JSON, and is no deeper than anybody means. */
export function isJson(value: unknown): value is Json {
  return isJsonWithin(value, DEEPEST);
}

function isJsonWithin(value: unknown, depth: number): boolean {
  if (depth === 0) return false;
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every((part) => isJsonWithin(part, depth - 1));
  if (!isRecord(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((part) => part === undefined || isJsonWithin(part, depth - 1));
}

/** True for an object that is no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
