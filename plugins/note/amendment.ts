/** How a message that came too late, or was edited, changes a note: decided once, and then applied, maybe more than once. */
import { sha256 } from "@portico/bot";
import type { BatchMessage } from "../aggregation/mod.ts";
import type { Note, NoteChange } from "../vault/mod.ts";
import { tagsOf } from "./description.ts";
import { cleanText } from "./note_body.ts";
import { replaceText } from "./note_paragraphs.ts";
import { lookOf } from "./received_file.ts";
import { applyTagChange } from "./tag_change.ts";
import type { WrittenMessage } from "./written_message.ts";

/** What is to be changed. Plain data, remembered as a step. */
export type Amendment = {
  readonly changesText: boolean;
  /** The text is something new, not the new version of something. */
  readonly isAddition: boolean;
  /** The text it replaces; `null` when there was none, or nobody remembers it. */
  readonly old: string | null;
  /** So many messages before it have that same text. */
  readonly skip: number;
  /** Places of the attachments that are new. */
  readonly files: readonly number[];
  /** Tags that it brings. */
  readonly add: readonly string[];
  /** Tags that no message has any more. */
  readonly remove: readonly string[];
  /** What the note's body will be: shows whether it was changed already. `null` when there is nothing to replace. */
  readonly after: string | null;
};

/** Compares a message with what it brought into the note before. */
export function amendmentOf(message: BatchMessage, written: readonly WrittenMessage[], body: string): Amendment {
  const place = written.findIndex(({ id }) => id === message.id);
  const before = place < 0 ? undefined : written[place];
  const text = cleanText(message.text);
  const isLate = before === undefined && !message.edited;
  const others = written.filter((other) => other !== before).map((other) => other.text);
  const tags = lowered(tagsOf([text, ...others]));
  const oldTags = lowered(tagsOf([before?.text ?? ""]));
  const old = before === undefined || before.text === "" ? null : before.text;
  const skip = written.slice(0, Math.max(0, place)).filter((other) => other.text === before?.text).length;
  const after = old === null ? undefined : replaceText(normal(body), old, text, skip);
  return {
    changesText: before === undefined ? text !== "" : before.text !== text,
    isAddition: isLate || before?.text === "",
    old,
    skip,
    // Of an edit that nobody remembers the message of, the files are in the note already.
    files: isLate || before !== undefined ? newFiles(message, before?.files ?? []) : [],
    // A tag that was in the text before may have been taken away by hand since.
    add: tagsOf([text]).filter((tag) => !oldTags.has(tag.toLowerCase())),
    remove: tagsOf([before?.text ?? ""]).filter((tag) => !tags.has(tag.toLowerCase())),
    after: after === undefined ? null : hashOf(after),
  };
}

/** What the vault has to change, and whether the text has found its place; if not, it is to be put behind the body. */
export function applyAmendment(
  note: Pick<Note, "body" | "tags" | "damaged">,
  text: string,
  amendment: Amendment,
): { readonly change: NoteChange; readonly isPlaced: boolean } {
  const body = normal(note.body);
  const { old, skip, add, remove } = amendment;
  const tags = applyTagChange(note.tags, { add, remove });
  const tagging = note.damaged || tags.join() === note.tags.join() ? {} : { tags };
  // It ran before and died: what it has replaced must not be replaced again where something else reads alike.
  if (hashOf(body) === amendment.after) return { change: tagging, isPlaced: true };
  const replaced = old === null ? undefined : replaceText(body, old, text, skip);
  if (replaced === undefined) return { change: tagging, isPlaced: text === "" };
  return { change: { ...tagging, body: replaced }, isPlaced: true };
}

/** Whether a note has all that was to be changed. Rather false where files may be missing: what is there twice can be thrown away. */
export function isApplied(
  { body }: Pick<Note, "body">,
  text: string,
  { changesText, after, files }: Amendment,
): boolean {
  if (files.length > 0) return false;
  if (!changesText) return true;
  return after === null ? normal(body).includes(text) : hashOf(normal(body)) === after;
}

function newFiles({ attachments }: BatchMessage, known: readonly string[]): number[] {
  return attachments.flatMap((attachment, index) => known.includes(lookOf(attachment)) ? [] : [index]);
}

function hashOf(body: string): string {
  return sha256(body.trimEnd()).slice(0, 16);
}

/** A file from Windows has other line breaks than messages. */
function normal(body: string): string {
  return body.replaceAll("\r\n", "\n");
}

function lowered(tags: readonly string[]): ReadonlySet<string> {
  return new Set(tags.map((tag) => tag.toLowerCase()));
}
