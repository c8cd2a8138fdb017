/** Puts Markdown together. */

/** Markdown as a quote; nothing of nothing. */
export function quoteMarkdown(markdown: string): string {
  if (markdown === "") return "";
  return markdown.split("\n").map((line) => line === "" ? ">" : `> ${line}`).join("\n");
}

/** Parts with empty lines between, without those that are empty. */
export function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}
