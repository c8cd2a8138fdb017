/** A vault in a folder of Markdown files. */
import { AttachmentFolder } from "./attachment_folder.ts";
import { dateName, numbered, safeName } from "./file_names.ts";
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
import { NoteEditor, notFound, plainFolder, sourceOf } from "./note_editor.ts";
import { bytesOf, type NoteFile, noteOf } from "./note_file.ts";
import { NoteIndex } from "./note_index.ts";
import type { VaultIndex } from "./index/vault_index.ts";
import type { WritingVault } from "./lazy_vault.ts";
import { appendedText, changedText, newText, oneLine, retagged } from "./note_text.ts";
import { folderOf, outOfTrash, TRASH, under } from "./path_parts.ts";
import { type AppendOptions, type Created, Vault } from "./vault.ts";
import type { VaultChange, VaultChangeKind, VaultNews } from "./vault_changes.ts";
import { VaultError } from "./vault_error.ts";
import { VaultFolder } from "./vault_folder.ts";
import { WriterQueue } from "./writer_queue.ts";

/** What a vault is made with. */
export interface FolderVaultOptions {
  readonly account: string;
  /** Absolute path of the folder; made with the first note. */
  readonly root: string;
  readonly index: VaultIndex;
  /** Wall time in milliseconds. */
  readonly now: () => number;
  /** Where changes are told. */
  readonly news: Pick<VaultNews, "publish">;
}

/** What a writer did, and which note it was. */
interface Done<T> {
  readonly result: T;
  readonly note?: Pick<Note, "id" | "title">;
}

/** The notes of one account in a folder. */
export class FolderVault extends Vault implements WritingVault {
  readonly account: string;
  readonly root: string;
  readonly #index: NoteIndex;
  readonly #now: () => number;
  readonly #news: Pick<VaultNews, "publish">;
  readonly #folder: VaultFolder;
  readonly #attachments: AttachmentFolder;
  readonly #editor: NoteEditor;
  readonly #writers = new WriterQueue();

  constructor({ account, root, index, now, news }: FolderVaultOptions) {
    super();
    this.account = account;
    this.root = root;
    this.#index = new NoteIndex(index, { account, root }, (paths) => void this.#tell({ kind: "by-hand", paths }));
    this.#now = now;
    this.#news = news;
    this.#folder = new VaultFolder(root);
    this.#attachments = new AttachmentFolder(this.#folder);
    this.#editor = new NoteEditor(this.#index, this.#folder);
  }

