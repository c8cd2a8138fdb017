/** Hidden files in which what is being written grows. `TEMPORARY` in path_parts.ts matches their names. */
import { SEPARATOR } from "./path_parts.ts";

let count = 0;

/** A new temporary file in a folder, open for writing. */
export async function temporaryIn(folder: string): Promise<{ readonly file: Deno.FsFile; readonly path: string }> {
  for (;;) {
    const path = `${folder}${SEPARATOR}.portico-${Deno.pid}-${++count}.tmp`;
    try {
      return { file: await Deno.open(path, { write: true, createNew: true }), path };
    } catch (error) {
      // Left by a process that died and had our number, as in a container.
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

/** The folder of an absolute path. */
export function folderOfAbsolute(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf(SEPARATOR)));
}
