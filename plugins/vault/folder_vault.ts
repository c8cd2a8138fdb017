/** A vault in a folder of Markdown files. */
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
import { bytesOf, type NoteFile, noteOf, withBody } from "./note_file.ts";
import type { NoteIndex } from "./note_index.ts";
import { linkTargets, moveLinks } from "./note_links.ts";
import { idOfPath } from "./note_meta.ts";
import { appendedText, changedText, newText, oneLine, placedText, retagged } from "./note_text.ts";
import { ATTACHMENTS, folderOf, outOfTrash, stemOf, TRASH, under } from "./path_parts.ts";
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

/** A note's file, and whether it is in the trash. */
interface Found {
  readonly file: NoteFile;
  readonly trashed: boolean;
}

/** As often a change is made anew because somebody changed the file meanwhile. */
const ATTEMPTS = 5;

/** The notes of one account in a folder. */
export class FolderVault extends Vault {
  readonly account: string;
  readonly root: string;
  readonly #index: NoteIndex;
  readonly #now: () => number;
  readonly #folder: VaultFolder;
  readonly #attachments: AttachmentFolder;
  readonly #writers = new WriterQueue();

  constructor({ account, root, index, now }: FolderVaultOptions) {
    super();
    this.account = account;
    this.root = root;
    this.#index = index;
    this.#now = now;
    this.#folder = new VaultFolder(root);
    this.#attachments = new AttachmentFolder(this.#folder);
  }