  async create(note: NewNote): Promise<Created> {
    checkNew(note);
    return await this.#change("created", async () => {
      const created = await this.#create(note);
      return { result: created, note: created };
    });
  }

  async #create(note: NewNote): Promise<Created> {
    const there = await this.#editor.find(note.id);
    if (there !== undefined) return { ...noteOf(there.file), isNew: false };
    const folder = await this.#editor.folderNamed(note.folder ?? "");
    const name = safeName(note.title) || dateName(note.created);
    for (let number = 1;; number++) {
      number = await this.#index.ask("free", { folder, name, from: number });
      const path = under(folder, `${numbered(name, number)}.md`);
      const isNew = await this.#folder.create(path, bytesOf(await newText(note, path)));
      if (isNew) await this.#editor.changed(path);
      // A file that the index does not know is somebody's, or ours from before.
      const file = await this.#folder.has(path) ? await this.#folder.read(path) : undefined;
      // Made anew, it would be there twice when the folder comes back.
      if (isNew && file === undefined) throw new VaultError("busy", `${path} was taken away while it was written.`);
      if (file !== undefined && (isNew || file.meta.id === note.id)) return { ...noteOf(file), isNew };
    }
  }

  async read(id: string): Promise<Note | undefined> {
    const found = await this.#editor.find(id);
    return found === undefined || found.trashed ? undefined : noteOf(found.file);
  }

  async update(id: string, change: NoteChange | ((note: Note) => NoteChange)): Promise<Note> {
    return await this.#changeNote("edited", async () => {
      let title: string | undefined;
      const file = await this.#editor.edit(id, async (old) => {
        const wanted = typeof change === "function" ? change(noteOf(old)) : change;
        title = wanted.title;
        return await changedText(old, wanted);
      });
      return title === undefined ? file : await this.#editor.retitle(id, title);
    });
  }

  async append(id: string, text: string, options: AppendOptions = {}): Promise<Note> {
    return await this.#changeNote(
      "appended",
      () => this.#editor.edit(id, (file) => appendedText(file, text, options)),
    );
  }

  async tag(
    id: string,
    { add = [], remove = [] }: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
  ): Promise<Note> {
    const tags = { added: add.map(plainTag), removed: remove.map(plainTag) };
    return await this.#changeNote(
      "tagged",
      () => this.#editor.edit(id, (file) => retagged(file, add, remove)),
      { tags },
    );
  }

  async move(id: string, folder: string): Promise<Note> {
    return await this.#changeNote("moved", async () => {
      const target = await this.#editor.folderNamed(folder);
      return await this.#editor.relocate(id, (file) => ({ folder: target, title: file.meta.title }));
    });
  }

  async rename(id: string, title: string): Promise<Note> {
    return await this.#changeNote("renamed", () => this.#editor.retitle(id, title));
  }

  async delete(id: string): Promise<boolean> {
    return await this.#change("deleted", async () => {
      const found = await this.#editor.find(id);
      if (found === undefined || found.trashed) return { result: false };
      const { path } = found.file;
      const note = noteOf(found.file);
      const own = await this.#index.ask("onlyLinkedBy", { path, attachments: note.attachments });
      await this.#editor.relocate(
        id,
        (file) => ({ folder: under(TRASH, folderOf(file.path)).replace(/\/$/, ""), title: file.meta.title }),
      );
      this.#editor.touch(await this.#attachments.trash(own));
      return { result: true, note };
    });
  }

  async restore(id: string): Promise<Note> {
    return await this.#change("restored", async () => {
      const found = await this.#editor.find(id);
      if (found === undefined) throw notFound(id);
      const file = found.trashed
        ? await this.#editor.relocate(
          id,
          ({ path, meta }) => ({ folder: folderOf(outOfTrash(path)), title: meta.title }),
        )
        : found.file;
      return await this.#withAttachments(noteOf(file));
    });
  }

  async #withAttachments(note: Note): Promise<Done<Note>> {
    this.#editor.touch(await this.#attachments.restore(note.attachments));
    return { result: note, note };
  }

  async source(id: string): Promise<FoundNote | undefined> {
    const found = await this.#editor.find(id);
    return found === undefined ? undefined : sourceOf(found);
  }

  async putBack(id: string, was: (now: FoundNote) => NoteSource): Promise<Note | undefined> {
    return await this.#change("restored", async () => {
      const file = await this.#editor.putBack(id, was);
      return file === undefined ? { result: undefined } : await this.#withAttachments(noteOf(file));
    });
  }

  async list(options: ListOptions = {}): Promise<readonly NoteSummary[]> {
    return await this.#index.ask("list", { options: { ...options, folder: plainFolder(options.folder) } });
  }

  async count(filter: NoteFilter = {}): Promise<number> {
    return await this.#index.ask("count", { filter: { ...filter, folder: plainFolder(filter.folder) } });
  }

  async find(query: string, options: FindOptions = {}): Promise<readonly Hit[]> {
    return await this.#index.ask("find", {
      query,
      options: { ...options, folder: plainFolder(options.folder) },
      now: this.#now(),
    });
  }

  async passages(query: string, { now = this.#now(), ...options }: PassageOptions = {}): Promise<readonly Passage[]> {
    return await this.#index.ask("passages", { query, options, now });
  }

  async sameContent(hash: string, except?: string): Promise<NoteSummary | undefined> {
    const known = await this.#index.ask("sameContent", { hash, except });
    if (known === undefined || await this.#folder.has(known.path)) return known;
    await this.#index.rescan();
    return await this.#index.ask("sameContent", { hash, except });
  }

  async folders(): Promise<readonly string[]> {
    return await this.#index.ask("folders", {});
  }

  async attach(noteId: string, attachment: NewAttachment): Promise<StoredAttachment> {
    // What a crash left half-written is swept before anything is written.
    await this.#index.ask("count", {});
    const stored = await this.#attachments.store(noteId, attachment);
    await this.#tell({ kind: "attached", id: noteId, title: stored.name, paths: [stored.path] });
    return stored;
  }

  async rescan(): Promise<void> {
    await this.#index.rescan();
  }

  /** Looks at notes that may have been changed by hand. */
  async look(paths: readonly string[]): Promise<void> {
    const changed = paths.length === 0 ? [] : await this.#index.ask("refresh", { paths, suspected: true });
    if (changed.length > 0) await this.#tell({ kind: "by-hand", paths: changed });
  }

  async exclusive<T>(job: () => Promise<T>): Promise<T> {
    return await this.#writers.run(job);
  }

  /** Resolves when what is being written is written. */
  async idle(): Promise<void> {
    await this.#writers.idle();
  }

  /** Changes a note when its turn has come. */
  async #changeNote(
    kind: VaultChangeKind,
    job: () => Promise<NoteFile>,
    more: Pick<VaultChange, "tags"> = {},
  ): Promise<Note> {
    return await this.#change(kind, async () => {
      const note = noteOf(await job());
      return { result: note, note };
    }, more);
  }

  /** Does something when its turn has come, and tells what it has changed before the next turn. */
  async #change<T>(
    kind: VaultChangeKind,
    job: () => Promise<Done<T>>,
    more: Pick<VaultChange, "tags"> = {},
  ): Promise<T> {
    return await this.#writers.run(async () => {
      let note: Done<T>["note"];
      try {
        const done = await job();
        note = done.note;
        return done.result;
      } finally {
        // Something that failed half way has changed something, too.
        const paths = this.#editor.takeTouched();
        const what = note === undefined ? {} : { id: note.id, title: note.title };
        if (paths.length > 0) await this.#tell({ kind, ...what, ...more, paths });
      }
    });
  }

  async #tell(change: Omit<VaultChange, "account">): Promise<void> {
    await this.#news.publish({ account: this.account, ...change });
  }
}

function checkNew({ id, created, title }: NewNote): void {
  if (oneLine(id) === "" || oneLine(id) !== id) {
    throw new VaultError("invalid", `${JSON.stringify(id)} is no id. Give the note one line of text as its id.`);
  }
  if (Number.isNaN(new Date(created).getTime())) {
    throw new VaultError("invalid", `${created} is no time. Give "created" the milliseconds since 1970 of "${title}".`);
  }
}

function plainTag(tag: string): string {
  return tag.replace(/^#/, "");
}
