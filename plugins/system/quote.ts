import { codeSpan, shorten } from "@portico/bot";

/** What others wrote, such as an error, as one short line of Markdown code that formats nothing. */
export function quote(text: string, limit = 200): string {
  const line = shorten(text, limit);
  return line === "" ? "–" : codeSpan(line);
}
