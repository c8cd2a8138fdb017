/** The contract of a vault: the notes of one account, as Markdown files that a person may change at any time. */
import type { Account } from "@portico/bot";
import type {
  FindOptions,
  FoundNote,
  Hit,
  ListOptions,
  NewAttachment,
  NewNote,
  Note,
  NoteChange,
  NoteFilter,
  NoteSource,
  NoteSummary,
  Passage,
  PassageOptions,
  StoredAttachment,
} from "./note.ts";

/** How to append to a note. */
export interface AppendOptions {
  /** Links to them are put behind the text. One that the note links to already is left out. */
  readonly attachments?: readonly StoredAttachment[];
  /** Names this addition: the same key again changes nothing, so that a replay appends once. */
  readonly key?: string;
}

/** What became of a note that was to be created. */
export interface Created extends Note {
  /** False when a note with this id was there before, which is what you have got then. */
  readonly isNew: boolean;
}

/**
 * The notes of one account. One writer at a time, reading is free. Notes are found by id, wherever somebody moved their files.
 *
 * Every method rejects with a `VaultError`, whose `code` says why; what was to be written is then not written, in no part.
 */
export abstract class Vault {
  /** Id of the account. */
  abstract readonly account: string;
  /** The folder of the vault on this machine. */
  abstract readonly root: string;

  /**
   * Writes a note. The same id again writes nothing and returns the note that is there, even where it has been renamed, moved, edited or
   * deleted to the trash since.
   */
  abstract create(note: NewNote): Promise<Created>;
  /** The note, or `undefined` when there is none (a deleted one is none). */
  abstract read(id: string): Promise<Note | undefined>;
  /**
   * Changes a note. Given a function, it is called with the note as it is when its turn has come, and maybe again when somebody edits
   * the file meanwhile.
   */
  abstract update(id: string, change: NoteChange | ((note: Note) => NoteChange)): Promise<Note>;
  /** Adds a paragraph of Markdown, attachments, or both behind the body. */
  abstract append(id: string, text: string, options?: AppendOptions): Promise<Note>;
  /** Adds and removes tags, with or without `#`; case does not count. */
  abstract tag(
    id: string,
    change: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
  ): Promise<Note>;
  /** Moves it to a folder of the vault, made when it is not there; `""` is the root. Relative links in it are kept right. */
  abstract move(id: string, folder: string): Promise<Note>;
  /** Gives it another title, and its file another name. */
  abstract rename(id: string, title: string): Promise<Note>;
  /**
   * Puts a note into `.trash`, with the attachments that no other note links to. False when there is no such note, so that doing it twice
   * does no harm.
   */
  abstract delete(id: string): Promise<boolean>;
  /** Takes a note back out of the trash. Returns the note, too, when it is not in the trash but in its place. */
  abstract restore(id: string): Promise<Note>;

  /** The note's file, also of one in the trash: what has to be remembered before a change that may have to be taken back to the byte. */
  abstract source(id: string): Promise<FoundNote | undefined>;
  /**
   * Puts a note's file back to what it was. `was` is called with the file as it is when its turn has come, and maybe again when somebody edits it
   * meanwhile; what it throws is thrown. Attachments that the note then links to come out of the trash. `undefined`, and nothing is changed, when another
   * file has taken the place.
   */
  abstract putBack(id: string, was: (now: FoundNote) => NoteSource): Promise<Note | undefined>;

  /** The newest first. */
  abstract list(options?: ListOptions): Promise<readonly NoteSummary[]>;
  /** How many notes there are. */
  abstract count(filter?: NoteFilter): Promise<number>;
  /** The best first. Any text is a query; the last word may be unfinished. One without words finds nothing. */
  abstract find(query: string, options?: FindOptions): Promise<readonly Hit[]>;
  /**
   * What the notes say about a question in natural language, English or Russian or both, of any length: the best passages first. None when no
   * note has one of its words.
   */
  abstract passages(query: string, options?: PassageOptions): Promise<readonly Passage[]>;
  /** The newest note made of the same content (see `contentHash`), other than the one with id `except`. */
  abstract sameContent(hash: string, except?: string): Promise<NoteSummary | undefined>;
  /** Folders that have notes, sorted; the root is left out. */
  abstract folders(): Promise<readonly string[]>;

  /**
   * Stores a file for a note, which need not be there yet; streamed, never held in memory. Link it by `NewNote.attachments` or
   * `AppendOptions.attachments`. The same note and key again returns the file that is there. What opening or reading the file throws is thrown as it is.
   */
  abstract attach(noteId: string, attachment: NewAttachment): Promise<StoredAttachment>;

  /** Looks for what somebody changed by hand. */
  abstract rescan(): Promise<void>;
}

/** Gives each account its vault. Abstract, so that it is type and DI token in one. */
export abstract class Vaults {
  /** The same vault for the same account, always. Nothing is opened or made before it is needed. */
  abstract of(account: string | Pick<Account, "id">): Vault;
}

/**
 * The vaults as folders, for who keeps them in step with something else. Abstract, so that it is type and DI token in one.
 */
export abstract class VaultFolders {
  /** Ids of the accounts that have a vault, sorted. */
  abstract accounts(): Promise<readonly string[]>;
  /**
   * Runs a job as the only writer of an account's vault: every write that was begun before has ended and been told (`VaultChanges`), every later one
   * waits. Be brief, as people wait. Resolves and rejects as the job does; have the vault looked through afterwards (`Vault.rescan`) when notes were
   * changed.
   */
  abstract exclusive<T>(account: string, job: () => Promise<T>): Promise<T>;
}
