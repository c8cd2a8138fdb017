/** What the bot says of notes, with the buttons that go with it. */
import { type Button, codeSpan, escapeMarkdown, type Outgoing } from "@portico/bot";
import type { Note } from "../vault/mod.ts";
import { NOTE } from "./config.ts";
import type { NoteReference } from "./note_creation_service.ts";
import { missingLine, type Speaker } from "./note_words.ts";
import type { MissingFile } from "./received_file.ts";

/** What an `@action` of this plugin can be asked to do with a note. */
export type NoteAction = "undo" | "restore" | "tags" | "move" | "open";

/** So many of the files that could not be fetched are named; the note names all. */
const NAMED = 5;
/** So much of a note is shown in a chat, in UTF-16 units. */
const SHOWN = 3_000;

/** The note is there: `id` is the text that says so, and `files` are those that came into it now. */
export function savedCard(
  speaker: Speaker,
  note: NoteReference,
  missing: readonly MissingFile[] = [],
  id: "saved" | "updated" | "restored" | "tagged" | "moved" = "saved",
  files = 0,
): Outgoing {
  const lines = [speaker.t(id, named(note)), tagLine(note.tags)];
  if (files > 0) lines.push(speaker.t("files-kept", { count: files }));
  if (missing.length > 0) lines.push(speaker.t("files-missing", { count: missing.length }));
  for (const file of missing.slice(0, NAMED)) lines.push(`- ${missingLine(speaker, file)}`);
  return {
    text: lines.filter((line) => line !== "").join("\n"),
    buttons: [(["undo", "tags", "move"] as const).map((action) => button(speaker, action, note.id))],
  };
}

/** The note was put into the trash. */
export function undoneCard(speaker: Speaker, note: NoteReference): Outgoing {
  return { text: speaker.t("undone", named(note)), buttons: [[button(speaker, "restore", note.id)]] };
}

/** There is no note any more; `restore` offers to look for it in the trash. */
export function goneCard(speaker: Speaker, note: string, restore: boolean): Outgoing {
  const text = speaker.t("gone");
  return restore ? { text, buttons: [[button(speaker, "restore", note)]] } : { text };
}

/** The same content is in another note already. */
export function duplicateCard(speaker: Speaker, aside: NoteReference, of: NoteReference): Outgoing {
  return {
    text: speaker.t("duplicate", { ...named(of), date: new Date(of.created) }),
    buttons: [[button(speaker, "open", of.id), button(speaker, "restore", aside.id, "button-keep")]],
  };
}

/** What was to change a note that is gone is kept in the trash as a note of its own. */
export function asideCard(speaker: Speaker, aside: NoteReference): Outgoing {
  return { text: speaker.t("gone-amended"), buttons: [[button(speaker, "restore", aside.id, "button-keep-new")]] };
}

/** The note itself. */
export function noteCard(speaker: Speaker, note: Note): Outgoing {
  const { body } = note;
  const shown = body.length <= SHOWN ? body : `${cutAtLine(body)}\n…`;
  return {
    text: [speaker.t("shown", named(note)), tagLine(note.tags), "", shown].join("\n").replace(/\n{3,}/g, "\n\n"),
    buttons: [[button(speaker, "tags", note.id), button(speaker, "move", note.id)]],
  };
}

/** Tags as they are written. */
export function tagLine(tags: readonly string[]): string {
  return tags.map((tag) => `#${tag.replaceAll("_", "\\_")}`).join(" ");
}

/** A note's title and path as arguments of a text. */
export function named({ title, path }: Pick<NoteReference, "title" | "path">): { title: string; path: string } {
  return { title: escapeMarkdown(title), path: codeSpan(path) };
}

function button(speaker: Speaker, action: NoteAction, note: string, text = `button-${action}`): Button {
  return { text: speaker.t(text), action: { name: `${NOTE}.${action}`, payload: note } };
}

function cutAtLine(body: string): string {
  const cut = body.slice(0, SHOWN);
  const line = cut.lastIndexOf("\n");
  return (line > SHOWN / 2 ? cut.slice(0, line) : cut).toWellFormed().replace(/\uFFFD$/, "").trimEnd();
}
