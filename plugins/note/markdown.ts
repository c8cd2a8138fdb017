/** Other people's words inside our Markdown, so that they format nothing. */

/** A line of plain text. */
export function escapeMarkdown(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<~|]/g, "\\$&");
}

/** A line as code, fenced by more backticks than there are in a row inside. */
export function codeSpan(text: string): string {
  const line = oneLine(text);
  const longest = Math.max(0, ...line.matchAll(/`+/g).map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** The text as a link where the target is one that may be followed; else with the target behind it. */
export function linked(text: string, target: string | undefined): string {
  const shown = escapeMarkdown(text);
  if (target === undefined || target.trim() === "") return shown;
  if (!/^(?:https?|tg):/i.test(target)) return `${shown} (${codeSpan(target)})`;
  return `[${shown}](${
    target.trim().replace(/[\s()<>\\]/g, (char) => encodeURIComponent(char).replace("(", "%28").replace(")", "%29"))
  })`;
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}
