/** Reads a note's file for the index. */
import { join } from "node:path";
import { bodyOf, readPlain, splitNote } from "../front_matter.ts";
import { attachmentsIn } from "../note_links.ts";
import { noteMeta } from "../note_meta.ts";
import { baseOf, folderOf, TRASH } from "../path_parts.ts";
import { readYaml } from "../yaml_front_matter.ts";
import type { IndexedNote } from "./indexed_vault.ts";

/** So much of a file is read, in bytes: what is longer is no note that somebody wrote, and is found by its beginning. */
const MAX_BYTES = 4 * 1024 * 1024;

const decoder = new TextDecoder();

/** What the index keeps of a note; `undefined` when there is no such file, or it may not be read. */
export function readForIndex(root: string, path: string): IndexedNote | undefined {
  const file = join(root, path);
  const info = quietly(() => Deno.lstatSync(file));
  if (info === undefined || !info.isFile) return undefined;
  const content = quietly(() => decoder.decode(info.size > MAX_BYTES ? beginning(file) : Deno.readFileSync(file)));
  if (content === undefined) return undefined;
  const text = splitNote(content);
  const fields = text.yaml === undefined ? {} : readPlain(text.yaml) ?? readYaml(text.yaml);
  const modified = info.mtime?.getTime() ?? 0;
  const body = bodyOf(text);
  const times = { birth: info.birthtime?.getTime(), modified };
  const { id, title, created, tags, hash } = noteMeta(path, fields, text.yaml, times, body);
  const links = attachmentsIn(body, folderOf(path)).map(baseOf);
  const broken = fields === undefined ? { broken: text.yaml ?? "" } : {};
  const trashed = path.startsWith(`${TRASH}/`);
  return { path, id, title, created, modified, size: info.size, tags, links, hash, trashed, ...broken, body };
}

/** A note's body as people read it: notes of before have the front matter that somebody sent in their text. */
export function withoutFrontMatter(body: string): string {
  const text = splitNote(body);
  if (text.yaml === undefined) return body;
  const fields = readPlain(text.yaml) ?? readYaml(text.yaml);
  return fields === undefined || Object.keys(fields).length === 0 ? body : bodyOf(text);
}

function beginning(file: string): Uint8Array {
  using open = Deno.openSync(file);
  const bytes = new Uint8Array(MAX_BYTES);
  let read = 0;
  for (let more: number | null = 0; more !== null && read < MAX_BYTES; more = open.readSync(bytes.subarray(read))) {
    read += more;
  }
  return bytes.subarray(0, read);
}

/** What work comes to; `undefined` when it fails: the file has gone meanwhile, or is not ours to touch. */
export function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
