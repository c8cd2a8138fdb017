/** Links in a note's Markdown: relative ones, percent-encoded only as far as Markdown needs it, so that any script stays readable. */
import { ATTACHMENTS, baseOf } from "./path_parts.ts";

/** `[text](target)` or `![text](target)`; the target may stand in angle brackets and have a title behind it. */
const INLINE =
  /(!?\[(?:[^[\]\\]|\\.)*\]\()(<[^<>\n]*>|[^()\s<>]+(?:\([^()\s]*\)[^()\s]*)*)((?:\s+(?:"[^"]*"|'[^']*'))?\))/g;
/** `[[target]]`, `![[target#part|text]]` */
const WIKI = /!?\[\[([^[\]|#]+)[^[\]]*\]\]/g;
const EMBEDDED = /\.(?:avif|bmp|gif|jpe?g|png|svg|webp|m4a|mp3|ogg|oga|opus|wav|flac|3gp|mkv|mov|mp4|ogv|webm|pdf)$/i;

/** A link from a note in `folder` to a file of the vault, embedded where Obsidian can show it. */
export function linkTo(path: string, name: string, folder: string): string {
  const text = name.replace(/[\\[\]]/g, "\\$&");
  return `${EMBEDDED.test(path) ? "!" : ""}[${text}](${encode(relativePath(folder, path))})`;
}

/** Paths within the vault that relative links of a note in `folder` lead to, whether there is something or not. */
export function linkTargets(body: string, folder: string): readonly string[] {
  const targets = new Set<string>();
  if (!body.includes("[")) return [];
  for (const [, , target = ""] of body.matchAll(INLINE)) {
    const path = resolve(folder, decode(target));
    if (path !== undefined) targets.add(path);
  }
  return [...targets];
}

/** The attachments among what a note links to. A wiki link names a file wherever it is. */
export function attachmentsIn(body: string, folder: string): readonly string[] {
  if (!body.includes("[")) return [];
  const found = linkTargets(body, folder).filter((path) => path.startsWith(`${ATTACHMENTS}/`));
  for (const [, target = ""] of body.matchAll(WIKI)) {
    const name = baseOf(target.trim());
    if (!target.includes("/") && /\.\w+$/.test(name)) found.push(`${ATTACHMENTS}/${name}`);
  }
  return [...new Set(found)];
}

/** The body as it must read in another folder: relative links to what `exists` in the vault lead to the same files from there. */
export function moveLinks(body: string, from: string, to: string, exists: (path: string) => boolean): string {
  if (from === to) return body;
  return body.replace(INLINE, (whole: string, before: string, target: string, after: string) => {
    const path = resolve(from, decode(target));
    return path === undefined || !exists(path) ? whole : before + encode(relativePath(to, path)) + after;
  });
}

/** What a relative link leads to from a folder; `undefined` for other links and for those that lead out of the vault. */
function resolve(folder: string, target: string): string | undefined {
  if (target === "" || /^(?:[a-z][a-z\d+.-]*:|[/#?\\])/i.test(target)) return undefined;
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of target.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

function relativePath(folder: string, path: string): string {
  const from = folder === "" ? [] : folder.split("/");
  const to = path.split("/");
  let common = 0;
  while (common < from.length && common < to.length - 1 && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => ".."), ...to.slice(common)].join("/");
}

function encode(path: string): string {
  const encoded = path.replace(/[\s%()<>\\"#?|^`{}\p{Cc}]/gu, (char) => percent(char));
  // A first part with a colon would be read as a scheme, one that begins with one of these as a heading or a query.
  return /^(?:[^/]*:|[#?])/.test(path) ? `./${encoded}` : encoded;
}

function percent(char: string): string {
  return Array.from(new TextEncoder().encode(char), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("");
}

function decode(target: string): string {
  const bare = target.startsWith("<") ? target.slice(1, -1) : target;
  try {
    return decodeURIComponent(bare.replace(/[#?].*$/s, ""));
  } catch {
    return bare;
  }
}
