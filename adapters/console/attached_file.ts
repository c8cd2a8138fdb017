import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Attachment } from "../../core/mod.ts";
import { InputProblem } from "./console_texts.ts";
import { mediaTypeOf } from "./media_types.ts";

/**
 * The attachment a path or a `file:` URL stands for: a regular file that can be read. `~` is the home folder.
 *
 * @throws {InputProblem} says what is wrong with the path.
 */
export async function attachFile(path: string, home: string | undefined): Promise<Attachment> {
  const full = resolvePath(path, home);
  // The whole path: people see where a relative one was looked for.
  const problem = (id: string, shown = full) => new InputProblem({ id, args: { path: shown } });
  // A name with a NUL byte can't exist, and the runtime reports it as a defect of the program.
  if (path.trim() === "" || path.includes("\0")) throw problem("file-missing", path);
  try {
    const { isFile, isDirectory, size } = await Deno.stat(full);
    if (!isFile) throw problem(isDirectory ? "file-is-folder" : "file-is-special");
    (await Deno.open(full)).close();
    const name = basename(full);
    const { kind, mime } = mediaTypeOf(name);
    return { ref: full, kind, name, ...(mime === undefined ? {} : { mime }), size };
  } catch (error) {
    if (error instanceof InputProblem) throw error;
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      throw problem("file-missing");
    }
    throw problem("file-unreadable");
  }
}

/** Where a path leads; `~` is the home folder. @throws {InputProblem} it is a URL of no file here. */
export function resolvePath(path: string, home: string | undefined): string {
  if (/^file:\/\//i.test(path)) return pathOf(path);
  const inHome = home !== undefined && (path === "~" || path.startsWith("~/") || path.startsWith("~\\"));
  return inHome ? resolve(home, `.${path.slice(1)}`) : resolve(path);
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw new InputProblem({ id: "file-uri", args: { path: url } });
  }
}
