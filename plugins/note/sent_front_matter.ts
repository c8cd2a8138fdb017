/** Front matter in what people send: a note of another program, pasted or piped. */
import { isJson, type Json } from "@portico/bot";
import type { BatchMessage } from "../aggregation/mod.ts";
import { type FrontMatter, readFrontMatter } from "../vault/mod.ts";

/** Messages whose first text has lost the front matter it began with. */
export interface SentNote {
  readonly messages: readonly BatchMessage[];
  readonly front: FrontMatter | undefined;
}

/** Takes the front matter off the first text of these messages. */
export async function takeFrontMatter(messages: readonly BatchMessage[]): Promise<SentNote> {
  const first = messages.find(({ text }) => text.trim() !== "");
  const front = first && await readFrontMatter(unescapeHead(first.text));
  if (first === undefined || front === undefined) return { messages, front: undefined };
  return { messages: messages.map((message) => message === first ? { ...first, text: front.body } : message), front };
}

/** The title that front matter gives, on one line. */
export function titleIn(front: FrontMatter | undefined): string | undefined {
  const title = front?.fields.title;
  const line = typeof title === "string" || typeof title === "number" ? String(title).replace(/\s+/g, " ").trim() : "";
  return line === "" ? undefined : line;
}

/** Keys that each note has of its own. */
const OURS = ["id", "created", "source", "hash", "parts"];

/** What the front matter says under keys that are ours: kept beside them, since it is somebody's. */
export function originalsIn(front: FrontMatter | undefined): Record<string, Json> {
  return Object.fromEntries(OURS.flatMap((key) => {
    const value = front?.fields[key];
    return value === null || !isJson(value) ? [] : [[`original_${key}`, value]];
  }));
}

const HEAD = /^\\---[ \t]*\n[^]*?\n\\?---[ \t]*(?=\n|$)/;

/** Where a platform has no Markdown, its adapter escapes what would be some: front matter is none. */
function unescapeHead(text: string): string {
  return text.replace(HEAD, (head) => head.replace(/\\([!-/:-@[-`{-~])/g, "$1"));
}
