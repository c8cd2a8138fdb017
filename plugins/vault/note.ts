/** What a note is, to everybody who reads or writes one. */
import type { Json } from "@portico/bot";

/** A note in a list: what the index knows without opening the file. */
export interface NoteSummary {
  /** What `Vault.read` takes: from the front matter; a file without one has an id made of its path. */
  readonly id: string;
  /** The name of its file, or the front matter's title where a file can't be called that. */
  readonly title: string;
  /** Path of the file within the vault, with `/` on every platform: `Work/Ideas.md`. */
  readonly path: string;
  /** Wall time in milliseconds. */
  readonly created: number;
  /** When the file was last changed, by us or by hand; wall time in milliseconds. */
  readonly updated: number;
  /** Without `#`. */
  readonly tags: readonly string[];
}

/** A note as it stands in its file. */
export interface Note extends NoteSummary {
  /** Where it came from, such as `console` or `telegram`. */
  readonly source?: string;
  /** Markdown behind the front matter. */
  readonly body: string;
  /** Paths within the vault of the attachments its body links to. */
  readonly attachments: readonly string[];
  /** Everything in the front matter, keys that Portico does not know included. */
  readonly frontMatter: Readonly<Record<string, unknown>>;
  /** True when the front matter cannot be read as YAML, or is too long for that; the body and the title can still be changed, other keys can't. */
  readonly damaged: boolean;
}

/** A note's file, to the byte. */
export interface NoteSource {
  /** Path of the file within the vault, with `/` on every platform. */
  readonly path: string;
  /** The front matter with both its fences; empty when the file has none. `head + rest` is the file. */
  readonly head: string;
  /** Everything behind the front matter. */
  readonly rest: string;
}

/** A note's file, and the note that it is. */
export interface FoundNote extends NoteSource {
  /** As `Vault.read` says it. */
  readonly note: Note;
  /** Whether it is in the trash; its path says where there. */
  readonly trashed: boolean;
}

/** A note to write. */
export interface NewNote {
  /** Stable and unique, made of what the note is made of (a batch's id): the same id again is the same note. */
  readonly id: string;
  /** One line in any script. The file is named after it; an empty one becomes the date. */
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  /** Wall time in milliseconds. */
  readonly created: number;
  /** Where it comes from, such as `console` or `telegram`; left out of the front matter by default. */
  readonly source?: string;
  /** With or without `#`. */
  readonly tags?: readonly string[];
  /** Where in the vault, such as `Work/Ideas`; made when it is not there. The vault's root by default. */
  readonly folder?: string;
  /** Stored by `Vault.attach` before; links to them are put behind the body, unless it has them already. */
  readonly attachments?: readonly StoredAttachment[];
  /** What `contentHash` made of the content as it was sent, for `Vault.sameContent`. */
  readonly hash?: string;
  /** Further keys of the front matter, such as where a forward came from. */
  readonly frontMatter?: Readonly<Record<string, Json>>;
  /** Front matter that somebody has written, as `readFrontMatter` found it: it stays as it is, and the note's own keys are put into it. */
  readonly yaml?: string;
}

/** What to change in a note; what is left out stays. */
export interface NoteChange {
  /** Renames the file, too. */
  readonly title?: string;
  /** Markdown in place of everything behind the front matter. */
  readonly body?: string;
  /** All the tags it then has, with or without `#`. To add or remove some, use `Vault.tag`. */
  readonly tags?: readonly string[];
  /** Keys to set; `undefined` takes one out. `id` can't be changed. */
  readonly frontMatter?: Readonly<Record<string, Json | undefined>>;
}

/** A file to store beside the notes. */
export interface NewAttachment {
  /** Stable and unique within its note, such as the message's key and the file's place in it: the same key again is the same file. */
  readonly key: string;
  /** The sender's name for the file; a safe name is made of it. */
  readonly name?: string;
  /** Decides the file's extension where `name` has none. */
  readonly mime?: string;
  /** Called when the bytes are needed: not when the file is there from before. */
  readonly open: () => Promise<ReadableStream<Uint8Array>>;
}

/** A file in the vault's `attachments` folder. */
export interface StoredAttachment {
  /** Path within the vault. */
  readonly path: string;
  /** Name to show: the sender's, made safe. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly hash: string;
}

/** Which notes are meant; all of them by default. */
export interface NoteFilter {
  /** Only notes of this folder and the folders in it. */
  readonly folder?: string;
  /** Only notes with this tag, with or without `#`; case does not count. */
  readonly tag?: string;
  /** Only notes made at this time or later; wall time in milliseconds. */
  readonly since?: number;
  /** Only notes made before this time; wall time in milliseconds. */
  readonly until?: number;
}

/** Which notes to list. */
export interface ListOptions extends NoteFilter {
  /** At most so many; 20 by default. */
  readonly limit?: number;
  /** So many of the newest are left out; 0 by default. */
  readonly offset?: number;
}

/** How to search. */
export interface FindOptions extends Pick<NoteFilter, "folder" | "tag"> {
  /** At most so many hits; 10 by default. */
  readonly limit?: number;
  /** Whether a note must have `all` the words (the default) or `any` of them, the more the better. */
  readonly match?: "all" | "any";
  /** Length of the snippets in characters, about; 160 by default. */
  readonly snippet?: number;
}

/** How passages are looked for. */
export interface PassageOptions {
  /** At most so many passages; 8 by default, 100 at most. */
  readonly limit?: number;
  /** At most so many characters (UTF-16 units) each; 600 by default, from 40 to 20,000. */
  readonly length?: number;
  /** At most so many passages of one note, from 1 to 10; 2 by default. */
  readonly perNote?: number;
  /** Wall time in milliseconds, by which newer notes are preferred; the clock's by default. */
  readonly now?: number;
}

/** A part of a note that may answer a question. */
export interface Passage {
  /** The note that it is in. */
  readonly note: NoteSummary;
  /**
   * Markdown as it stands in the note's body: a paragraph or a few, whole sentences where they are not longer than a passage. Empty only where
   * the note has no text, and its title or tags are what was asked for.
   */
  readonly text: string;
  /**
   * What part of the question it speaks of, from 0 to 1: seldom words of the question count for more, and a little of it is how new the
   * note is.
   */
  readonly score: number;
}

/** A note that a search found. */
export interface Hit extends NoteSummary {
  /** Higher is better; comparable within one search only. */
  readonly score: number;
  /** Plain text out of the note, on one line. */
  readonly snippet: string;
  /** Where in `snippet` the words of the query are: pairs of start and end, in order, in UTF-16 units. */
  readonly highlights: readonly (readonly [start: number, end: number])[];
}
