/** What people chose themselves, as Markdown code that formats nothing. */
export function markCode(text: string): string {
  return `\`${text.replaceAll("`", "'").replaceAll(/\s+/g, " ").slice(0, 100)}\``;
}
