/** Where a file stands in the repository. */
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A module of the repository by its path from the top, such as `plugins/note/mod.ts`. */
export interface Place {
  readonly path: string;
  /** The top-level folder, or the file itself when it stands at the top. */
  readonly room: string;
  /** The folder inside a room of many, such as `plugins/note`; elsewhere the room. */
  readonly unit: string;
}

/** The place of a path from the top. */
export function placeOf(path: string): Place {
  const [room, folder, ...rest] = path.split("/");
  const nested = rest.length > 0 && (room === "plugins" || room === "adapters");
  return { path, room, unit: nested ? `${room}/${folder}` : room };
}

/** The place of a file that is being linted; `undefined` outside the repository. */
export function placeOfFile(file: string): Place | undefined {
  const path = relative(root, file.startsWith("file:") ? fileURLToPath(file) : file).replaceAll("\\", "/");
  return path.startsWith("..") ? undefined : placeOf(path);
}

/** What an import in `file` means; a name for what comes from outside the repository. */
export function resolveImport(specifier: string, file: Place): Place | string {
  const own = specifier.match(/^@portico\/bot(\/.+)?$/);
  if (own) return placeOf(own[1] ? `${own[1].slice(1)}/mod.ts` : "core/mod.ts");
  if (specifier === "@portico/testing") return placeOf("tests/support/test_bot.ts");
  if (!/^\.{0,2}\/|^file:/.test(specifier)) return specifier;
  const here = resolve(root, dirname(file.path));
  const target = specifier.startsWith(".")
    ? resolve(here, specifier)
    : fileURLToPath(new URL(specifier, pathToFileURL(root)));
  return placeOfFile(target) ?? specifier;
}
