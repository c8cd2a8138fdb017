/** Other people's words inside our Markdown, so that they format nothing. */

/** A text on one line, as it is written. */
export function escapeMarkdown(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<~|#]/g, "\\$&");
}

/** A line as code, fenced by more backticks than there are in a row inside. */
export function codeSpan(text: string): string {
  const line = oneLine(text).trim();
  const longest = Math.max(0, ...line.matchAll(/`+/g).map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** The beginning of a text in at most so many UTF-16 units, with `…` where something was left out. */
export function shorten(text: string, length: number): string {
  const whole = text.trim();
  if (whole.length <= length) return whole;
  return `${whole.slice(0, Math.max(0, length - 2)).replace(/[\uD800-\uDBFF]$/, "").trimEnd()} …`;
}

/** A text on one line: each run of blanks, line breaks and control characters is one blank. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ");
}
