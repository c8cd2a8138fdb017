/** A vault whose code is loaded by its first use: most starts of the bot end, or wait for hours, before anybody asks for a note. */
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
import { type AppendOptions, type Created, Vault } from "./vault.ts";

/** A vault as those who own it see it. */
export interface WritingVault extends Vault {
  /** Resolves when what is being written is written. */
  idle(): Promise<void>;
  /** Looks at notes that may have been changed by hand, by their paths. */
  look(paths: readonly string[]): Promise<void>;
  /** Runs a job as the only writer. */
  exclusive<T>(job: () => Promise<T>): Promise<T>;
}

/** Passes everything on to the vault it opens, in the order in which it was asked. */
export class LazyVault extends Vault implements WritingVault {
  readonly account: string;
  readonly root: string;
  readonly #open: () => Promise<WritingVault>;
  #opened: Promise<WritingVault> | undefined;

  constructor(account: string, root: string, open: () => Promise<WritingVault>) {
    super();
    this.account = account;
    this.root = root;
    this.#open = open;
  }

  async create(note: NewNote): Promise<Created> {
    return (await this.#vault()).create(note);
  }

  async read(id: string): Promise<Note | undefined> {
    return (await this.#vault()).read(id);
  }

  async update(id: string, change: NoteChange | ((note: Note) => NoteChange)): Promise<Note> {
    return (await this.#vault()).update(id, change);
  }

  async append(id: string, text: string, options?: AppendOptions): Promise<Note> {
    return (await this.#vault()).append(id, text, options);
  }

  async tag(
    id: string,
    change: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
  ): Promise<Note> {
    return (await this.#vault()).tag(id, change);
  }

  async move(id: string, folder: string): Promise<Note> {
    return (await this.#vault()).move(id, folder);
  }

  async rename(id: string, title: string): Promise<Note> {
    return (await this.#vault()).rename(id, title);
  }

  async delete(id: string): Promise<boolean> {
    return (await this.#vault()).delete(id);
  }

  async restore(id: string): Promise<Note> {
    return (await this.#vault()).restore(id);
  }

  async source(id: string): Promise<FoundNote | undefined> {
    return (await this.#vault()).source(id);
  }

  async putBack(id: string, was: (now: FoundNote) => NoteSource): Promise<Note | undefined> {
    return (await this.#vault()).putBack(id, was);
  }

  async list(options?: ListOptions): Promise<readonly NoteSummary[]> {
    return (await this.#vault()).list(options);
  }

  async count(filter?: NoteFilter): Promise<number> {
    return (await this.#vault()).count(filter);
  }

  async find(query: string, options?: FindOptions): Promise<readonly Hit[]> {
    return (await this.#vault()).find(query, options);
  }

  async passages(query: string, options?: PassageOptions): Promise<readonly Passage[]> {
    return (await this.#vault()).passages(query, options);
  }

  async sameContent(hash: string, except?: string): Promise<NoteSummary | undefined> {
    return (await this.#vault()).sameContent(hash, except);
  }

  async folders(): Promise<readonly string[]> {
    return (await this.#vault()).folders();
  }

  async attach(noteId: string, attachment: NewAttachment): Promise<StoredAttachment> {
    return (await this.#vault()).attach(noteId, attachment);
  }

  async rescan(): Promise<void> {
    await (await this.#vault()).rescan();
  }

  async look(paths: readonly string[]): Promise<void> {
    await (await this.#vault()).look(paths);
  }

  async exclusive<T>(job: () => Promise<T>): Promise<T> {
    return (await this.#vault()).exclusive(job);
  }

  async idle(): Promise<void> {
    await (await this.#opened)?.idle();
  }

  #vault(): Promise<WritingVault> {
    return this.#opened ??= this.#open();
  }
}