  async create(note: NewNote): Promise<Created> {
    checkNew(note);
    return await this.#writers.run(async () => {
      const there = await this.#find(note.id);
      if (there !== undefined) return { ...noteOf(there.file), isNew: false };
      const folder = await this.#folderNamed(note.folder ?? "");
      const name = safeName(note.title) || dateName(note.created);
      for (let number = 1;; number++) {
        number = await this.#index.ask("free", { folder, name, from: number });
        const path = under(folder, `${numbered(name, number)}.md`);
        const isNew = await this.#folder.create(path, bytesOf(await newText(note, path)));
        if (isNew) await this.#changed(path);
        // A file that the index does not know is somebody's, or ours from before.
        const file = await this.#folder.read(path);
        if (file !== undefined && (isNew || file.meta.id === note.id)) return { ...noteOf(file), isNew };
      }
    });
  }

  async read(id: string): Promise<Note | undefined> {
    const found = await this.#find(id);
    return found === undefined || found.trashed ? undefined : noteOf(found.file);
  }

  async update(id: string, change: NoteChange | ((note: Note) => NoteChange)): Promise<Note> {
    return await this.#writers.run(async () => {
      let title: string | undefined;
      const file = await this.#edit(id, async (old) => {
        const wanted = typeof change === "function" ? change(noteOf(old)) : change;
        title = wanted.title;
        return await changedText(old, wanted);
      });
      return noteOf(title === undefined ? file : await this.#retitle(id, title));
    });
  }

  async append(id: string, text: string, options: AppendOptions = {}): Promise<Note> {
    return await this.#writers.run(async () =>
      noteOf(await this.#edit(id, (file) => appendedText(file, text, options)))
    );
  }

  async tag(
    id: string,
    { add = [], remove = [] }: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
  ): Promise<Note> {
    return await this.#writers.run(async () =>
      noteOf(await this.#edit(id, (file) => changedText(file, { tags: retagged(file, add, remove) })))
    );
  }

  async move(id: string, folder: string): Promise<Note> {
    return await this.#writers.run(async () => {
      const target = await this.#folderNamed(folder);
      const moved = await this.#relocate(id, (file) => ({ folder: target, title: file.meta.title }));
      return noteOf(moved);
    });
  }

  async rename(id: string, title: string): Promise<Note> {
    return await this.#writers.run(async () => noteOf(await this.#retitle(id, title)));
  }

  async delete(id: string): Promise<boolean> {
    return await this.#writers.run(async () => {
      const found = await this.#find(id);
      if (found === undefined || found.trashed) return false;
      const { path } = found.file;
      const { attachments } = noteOf(found.file);
      const own = await this.#index.ask("onlyLinkedBy", { path, attachments });
      await this.#relocate(
        id,
        (file) => ({ folder: under(TRASH, folderOf(file.path)).replace(/\/$/, ""), title: file.meta.title }),
      );
      await this.#attachments.trash(own);
      return true;
    });
  }

  async restore(id: string): Promise<Note> {
    return await this.#writers.run(async () => {
      const found = await this.#find(id);
      if (found === undefined) throw notFound(id);
      const file = found.trashed
        ? await this.#relocate(id, ({ path, meta }) => ({ folder: folderOf(outOfTrash(path)), title: meta.title }))
        : found.file;
      const note = noteOf(file);
      await this.#attachments.restore(note.attachments);
      return note;
    });
  }

  async list(options: ListOptions = {}): Promise<readonly NoteSummary[]> {
    return await this.#index.ask("list", { options: { ...options, folder: plainFolder(options.folder) } });
  }

  async count(): Promise<number> {
    return await this.#index.ask("count", {});
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

  /** Resolves when what is being written is written. */
  async idle(): Promise<void> {
    await this.#writers.idle();
  }

  /** The file of a note, wherever it has been moved, in its place or in the trash. */
  async #find(id: string): Promise<Found | undefined> {
    for (let looked = false;; looked = true) {
      const located = await this.#index.ask("locate", { id });
      if (located === undefined) return undefined;
      const file = await this.#folder.read(located.path);
      if (file?.meta.id === id) return { file, trashed: located.trashed };
      // A copy has its original's id in its front matter, and goes by its path.
      if (file !== undefined && idOfPath(located.path) === id) {
        return { file: { ...file, meta: { ...file.meta, id } }, trashed: located.trashed };
      }
      if (looked) return undefined;
      await this.#index.rescan();
    }
  }

  async #need(id: string): Promise<NoteFile> {
    const found = await this.#find(id);
    if (found === undefined || found.trashed) throw notFound(id);
    return found.file;
  }

  /** Writes a note's text anew, again when somebody was faster. */
  async #edit(id: string, edit: (file: NoteFile) => Promise<NoteText>): Promise<NoteFile> {
    return await this.#attempt(async () => {
      const file = await this.#need(id);
      const changed = await this.#rewrite(file, await edit(file));
      if (changed !== undefined && changed !== file) await this.#changed(file.path);
      return changed;
    });
  }

  async #retitle(id: string, title: string): Promise<NoteFile> {
    const wanted = oneLine(title);
    if (safeName(wanted) === "") {
      throw new VaultError("invalid", `${JSON.stringify(title)} is no title. Give it some letters.`);
    }
    return await this.#relocate(id, (file) => ({ folder: folderOf(file.path), title: wanted }));
  }

  /** Gives a note another place, another title, or both; or lets it where it is when it has them. */
  async #relocate(
    id: string,
    where: (file: NoteFile) => { readonly folder: string; readonly title: string },
  ): Promise<NoteFile> {
    return await this.#attempt(async () => {
      const found = await this.#find(id);
      if (found === undefined) throw notFound(id);
      const { file } = found;
      const { folder, title } = where(file);
      const stem = stemOf(file.path);
      const name = title === stem ? stem : safeName(title);
      const stays = folder === folderOf(file.path) && (stem === name || isNumbered(stem, name));
      for (let number = 1;; number++) {
        if (!stays) number = await this.#index.ask("free", { folder, name, from: number, except: file.path });
        const path = stays ? file.path : under(folder, `${numbered(name, number)}.md`);
        const placed = await this.#rewrite(file, await this.#textAt(file, path, title));
        if (placed === undefined) return undefined;
        if (path !== file.path && !await this.#folder.move(file.path, path)) {
          // The next attempt begins with the file as it is now.
          if (placed !== file) await this.#changed(file.path);
          if (placed !== file) return undefined;
          continue;
        }
        await this.#changed(file.path, path);
        return withId(await this.#folder.read(path) ?? placed, id);
      }
    });
  }

  /** The text of a note at a path: relative links in it lead where they led. In the trash they stay as they are, for the way back. */
  async #textAt(file: NoteFile, path: string, title: string): Promise<NoteText> {
    const text = await placedText(file, path, title);
    const [from, to] = [folderOf(outOfTrash(file.path)), folderOf(outOfTrash(path))];
    if (from === to) return text;
    const there = new Set<string>();
    const body = bodyOf(text);
    for (const target of linkTargets(body, from)) if (await this.#folder.has(target)) there.add(target);
    const moved = moveLinks(body, from, to, (target) => there.has(target));
    return moved === body ? text : withBody(text, moved);
  }

  /** Writes a note's text where it has changed. `undefined` when somebody has changed the file since it was read. */
  async #rewrite(file: NoteFile, text: NoteText): Promise<NoteFile | undefined> {
    if (text === file.text || (text.head === file.text.head && text.rest === file.text.rest)) return file;
    if (!file.readable) {
      throw new VaultError(
        "damaged",
        `${file.path} is not UTF-8, and writing it would lose what can't be read. Convert it first.`,
      );
    }
    if (!await this.#folder.replace(file, text)) return undefined;
    const written = await this.#folder.read(file.path);
    return written === undefined ? undefined : withId(written, file.meta.id);
  }

  async #attempt(work: () => Promise<NoteFile | undefined>): Promise<NoteFile> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const file = await work();
      if (file !== undefined) return file;
    }
    throw new VaultError("busy", "Somebody else keeps changing this note. Try again when they have finished.");
  }

  /** Tells the index. What it can't be told it finds by itself. */
  async #changed(...paths: readonly string[]): Promise<void> {
    try {
      await this.#index.ask("refresh", { paths: [...new Set(paths)] });
    } catch {
      this.#index.invalidate();
    }
  }

  /**
   * The folder as it is called in this vault: parts made safe, and what is there already, whatever its case, taken as it is.
   *
   * @throws {VaultError} `outside`, or `invalid` when it is no place for notes.
   */
  async #folderNamed(folder: string): Promise<string> {
    const wanted = plainFolder(folder);
    if (wanted === "") return "";
    const parts = checkRelative(wanted).split("/").map(safeName);
    if (parts.includes("") || pathKey(parts[0] ?? "") === ATTACHMENTS) {
      throw new VaultError("invalid", `${JSON.stringify(folder)} is no folder for notes. Give it another name.`);
    }
    let found = "";
    for (const part of parts) found = await this.#index.ask("folder", { path: under(found, part) });
    return found;
  }
}

