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
  StoredAttachment,
} from "./note.ts";
import { NoteEditor, notFound, plainFolder, sourceOf } from "./note_editor.ts";
import { bytesOf, noteOf } from "./note_file.ts";
import { NoteIndex } from "./note_index.ts";
import type { VaultIndex } from "./index/vault_index.ts";
import type { WritingVault } from "./lazy_vault.ts";
import { appendedText, changedText, newText, oneLine, retagged } from "./note_text.ts";
import { folderOf, outOfTrash, TRASH, under } from "./path_parts.ts";
import { type AppendOptions, type Created, Vault } from "./vault.ts";
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
}

/** The notes of one account in a folder. */
export class FolderVault extends Vault implements WritingVault {
  readonly account: string;
  readonly root: string;
  readonly #index: NoteIndex;
  readonly #now: () => number;
  readonly #folder: VaultFolder;
  readonly #attachments: AttachmentFolder;
  readonly #editor: NoteEditor;
  readonly #writers = new WriterQueue();

  constructor({ account, root, index, now }: FolderVaultOptions) {
    super();
    this.account = account;
    this.root = root;
    this.#index = new NoteIndex(index, { account, root });
    this.#now = now;
    this.#folder = new VaultFolder(root);
    this.#attachments = new AttachmentFolder(this.#folder);
    this.#editor = new NoteEditor(this.#index, this.#folder);
  }

  async create(note: NewNote): Promise<Created> {
    checkNew(note);
    return await this.#writers.run(async () => {
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
        const file = await this.#folder.read(path);
        if (file !== undefined && (isNew || file.meta.id === note.id)) return { ...noteOf(file), isNew };
      }
    });
  }

  async read(id: string): Promise<Note | undefined> {
    const found = await this.#editor.find(id);
    return found === undefined || found.trashed ? undefined : noteOf(found.file);
  }

  async update(id: string, change: NoteChange | ((note: Note) => NoteChange)): Promise<Note> {
    return await this.#writers.run(async () => {
      let title: string | undefined;
      const file = await this.#editor.edit(id, async (old) => {
        const wanted = typeof change === "function" ? change(noteOf(old)) : change;
        title = wanted.title;
        return await changedText(old, wanted);
      });
      return noteOf(title === undefined ? file : await this.#editor.retitle(id, title));
    });
  }

  async append(id: string, text: string, options: AppendOptions = {}): Promise<Note> {
    return await this.#writers.run(async () =>
      noteOf(await this.#editor.edit(id, (file) => appendedText(file, text, options)))
    );
  }

  async tag(
    id: string,
    { add = [], remove = [] }: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
  ): Promise<Note> {
    return await this.#writers.run(async () =>
      noteOf(await this.#editor.edit(id, (file) => retagged(file, add, remove)))
    );
  }

  async move(id: string, folder: string): Promise<Note> {
    return await this.#writers.run(async () => {
      const target = await this.#editor.folderNamed(folder);
      const moved = await this.#editor.relocate(id, (file) => ({ folder: target, title: file.meta.title }));
      return noteOf(moved);
    });
  }

  async rename(id: string, title: string): Promise<Note> {
    return await this.#writers.run(async () => noteOf(await this.#editor.retitle(id, title)));
  }

  async delete(id: string): Promise<boolean> {
    return await this.#writers.run(async () => {
      const found = await this.#editor.find(id);
      if (found === undefined || found.trashed) return false;
      const { path } = found.file;
      const { attachments } = noteOf(found.file);
      const own = await this.#index.ask("onlyLinkedBy", { path, attachments });
      await this.#editor.relocate(
        id,
        (file) => ({ folder: under(TRASH, folderOf(file.path)).replace(/\/$/, ""), title: file.meta.title }),
      );
      await this.#attachments.trash(own);
      return true;
    });
  }

  async restore(id: string): Promise<Note> {
    return await this.#writers.run(async () => {
      const found = await this.#editor.find(id);
      if (found === undefined) throw notFound(id);
      const file = found.trashed
        ? await this.#editor.relocate(
          id,
          ({ path, meta }) => ({ folder: folderOf(outOfTrash(path)), title: meta.title }),
        )
        : found.file;
      const note = noteOf(file);
      await this.#attachments.restore(note.attachments);
      return note;
    });
  }

  async source(id: string): Promise<FoundNote | undefined> {
    const found = await this.#editor.find(id);
    return found === undefined ? undefined : sourceOf(found);
  }

  async putBack(id: string, was: (now: FoundNote) => NoteSource): Promise<Note | undefined> {
    return await this.#writers.run(async () => {
      const file = await this.#editor.putBack(id, was);
      if (file === undefined) return undefined;
      const note = noteOf(file);
      await this.#attachments.restore(note.attachments);
      return note;
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
    return await this.#attachments.store(noteId, attachment);
  }

  async rescan(): Promise<void> {
    await this.#index.rescan();
  }

  /** Looks at notes that may have been changed by hand. */
  async look(paths: readonly string[]): Promise<void> {
    if (paths.length > 0) await this.#index.ask("refresh", { paths, suspected: true });
  }

  /** Resolves when what is being written is written. */
  async idle(): Promise<void> {
    await this.#writers.idle();
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
