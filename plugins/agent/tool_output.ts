/** What a model is given of what a tool has returned. */
import { isJson, type Json, secrets } from "@portico/bot";

/** Strings are not cut below this many characters: what is left would say nothing. */
const SHORTEST = 80;

/**
 * The output within so many characters of JSON, with a note where something was cut: long texts within it first, from the longest down, else the
 * end of it all.
 */
export function boundOutput(output: Json, limit: number): Json {
  const whole = JSON.stringify(output);
  if (whole.length <= limit) return output;
  // Of very many parts each try would take its time, and nobody else would have a turn.
  const isHopeless = exceeds(output, limit);
  for (let most = limit >> 1; most >= SHORTEST && !isHopeless; most >>= 1) {
    const cut = changeTexts(output, (text) => cutText(text, most));
    if (JSON.stringify(cut).length <= limit) return cut;
  }
  const text = whole.slice(0, limit >> 1);
  return {
    cut: `This is the beginning of the result, ${text.length} of ${whole.length} characters. Ask for less.`,
    text,
  };
}

/** The same without secrets of this bot, whatever a tool has got hold of: it goes to a model, into the store and maybe into a chat. */
export function maskedJson(value: Json): Json {
  const mask = (text: string) => secrets.redactSaid(text);
  return changeTexts(value, mask, mask);
}

/** Whatever a tool has returned as JSON; `undefined` for what can't be said in it. */
export function jsonOutput(output: unknown): Json | undefined {
  if (output === undefined) return null;
  try {
    if (isJson(output)) return output;
    // Dates and the like say themselves how they are written.
    const text: string | undefined = JSON.stringify(output);
    const said: unknown = text === undefined ? undefined : JSON.parse(text);
    return isJson(said) ? said : undefined;
  } catch {
    return undefined;
  }
}

/** The beginning of a text, with a note where something was cut. */
export function cutText(text: string, most: number): string {
  return text.length <= most
    ? text
    : `${text.slice(0, most).toWellFormed()} … (cut: ${most} of ${text.length} characters)`;
}

/** Whether it has more characters than the limit, however short its texts are cut. Looks no further than that takes. */
function exceeds(output: Json, limit: number): boolean {
  let left = limit;
  const walk = (value: Json): boolean => {
    if (typeof value !== "object" || value === null) left -= typeof value === "string" ? 2 : 1;
    else if (isList(value)) left -= 1 + value.length;
    if (left < 0 || typeof value !== "object" || value === null) return left < 0;
    if (isList(value)) return value.some(walk);
    for (const key in value) {
      left -= key.length + 4;
      if (left < 0 || walk(value[key] ?? null)) return true;
    }
    return left < 0;
  };
  return walk(output);
}

/** The same with other texts in it, and with other keys. */
function changeTexts(value: Json, change: (text: string) => string, changeKey = (key: string) => key): Json {
  if (typeof value === "string") return change(value);
  if (typeof value !== "object" || value === null) return value;
  const changed = (part: Json) => changeTexts(part, change, changeKey);
  if (isList(value)) return value.map(changed);
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [changeKey(key), part === undefined ? part : changed(part)]),
  );
}

/** `Array.isArray` does not tell a readonly list from an object. */
function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
