/** The body of a note, made of messages. */
import type { Origin } from "@portico/bot";
import type { BatchMessage } from "../aggregation/mod.ts";
import { linkTo, type StoredAttachment } from "../vault/mod.ts";
import type { ReceivedFile } from "./received_file.ts";
import type { MissingFile } from "./received_file.ts";

/** A message with what has become of its files. */
export interface ReceivedMessage {
  readonly message: BatchMessage;
  /** In the order of `message.attachments`. */
  readonly files: readonly ReceivedFile[];
}

/** The words of a body, in the language of the person it is for. Each is one line of Markdown. */
export interface BodyWords {
  /** Where a message was forwarded from. */
  readonly forwarded: (origin: Origin) => string;
  /** A file that could not be fetched. */
  readonly missing: (file: MissingFile) => string;
}

/**
 * The messages as paragraphs, in order. An album is one: its texts, then its files beside each other. What was forwarded has a line above
 * it that says from where, once for all that came from there in a row.
 */
export function bodyOf(messages: readonly ReceivedMessage[], words: BodyWords): string {
  let before: Origin | undefined;
  const blocks = albumsOf(messages).flatMap((group) => {
    const { origin } = group[0].message;
    const header = origin === undefined || isSame(origin, before) ? [] : [quoted(words.forwarded(origin))];
    before = origin;
    return [...header, ...group.map(({ message }) => cleanText(message.text)), filesOf(group, words)];
  });
  return blocks.filter((block) => block !== "").join("\n\n");
}

/** The files of one message that stand behind its text: links, and what is known of the missing ones. */
export function filesOf(messages: readonly Pick<ReceivedMessage, "files">[], words: BodyWords): string {
  const files = messages.flatMap(({ files }) => files);
  const links = files.flatMap((file) => "stored" in file ? [linkOf(file.stored)] : []);
  const missing = files.flatMap((file) => "missing" in file ? [quoted(words.missing(file.missing))] : []);
  return [links.join("\n"), missing.join("\n")].filter((block) => block !== "").join("\n\n");
}

/** A message's text as it stands in a note: its own line breaks, no blank lines around it, nothing that is no character. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, "\n")
    // deno-lint-ignore no-control-regex -- they are what is taken out
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, "")
    .trimEnd().replace(/^(?:[ \t]*\n)+/, "");
}

/** All that makes one content the same as another, beside the files: what was written, and where it was forwarded from. */
export function contentOf(messages: readonly BatchMessage[]): string {
  return messages.flatMap(({ origin, text }) => [
    ...(origin === undefined ? [] : [`${origin.from}\n${origin.link ?? ""}`]),
    cleanText(text),
  ]).filter((part) => part !== "").join("\n\n");
}

/** What the front matter says of where the messages were forwarded from; empty when none was. */
export function originsOf(messages: readonly BatchMessage[]): Record<string, string | string[]> {
  const origins = messages.flatMap(({ origin }) => origin === undefined ? [] : [origin]);
  const names = [...new Set(origins.map(({ from }) => from))];
  const links = [...new Set(origins.flatMap(({ link }) => link === undefined ? [] : [link]))];
  return { ...property("forwarded_from", names), ...property("forwarded_link", links) };
}

function property(key: string, values: string[]): Record<string, string | string[]> {
  return values.length === 0 ? {} : { [key]: values.length === 1 ? values[0] : values };
}

/** Parts of an album that follow each other belong together. */
function albumsOf(messages: readonly ReceivedMessage[]): ReceivedMessage[][] {
  const groups: ReceivedMessage[][] = [];
  for (const received of messages) {
    const last = groups.at(-1);
    const { album } = received.message;
    if (album !== undefined && last !== undefined && last[0].message.album === album) last.push(received);
    else groups.push([received]);
  }
  return groups;
}

function isSame(one: Origin, other: Origin | undefined): boolean {
  return one.from === other?.from && one.link === other.link;
}

/** Notes begin in the vault's root; the vault keeps the links right when they are moved. */
function linkOf({ path, name }: Pick<StoredAttachment, "path" | "name">): string {
  return linkTo(path, name, "");
}

function quoted(line: string): string {
  return `> ${line}`;
}
