/** The copy that keeps the local version of a file that was changed on both sides. */

/** Its path: beside the file, named by the day (`2026-11-26`), and by a number where that name is taken. Names that differ in case only are the same. */
export function conflictPath(path: string, day: string, taken: (path: string) => boolean): string {
  const slash = path.lastIndexOf("/") + 1;
  const dot = path.lastIndexOf(".");
  const end = dot > slash ? dot : path.length;
  for (let number = 1;; number++) {
    const mark = number === 1 ? ` (conflict ${day})` : ` (conflict ${day} ${number})`;
    const copy = path.slice(0, end) + mark + path.slice(end);
    if (!taken(copy)) return copy;
  }
}

/**
 * A note's text as a note of its own: with another id in its front matter, and without the title there, so that the name of the copy is its title. Text
 * without front matter, or without an id in it, goes by its path, and stays as it is.
 */
export function asOwnNote(text: string, id: (old: string) => string): string {
  const [head] = /^\uFEFF?---[^\S\n]*\r?\n[\s\S]*?\r?\n---[^\S\n]*(?=\r?\n|$)/.exec(text) ?? [];
  if (head === undefined || !/^id:/m.test(head)) return text;
  const own = head
    .replace(
      /^id:[^\S\n]*(.*?)(\r?)$/m,
      (_line, old: string, end: string) => `id: ${JSON.stringify(id(plain(old)))}${end}`,
    )
    // A title over several lines stays: what belongs to it can't be told without reading all of it as YAML.
    .replace(/^title:[^\S\n]*(?![|>])[^\n]*\n(?![^\S\n])/m, "");
  return own + text.slice(head.length);
}

/** The day of a wall time where this machine is. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function plain(value: string): string {
  return value.trim().replace(/^(["'])(.*)\1$/, "$2");
}
