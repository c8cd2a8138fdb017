/** A vault in a folder of Markdown files. */
import type { Json } from "@portico/bot";
import { AttachmentFolder } from "./attachment_folder.ts";
import { dateName, numbered, pathKey, safeName } from "./file_names.ts";
import { bodyOf, type NoteText } from "./front_matter.ts";
import type {
  FindOptions,
  Hit,
  ListOptions,
  NewAttachment,
  NewNote,
  Note,
  NoteChange,
  NoteSummary,
  StoredAttachment,
} from "./note.ts";
import { appended, bytesOf, type NoteFile, noteOf, withBody, withFields } from "./note_file.ts";
import type { NoteIndex } from "./note_index.ts";
import { attachmentsIn, linkTargets, linkTo, moveLinks } from "./note_links.ts";
import { cleanTags, idOfPath } from "./note_meta.ts";
import { ATTACHMENTS, folderOf, stemOf, TRASH, under } from "./path_parts.ts";
import { checkRelative } from "./paths.ts";
import { type AppendOptions, type Created, Vault } from "./vault.ts";
import { VaultError } from "./vault_error.ts";
import { VaultFolder } from "./vault_folder.ts";
import { WriterQueue } from "./writer_queue.ts";

/** What a vault is made with. */
export interface FolderVaultOptions {
  readonly account: string;
  /** Absolute path of the folder; made with the first note. */
  readonly root: string;
  readonly index: NoteIndex;
  /** Wall time in milliseconds. */
  readonly now: () => number;
}

/** As often a change is made anew because somebody changed the file meanwhile. */
const ATTEMPTS = 5;

/** Keys of the front matter with a place of their own in `NewNote`, or with a meaning that is ours. */
const OWN_KEYS: ReadonlySet<string> = new Set(["id", "title", "created", "source", "tags", "hash", "parts"]);
