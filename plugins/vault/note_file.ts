/** A note's file in memory: its text, what the text means, and how the text changes when something of it does. */
import type { Json } from "@portico/bot";
import { bodyOf, type Fields, type NoteText, readPlain, splitNote, withYaml } from "./front_matter.ts";
import type { Note } from "./note.ts";
import { attachmentsIn } from "./note_links.ts";
import { type FileTimes, type NoteMeta, noteMeta } from "./note_meta.ts";
import { folderOf, outOfTrash } from "./path_parts.ts";
import { VaultError } from "./vault_error.ts";

/** What the file system says of a file, to see whether it is still the one that was read. */
export interface FileState extends FileTimes {
  readonly size: number;
}

/** A note's file as it was read. */
export interface NoteFile {
  readonly path: string;
  readonly text: NoteText;
  readonly state: FileState;
  readonly fields: Fields | undefined;
  readonly meta: NoteMeta;
  /** False when the file is not UTF-8: writing it would change what can't be read. */
  readonly readable: boolean;
}

const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** Reads a note out of the bytes of its file. */
export async function parseNote(path: string, bytes: Uint8Array, state: FileState): Promise<NoteFile> {
  const content = lenient.decode(bytes);
  // What can't be decoded becomes U+FFFD, which is seldom in the file itself: only then is it worth another look.
  const readable = !content.includes("\uFFFD") || isUtf8(bytes);
  const text = splitNote(content);
  const fields = text.yaml === undefined ? {} : readPlain(text.yaml) ?? (await yamlFrontMatter()).readYaml(text.yaml);
  return { path, text, state, fields, meta: noteMeta(path, fields, text.yaml, state, bodyOf(text)), readable };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The note in a file. */
export function noteOf({ path, text, state, fields, meta, readable }: NoteFile): Note {
  const body = bodyOf(text);
  const { id, title, created, source, tags } = meta;
  return {
    id,
    title,
    path,
    created,
    updated: state.modified,
    ...(source === undefined ? {} : { source }),
    tags,
    body,
    attachments: attachmentsIn(body, folderOf(outOfTrash(path))),
    frontMatter: fields ?? {},
    damaged: fields === undefined || !readable,
  };
}

/** The text of a note with other keys in its front matter. */
export async function withFields(
  text: NoteText,
  changes: Readonly<Record<string, Json | undefined>>,
): Promise<NoteText> {
  const yaml = text.yaml ?? "";
  const { editYaml, LONGEST_YAML } = await yamlFrontMatter();
  const edited = editYaml(yaml, changes);
  if (edited === undefined) {
    throw new VaultError(
      "damaged",
      yaml.length > LONGEST_YAML
        ? `The front matter of this note is longer than ${LONGEST_YAML} characters, and is not changed. Shorten the block between the --- lines first.`
        : "The front matter of this note cannot be read as YAML, and changing it would lose what is there. Repair the block between the --- lines first.",
    );
  }
  return edited === yaml ? text : withYaml(text, edited);
}

/** The text of a note with another body. */
export function withBody({ head, yaml, rest }: NoteText, body: string): NoteText {
  const clean = cleanBody(body);
  const text = head === "" || clean === "" ? clean : `\n${clean}`;
  return { head, yaml, rest: (head || rest).includes("\r\n") ? text.replace(/\r?\n/g, "\r\n") : text };
}

/** A paragraph behind a body. */
export function appended(body: string, text: string): string {
  return [body.trimEnd(), cleanBody(text).trim()].filter((part) => part !== "").join("\n\n");
}

/** Text as it may stand in a file: no half characters, no NUL (which makes programs take a file for binary), one line break at its end. */
function cleanBody(body: string): string {
  const clean = body.toWellFormed().replaceAll("\0", "\uFFFD").trimEnd();
  return clean === "" ? "" : `${clean}\n`;
}

const encoder = new TextEncoder();

/** The bytes of a note's file. */
export function bytesOf({ head, rest }: NoteText): Uint8Array<ArrayBuffer> {
  return encoder.encode(head + rest);
}

/** Loaded when first needed: a YAML parser is slow to load, and reading seldom takes one. */
function yamlFrontMatter(): Promise<typeof import("./yaml_front_matter.ts")> {
  return import("./yaml_front_matter.ts");
}
