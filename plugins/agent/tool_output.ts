/** What a model is given of what a tool has returned. */
import { isJson, type Json } from "@portico/bot";

/** Strings are not cut below this many characters: what is left would say nothing. */
const SHORTEST = 80;

/**
 * The output within so many characters of JSON, with a note where something was cut: long texts within it first, from the longest down, else the
 * end of it all.
 */
export function boundOutput(output: Json, limit: number): Json {
  const whole = JSON.stringify(output);
  if (whole.length <= limit) return output;
  for (let most = limit >> 1; most >= SHORTEST; most >>= 1) {
    const cut = cutTexts(output, most);
    if (JSON.stringify(cut).length <= limit) return cut;
  }
  const text = whole.slice(0, limit >> 1);
  return {
    cut: `This is the beginning of the result, ${text.length} of ${whole.length} characters. Ask for less.`,
    text,
  };
}

/** Whatever a tool has returned as JSON; `undefined` for what can't be said in it. */
export function jsonOutput(output: unknown): Json | undefined {
  if (output === undefined) return null;
  try {
    if (isJson(output)) return output;
    // Dates and the like say themselves how they are written.
    const text: string | undefined = JSON.stringify(output);
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cutTexts(value: Json, most: number): Json {
  if (typeof value === "string") {
    if (value.length <= most) return value;
    return `${value.slice(0, most).toWellFormed()} … (cut: ${most} of ${value.length} characters)`;
  }
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map((item) => cutTexts(item, most));
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, part === undefined ? part : cutTexts(part, most)]),
  );
}

/** `Array.isArray` does not tell a readonly list from an object. */
function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
