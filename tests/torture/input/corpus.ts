/**
 * Inputs that are kept: all that has ever done harm, and all that is known to do some elsewhere.
 *
 * A target has one file. A line is one input, as JSON; one that begins with `#` says why the inputs below it are there. What would be too long to be
 * written is said by how it is made: `{"$repeat": "> ", "times": 10000}` is a text, and so is `{"$join": […]}` of several such.
 *
 * What the long form finds it prints as such a line, to be put here.
 */

/** One input, and where it stands. */
export interface KeptInput {
  /** Such as `telegram_updates.txt:7`. */
  readonly place: string;
  readonly input: unknown;
}

/** The inputs of a target. */
export async function readCorpus(name: string): Promise<readonly KeptInput[]> {
  const file = `${name}.txt`;
  const text = await Deno.readTextFile(new URL(`./corpus/${file}`, import.meta.url));
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "" || line.startsWith("#")) return [];
    return [{ place: `${file}:${index + 1}`, input: made(JSON.parse(line)) }];
  });
}

/** An input as a line of a corpus. */
export function lineOf(input: unknown): string {
  return JSON.stringify(input);
}

function made(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(made);
  if (typeof value !== "object" || value === null) return value;
  if ("$repeat" in value && "times" in value) return String(made(value.$repeat)).repeat(Number(value.times));
  if ("$join" in value && Array.isArray(value.$join)) return value.$join.map(made).join("");
  const copy: [string, unknown][] = Object.entries(value).map(([key, inner]) => [key, made(inner)]);
  return Object.fromEntries(copy);
}
