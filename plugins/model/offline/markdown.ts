/** Plain text out of Markdown, and the beginning of a text. */

/** The text that was made Markdown by `escapeMarkdown`. */
export function unescapeMarkdown(text: string): string {
  return text.replace(/\\([\\`*_[\]<>~|#])/g, "$1");
}

/** A text that is cut at a word where it is longer. */
export function shorten(text: string, length: number): string {
  const plain = text.trim();
  if (plain.length <= length) return plain;
  const cut = plain.slice(0, length - 1).toWellFormed();
  const end = cut.search(/\s\S*$/);
  return `${(end > length / 2 ? cut.slice(0, end) : cut).trimEnd()}…`;
}
