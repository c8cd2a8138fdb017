/** Reads what lies in the vaults of a data folder, as Obsidian would. */
import { join } from "node:path";

/** A note's file. */
export interface NoteFile {
  readonly account: string;
  /** Within the vault. */
  readonly path: string;
  readonly text: string;
}

/** All notes of all accounts; what is in the trash or hidden is none. */
export async function readNotes(data: string): Promise<NoteFile[]> {
  const notes: NoteFile[] = [];
  const vaults = join(data, "vaults");
  for (const account of await namesIn(vaults)) await collect(account, join(vaults, account), "", notes);
  return notes;
}

async function collect(account: string, root: string, folder: string, notes: NoteFile[]): Promise<void> {
  for (const name of await namesIn(join(root, folder))) {
    if (name.startsWith(".")) continue;
    const path = join(folder, name);
    const { isDirectory } = await Deno.stat(join(root, path));
    if (isDirectory) await collect(account, root, path, notes);
    else if (name.endsWith(".md")) notes.push({ account, path, text: await Deno.readTextFile(join(root, path)) });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).toSorted();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
