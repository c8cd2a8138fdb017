/** The text of notes as the vault writes it: a new one, and changes to one that somebody may have edited by hand. */
import { type Json, sha256 } from "@portico/bot";
import { safeName } from "./file_names.ts";
import { bodyOf, type NoteText, withYaml } from "./front_matter.ts";
import type { NewNote, NoteChange, StoredAttachment } from "./note.ts";
import { appended, type NoteFile, withBody, withFields } from "./note_file.ts";
import { linkTargets, linkTo } from "./note_links.ts";
import { hashtagsOf, withoutTags } from "./hashtags.ts";
import { cleanTags, idOfPath, readTags, textIn } from "./note_meta.ts";
import { folderOf, stemOf } from "./path_parts.ts";
import type { AppendOptions } from "./vault.ts";

type Fields = Record<string, Json | undefined>;

/** Keys of the front matter that `NewNote` and `NoteChange` have a place of their own for, or that are ours. */
const OWN_KEYS: readonly string[] = ["id", "title", "created", "source", "tags", "hash", "parts"];

const EMPTY: NoteText = { head: "", yaml: undefined, rest: "" };

/** The text of a new note at a path. */
export async function newText(note: NewNote, path: string): Promise<NoteText> {
  const { id, created, source, tags = [], frontMatter = {}, hash, attachments = [], yaml } = note;
  const further = Object.entries(frontMatter).filter(([key]) => !OWN_KEYS.includes(key));
  const cleaned = cleanTags(tags);
  const text = await withFields(yaml === undefined ? EMPTY : withYaml(EMPTY, yaml), {
    id,
    ...titleField(oneLine(note.title), path),
    ...(yaml === undefined ? {} : { hash: undefined, parts: undefined, source: undefined }),
    created: new Date(created).toISOString().replace(".000Z", "Z"),
    ...(source === undefined ? {} : { source }),
    ...(cleaned.length === 0 ? {} : { tags: cleaned }),
    ...Object.fromEntries(further),
    ...(hash === undefined ? {} : { hash }),
  });
  return withBody(text, withLinks(note.body, attachments, folderOf(path)));
}

/** The text of a note after a change; its title is left to `placedText`. */
export async function changedText({ text }: NoteFile, { body, tags, frontMatter = {} }: NoteChange): Promise<NoteText> {
  const { id: _id, ...fields }: Fields = { ...frontMatter };
  // A key without a value would be no news to anybody.
  if (tags !== undefined) fields.tags = tags.length === 0 ? undefined : cleanTags(tags);
  const changed = Object.keys(fields).length === 0 ? text : await withFields(text, fields);
  return body === undefined || body === bodyOf(text) ? changed : withBody(changed, body);
}

/** The text of a note with a paragraph more. */
export async function appendedText(
  file: NoteFile,
  addition: string,
  { attachments = [], key }: AppendOptions,
): Promise<NoteText> {
  const { text, path, fields } = file;
  const old = bodyOf(text);
  const parts = Array.isArray(fields?.parts) ? fields.parts.map(textIn).filter((part) => part !== undefined) : [];
  const part = key === undefined ? undefined : sha256(key).slice(0, 8);
  if (part !== undefined && parts.includes(part)) return text;
  const body = withLinks(appended(old, addition), attachments, folderOf(path));
  if (body === old.trimEnd()) return text;
  if (part === undefined) return withBody(text, body);
  // Where the key can't be noted, what is there says whether this was added.
  if (fields === undefined) return old.includes(addition.trim()) ? text : withBody(text, body);
  return withBody(await withFields(text, { parts: [...parts, part] }), body);
}

/** The text of a note that is to be at a path: with an id that the path does not give it, and the title where the file's name can't say it. */
export async function placedText({ text, fields, meta }: NoteFile, path: string, title: string): Promise<NoteText> {
  // Damaged front matter stays as it is.
  if (fields === undefined) return text;
  const own = textIn(fields.id) ?? idOfPath(path);
  const id = own === meta.id ? undefined : meta.id;
  const { title: key } = titleField(title, path);
  if (id === undefined && key === undefined && fields.title === undefined) return text;
  return await withFields(text, { ...(id === undefined ? {} : { id }), title: key });
}

/** The text of a note with some tags more and some less, in the front matter and, where they are to go, in its text. */
export async function retagged(file: NoteFile, add: readonly string[], remove: readonly string[]): Promise<NoteText> {
  const gone = new Set(cleanTags(remove).map((tag) => tag.toLowerCase()));
  const body = withoutTags(bodyOf(file.text), [...gone]);
  const listed = readTags(file.fields?.tags ?? file.fields?.tag);
  const inText = new Set(hashtagsOf(body).map((tag) => tag.toLowerCase()));
  const tags = cleanTags([
    ...listed.filter((tag) => !gone.has(tag.toLowerCase())),
    ...add.filter((tag) => !inText.has(tag.toLowerCase())),
  ]);
  if (tags.join() === listed.join()) return await changedText(file, { body });
  // The key of one tag, which some programs write, is read where there is no other.
  const single = file.fields?.tag === undefined ? {} : { frontMatter: { tag: undefined } };
  return await changedText(file, { body, tags, ...single });
}

/** A title on one line. */
export function oneLine(title: string): string {
  return title.toWellFormed().replace(/[\s\p{Cc}]+/gu, " ").trim();
}

/** The front matter has the title only where the file's name is another. */
function titleField(title: string, path: string): { readonly title?: string } {
  return title === "" || safeName(title) === "" || title === stemOf(path) ? {} : { title };
}

function withLinks(body: string, attachments: readonly StoredAttachment[], folder: string): string {
  const linked = new Set(linkTargets(body, folder));
  const links = attachments.filter(({ path }) => !linked.has(path)).map(({ path, name }) => linkTo(path, name, folder));
  return links.length === 0 ? body : appended(body, links.join("\n"));
}