/** A folder without what people put around it. */
function plainFolder(folder: string = ""): string {
  const plain = folder.trim().replace(/^(?:\.\/)+|\/+$/g, "");
  return plain === "." ? "" : plain;
}

function isNumbered(stem: string, name: string): boolean {
  const number = / (\d+)$/.exec(stem)?.[1];
  return number !== undefined && stem === numbered(name, Number(number));
}

/** A copy is known by another id than its front matter says; a file whose front matter is damaged by what can be saved of it. */
function withId(file: NoteFile, id: string): NoteFile {
  return file.meta.id === id || file.fields === undefined ? file : { ...file, meta: { ...file.meta, id } };
}

function checkNew({ id, created, title }: NewNote): void {
  if (oneLine(id) === "" || oneLine(id) !== id) {
    throw new VaultError("invalid", `${JSON.stringify(id)} is no id. Give the note one line of text as its id.`);
  }
  if (Number.isNaN(new Date(created).getTime())) {
    throw new VaultError("invalid", `${created} is no time. Give "created" the milliseconds since 1970 of "${title}".`);
  }
}

function notFound(id: string): VaultError {
  return new VaultError(
    "not_found",
    `There is no note ${JSON.stringify(id)} in this vault: it was deleted, or is somebody else's.`,
  );
}
