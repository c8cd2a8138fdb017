/** What the vaults and the index's worker say to each other. All of it is plain data. */
import type { FindOptions, Hit, ListOptions, NoteFilter, NoteSummary, Passage, PassageOptions } from "../note.ts";

/** The vault that a request is about. */
export interface VaultRef {
  readonly account: string;
  /** Absolute path of its folder. */
  readonly root: string;
}

/** Where a note is. */
export interface Located {
  readonly path: string;
  readonly trashed: boolean;
}

/** How far a scan has got. */
export interface ScanProgress {
  readonly done: boolean;
  /** Once it is done: files that were read anew or are gone, some of them where there are very many. */
  readonly paths: readonly string[];
}

/** Every call: what is asked, and what is answered. Each may be repeated. */
export interface IndexCalls {
  /** One slice of a scan. The first says `begin`; `sweep` removes what a crash left half-written. */
  scan: {
    readonly request: VaultRef & { readonly begin: boolean; readonly sweep: boolean };
    readonly answer: ScanProgress;
  };
  /** Looks at files that have been written, moved or deleted; one that is only `suspected` to be is not read when it looks as it did. */
  refresh: {
    readonly request: VaultRef & { readonly paths: readonly string[]; readonly suspected?: boolean };
    /** Those that had changed. */
    readonly answer: readonly string[];
  };
  locate: { readonly request: VaultRef & { readonly id: string }; readonly answer: Located | undefined };
  /** The first number from `from` on with which the name is free (see `numbered`); `except` does not count as taken. */
  free: {
    readonly request: VaultRef & {
      readonly folder: string;
      readonly name: string;
      readonly from: number;
      readonly except?: string;
    };
    readonly answer: number;
  };
  /** How a folder of notes is written whose path is the same but for case; the given path when there is none. */
  folder: { readonly request: VaultRef & { readonly path: string }; readonly answer: string };
  folders: { readonly request: VaultRef; readonly answer: readonly string[] };
  /** Which of these attachments only the note at `path` links to. */
  onlyLinkedBy: {
    readonly request: VaultRef & { readonly path: string; readonly attachments: readonly string[] };
    readonly answer: readonly string[];
  };
  list: { readonly request: VaultRef & { readonly options: ListOptions }; readonly answer: readonly NoteSummary[] };
  count: { readonly request: VaultRef & { readonly filter?: NoteFilter }; readonly answer: number };
  sameContent: {
    readonly request: VaultRef & { readonly hash: string; readonly except: string | undefined };
    readonly answer: NoteSummary | undefined;
  };
  find: {
    readonly request: VaultRef & {
      readonly query: string;
      readonly options: FindOptions;
      /** Wall time in milliseconds, by which newer notes are preferred. */
      readonly now: number;
    };
    readonly answer: readonly Hit[];
  };
  passages: {
    readonly request: VaultRef & {
      readonly query: string;
      readonly options: Omit<PassageOptions, "now">;
      /** Wall time in milliseconds, by which newer notes are preferred. */
      readonly now: number;
    };
    readonly answer: readonly Passage[];
  };
  /** Writes everything down and closes the database. */
  close: { readonly request: Record<never, never>; readonly answer: void };
}

export type IndexCall = keyof IndexCalls;

/** The first message to a worker, with the port on which everything else goes. */
export interface IndexSetup {
  readonly database: string;
}

/** A question on the port. */
export type IndexQuestion = {
  [K in IndexCall]: { readonly id: number; readonly call: K; readonly request: IndexCalls[K]["request"] };
}[IndexCall];

/** Something that whoever runs the bot should know. */
export interface IndexNotice {
  readonly outcome: "notice";
  readonly message: string;
}

/** An answer on the port. */
export type IndexAnswer =
  | { readonly id: number; readonly outcome: "done"; readonly answer: IndexCalls[IndexCall]["answer"] }
  | { readonly id: number; readonly outcome: "failed"; readonly message: string }
  /** The database was damaged or cannot be written; an empty one has taken its place, so every vault is to be scanned again. */
  | { readonly id: number; readonly outcome: "reset"; readonly message: string };
