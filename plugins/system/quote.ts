/** What others wrote, such as an error, as one short line of Markdown code that formats nothing. */
export function quote(text: string, limit = 200): string {
  const characters = [...text.replaceAll(/\s+/g, " ").replaceAll("`", "'").trim()];
  const line = characters.length <= limit ? characters.join("") : `${characters.slice(0, limit - 1).join("")}…`;
  return line === "" ? "–" : `\`${line}\``;
}
