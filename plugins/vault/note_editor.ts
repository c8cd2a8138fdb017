/** Finds the files of notes by their ids, and changes them: the part of a vault that has to do with both the files and the index. */
import { isNumbered, numbered, pathKey, safeName } from "./file_names.ts";
import { bodyOf, type NoteText, splitNote } from "./front_matter.ts";
import type { FoundNote, NoteSource } from "./note.ts";
import { type NoteFile, noteOf, withBody } from "./note_file.ts";
import type { NoteIndex } from "./note_index.ts";
import { linkTargets, moveLinks } from "./note_links.ts";
import { idOfPath } from "./note_meta.ts";
import { oneLine, placedText } from "./note_text.ts";
import { ATTACHMENTS, folderOf, isNote, outOfTrash, stemOf, under } from "./path_parts.ts";
import { checkRelative } from "./paths.ts";
import { VaultError } from "./vault_error.ts";
import type { VaultFolder } from "./vault_folder.ts";

/** A note's file, and whether it is in the trash. */
export interface Found {
  readonly file: NoteFile;
  readonly trashed: boolean;
}

/** As often a change is made anew because somebody changed the file meanwhile. */
const ATTEMPTS = 5;

/** Finds and changes the notes of one vault. Whoever changes something is the vault's only writer at that time. */
export class NoteEditor {
  readonly #index: NoteIndex;
  readonly #folder: VaultFolder;
  #touched = new Set<string>();

  constructor(index: NoteIndex, folder: VaultFolder) {
    this.#index = index;
    this.#folder = folder;
  }

  /** The file of a note, wherever it has been moved, in its place or in the trash. */
  async find(id: string): Promise<Found | undefined> {
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

  /** The file of a note in its place. */
  async #need(id: string): Promise<NoteFile> {
    const found = await this.find(id);
    if (found === undefined || found.trashed) throw notFound(id);
    return found.file;
  }

  /** Writes a note's text anew, again when somebody was faster. */
  async edit(id: string, edit: (file: NoteFile) => Promise<NoteText>): Promise<NoteFile> {
    return await this.#attempt(async () => {
      const file = await this.#need(id);
      const changed = await this.#rewrite(file, await edit(file));
      if (changed !== undefined && changed !== file) await this.changed(file.path);
      return changed;
    });
  }

  /** Gives a note another title, and its file another name. */
  async retitle(id: string, title: string): Promise<NoteFile> {
    const wanted = oneLine(title);
    if (safeName(wanted) === "") {
      throw new VaultError("invalid", `${JSON.stringify(title)} is no title. Give it some letters.`);
    }
    return await this.relocate(id, (file) => ({ folder: folderOf(file.path), title: wanted }));
  }

  /** Gives a note another place, another title, or both; or lets it where it is when it has them. */
  async relocate(
    id: string,
    where: (file: NoteFile) => { readonly folder: string; readonly title: string },
  ): Promise<NoteFile> {
    return await this.#attempt(async () => {
      const found = await this.find(id);
      if (found === undefined) throw notFound(id);
      const { file } = found;
      const { folder, title } = where(file);
      const stem = stemOf(file.path);
      const name = title === stem ? stem : safeName(title);
      const stays = folder === folderOf(file.path) && isNumbered(stem, name);
      for (let number = 1;; number++) {
        if (!stays) number = await this.#index.ask("free", { folder, name, from: number, except: file.path });
        const path = stays ? file.path : under(folder, `${numbered(name, number)}.md`);
        const placed = await this.#rewrite(file, await this.#textAt(file, path, title));
        if (placed === undefined) return undefined;
        if (path !== file.path && !await this.#folder.move(file.path, path)) {
          // The next attempt begins with the file as it is now.
          if (placed !== file) await this.changed(file.path);
          if (placed !== file) return undefined;
          continue;
        }
        if (path !== file.path || placed !== file) await this.changed(file.path, path);
        return withId(await this.#folder.read(path) ?? placed, id);
      }
    });
  }

  /** Puts a note's file back to a path and a text that it had, to the byte; `undefined` when the path is taken. */
  async putBack(id: string, was: (now: FoundNote) => NoteSource): Promise<NoteFile | undefined> {
    let taken = false;
    const attempt = this.#attempt(async () => {
      const found = await this.find(id);
      if (found === undefined) throw notFound(id);
      const { file } = found;
      const { path, head, rest } = was(sourceOf(found));
      if (!isNote(path)) {
        throw new VaultError("invalid", `${JSON.stringify(path)} is no note's path. It ends with .md.`);
      }
      // Its place first: a note without an id in its text is known by its path.
      taken = path !== file.path && !await this.#folder.move(file.path, path);
      if (taken) return file;
      const moved = path === file.path ? file : await this.#folder.read(path);
      const put = moved === undefined ? undefined : await this.#rewrite(moved, splitNote(head + rest));
      await this.changed(file.path, path);
      return put;
    });
    const file = await attempt;
    return taken ? undefined : file;
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

  /** What has been written, moved or deleted since this was last asked. */
  takeTouched(): readonly string[] {
    const touched = [...this.#touched];
    this.#touched = new Set();
    return touched;
  }

  /** Notes that something was written, moved or deleted that is no business of the index. */
  touch(paths: readonly string[]): void {
    for (const path of paths) this.#touched.add(path);
  }

  /** Notes it as touched, and tells the index. What that can't be told it finds by itself. */
  async changed(...paths: readonly string[]): Promise<void> {
    this.touch(paths);
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
  async folderNamed(folder: string): Promise<string> {
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

/** A note's file as those see it who remember it. */
export function sourceOf({ file, trashed }: Found): FoundNote {
  const { head, rest } = file.text;
  return { path: file.path, head, rest, trashed, note: noteOf(file) };
}

export function plainFolder(folder: string = ""): string {
  const plain = folder.trim().replace(/^(?:\.\/)+|(?<!\/)\/+$/g, "");
  return plain === "." ? "" : plain;
}

function withId(file: NoteFile, id: string): NoteFile {
  return file.meta.id === id || file.fields === undefined ? file : { ...file, meta: { ...file.meta, id } };
}

export function notFound(id: string): VaultError {
  return new VaultError(
    "not_found",
    `There is no note ${JSON.stringify(id)} in this vault: it was deleted, or is somebody else's.`,
  );
}
