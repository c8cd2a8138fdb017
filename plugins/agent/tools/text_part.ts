/** Long texts, given to a model part by part. */

/** So long a part may be in JSON, in characters: some thousands of tokens, and within what the agent gives on of one result. */
const LONGEST = 9_000;

/** A part of a text, and where the next one begins, where there is one. */
export interface TextPart {
  readonly part: string;
  readonly next?: number;
}

/** As much of a text from a place on as is given at once. It ends with a line where one is near, and never within a character. */
export function partOf(text: string, from: number): TextPart {
  let size = LONGEST;
  let part = text.slice(from, from + size);
  while (JSON.stringify(part).length > LONGEST) part = part.slice(0, size = Math.floor(size * 0.8));
  if (from + part.length >= text.length) return { part };
  const line = part.lastIndexOf("\n") + 1;
  if (line > size / 2) part = part.slice(0, line);
  else if (/[\uD800-\uDBFF]$/.test(part)) part = part.slice(0, -1);
  return { part, next: from + part.length };
}
