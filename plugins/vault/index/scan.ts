/** Compares a vault's folder with its rows, in slices, so that searches get their turn between. */
import { join } from "node:path";
import { ATTACHMENTS, isNote, PLACEHOLDER, TEMPORARY, TRASH, under } from "../path_parts.ts";
import type { IndexDatabase } from "./database.ts";
import { exists, type IndexedVault, stemsOf } from "./indexed_vault.ts";
import type { KnownFile } from "./note_row.ts";
import type { ScanProgress } from "./messages.ts";
import { quietly, readForIndex } from "./note_reader.ts";

/** How much one slice does, each a few hundredths of a second. */
const KNOWN_A_SLICE = 10_000;
const ENTRIES_A_SLICE = 2_000;
const FILES_A_SLICE = 300;
/** As many paths of changed notes are told. */
const TOLD_PATHS = 1_000;

/** One look at the whole folder of a vault. */
export class Scan {
  /** Rows whose files have not been met. */
  readonly #unmet = new Map<string, KnownFile>();
  readonly #folders: string[] = [""];
  #entries: { readonly folder: string; readonly names: readonly Deno.DirEntry[]; at: number } | undefined;
  readonly #changed: string[] = [];
  readonly #told: string[] = [];
  #step: () => boolean = this.#loadKnown;
  #lastRow = 0;

  constructor(
    private readonly db: IndexDatabase,
    private readonly vault: IndexedVault,
    private readonly root: string,
    private readonly sweep: boolean,
  ) {}

  /** Does one slice. */
  advance(): ScanProgress {
    const done = this.#step();
    if (done) this.db.commit();
    return { done, paths: done ? this.#told : [] };
  }

  #loadKnown(): boolean {
    const known = this.vault.known(this.#lastRow, KNOWN_A_SLICE);
    for (const file of known) this.#unmet.set(file.path, file);
    this.#lastRow = known.at(-1)?.row ?? this.#lastRow;
    if (known.length < KNOWN_A_SLICE) this.#step = this.#walk;
    return false;
  }

  #walk(): boolean {
    for (let budget = ENTRIES_A_SLICE; budget > 0; budget--) {
      const entry = this.#nextEntry();
      if (entry === undefined) {
        this.#step = this.#forgetGone;
        return false;
      }
      this.#meet(entry.folder, entry.entry);
    }
    return false;
  }

  #nextEntry(): { readonly folder: string; readonly entry: Deno.DirEntry } | undefined {
    for (;;) {
      const entry = this.#entries?.names[this.#entries.at];
      if (this.#entries !== undefined && entry !== undefined) {
        this.#entries.at++;
        return { folder: this.#entries.folder, entry };
      }
      const folder = this.#folders.pop();
      if (folder === undefined) return undefined;
      this.#entries = { folder, names: quietly(() => [...Deno.readDirSync(join(this.root, folder))]) ?? [], at: 0 };
    }
  }

  #meet(folder: string, { name, isDirectory, isFile }: Deno.DirEntry): void {
    const path = under(folder, name);
    if (isDirectory) {
      // Attachments are walked to sweep what was left half-written there, and for nothing else.
      const hidden = name.startsWith(".") && path !== TRASH;
      if (!hidden && path !== `${TRASH}/${ATTACHMENTS}` && (this.sweep || path !== ATTACHMENTS)) {
        this.#folders.push(path);
      }
    } else if (isFile && TEMPORARY.test(name)) {
      if (this.sweep) quietly(() => Deno.removeSync(join(this.root, path)));
    } else if (isFile && isNote(path)) {
      const known = this.#unmet.get(path);
      this.#unmet.delete(path);
      if (known === undefined || !isSame(join(this.root, path), known)) this.#changed.push(path);
    }
  }

  /** Before anything new is read, so that a note which has only moved keeps its id. */
  #forgetGone(): boolean {
    let budget = ENTRIES_A_SLICE;
    this.db.write(() => {
      let gone = 0;
      for (const [path, file] of this.#unmet) {
        if (budget-- === 0) break;
        this.#unmet.delete(path);
        // A file that came back meanwhile, or was moved under our eyes, is not gone.
        if (exists(join(this.root, path)) && isNote(path)) continue;
        this.vault.remove(file);
        this.#tell(path);
        gone++;
      }
      return gone;
    });
    if (this.#unmet.size === 0) {
      // What is in its place is known before copies of it in the trash.
      this.#changed.reverse().sort((a, b) => Number(a.startsWith(TRASH)) - Number(b.startsWith(TRASH))).reverse();
      this.#step = this.#readChanged;
    }
    return false;
  }

  #readChanged(): boolean {
    // First all that is done with words, then all that is done with rows: each keeps the processor's caches warm for itself.
    const slice = this.#changed.splice(-FILES_A_SLICE).reverse();
    const read = slice.map((path) => {
      let note = readForIndex(this.root, path);
      if (this.sweep && note?.body === PLACEHOLDER) {
        quietly(() => Deno.removeSync(join(this.root, path)));
        note = undefined;
      }
      return { path, note, stems: note === undefined ? undefined : stemsOf(note) };
    });
    this.db.write(() => {
      for (const { path, note, stems } of read) {
        this.#tell(path);
        if (note !== undefined) this.vault.put(note, stems);
        else this.#forget(path);
      }
      return slice.length;
    });
    return this.#changed.length === 0;
  }

  #tell(path: string): void {
    if (this.#told.length < TOLD_PATHS) this.#told.push(path);
  }

  #forget(path: string): void {
    const known = this.vault.knownAt(path);
    if (known !== undefined) this.vault.remove(known);
  }
}

/**
 * Makes the row of one file say what the file says; one that is only `suspected` to have changed is read when it looks otherwise. False when there was
 * nothing to do.
 */
export function refresh(vault: IndexedVault, root: string, path: string, suspected: boolean): boolean {
  if (!isNote(path)) return false;
  const known = vault.knownAt(path);
  if (suspected && known !== undefined && isSame(join(root, path), known)) return false;
  const note = readForIndex(root, path);
  if (note !== undefined) vault.put(note);
  else if (known !== undefined) vault.remove(known);
  return note !== undefined || known !== undefined;
}

function isSame(file: string, known: KnownFile): boolean {
  const info = quietly(() => Deno.lstatSync(file));
  return info !== undefined && info.isFile && info.size === known.size &&
    (info.mtime?.getTime() ?? 0) === known.modified;
}
