/** The notes of a data folder, read again and again: what has not changed since is not read anew. */
import { join } from "node:path";
import type { NoteFile } from "../../support/vault_notes.ts";

/** Where a vault keeps what was undone. */
const TRASH = ".trash";

interface Read {
  readonly state: string;
  readonly file: NoteFile;
}

/** See the file's comment. A file that has not changed is the same object. */
export class VaultFiles {
  #read = new Map<string, Read>();

  /** @param data the data folder. */
  constructor(private readonly data: string) {}

  /** All notes that are there now, and all in the trash. */
  read(): { readonly notes: readonly NoteFile[]; readonly trash: readonly NoteFile[] } {
    const before = this.#read;
    this.#read = new Map();
    const [notes, trash]: [NoteFile[], NoteFile[]] = [[], []];
    const vaults = join(this.data, "vaults");
    for (const account of namesIn(vaults)) {
      this.#collect(before, account, join(vaults, account), "", notes);
      this.#collect(before, account, join(vaults, account, TRASH), "", trash);
    }
    return { notes, trash };
  }

  #collect(before: ReadonlyMap<string, Read>, account: string, root: string, folder: string, found: NoteFile[]): void {
    for (const name of namesIn(join(root, folder))) {
      if (name.startsWith(".")) continue;
      const path = join(folder, name);
      const full = join(root, path);
      const { isDirectory, ino, size, mtime } = Deno.statSync(full);
      if (isDirectory) this.#collect(before, account, root, path, found);
      else if (name.endsWith(".md")) {
        const state = `${ino} ${size} ${mtime?.getTime()}`;
        const known = before.get(full);
        const read = known?.state === state
          ? known
          : { state, file: { account, path, text: Deno.readTextFileSync(full) } };
        this.#read.set(full, read);
        found.push(read.file);
      }
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return Deno.readDirSync(folder).map(({ name }) => name).toArray();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
