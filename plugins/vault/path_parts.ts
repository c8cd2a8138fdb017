/** Paths within a vault, which have `/` on every platform. */

/** Everything before the last `/`; empty at the vault's root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Everything behind the last `/`. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A note's file name without `.md`. */
export function stemOf(path: string): string {
  return baseOf(path).replace(/\.md$/i, "");
}

/** A file in a folder, where the root is the empty folder. */
export function under(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** Folder of the attachments. Files in it are no notes. */
export const ATTACHMENTS = "attachments";
/** Folder of what was deleted. */
export const TRASH = ".trash";
/** Where a note in the trash was; any other path stays as it is. */
export function outOfTrash(path: string): string {
  return path.startsWith(`${TRASH}/`) ? path.slice(TRASH.length + 1) : path;
}

/** Whether a file of this path is a note: Markdown, not hidden, and no attachment. */
export function isNote(path: string): boolean {
  if (!/\.md$/i.test(path) || path.includes("\\") || path.startsWith(`${ATTACHMENTS}/`)) return false;
  return path.split("/").every((part, index) => !part.startsWith(".") || (index === 0 && part === TRASH));
}

/** How a file that is being written begins and ends; what a crash leaves of them is swept. */
export const TEMPORARY: RegExp = /^\.portico-\d+-\d+\.tmp$/;
/** What is in a file that only holds a name for another that is on its way. */
export const PLACEHOLDER = "%% Portico holds this name for a note on its way here. %%";
