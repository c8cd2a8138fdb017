/** The one gate through which every path goes that comes from outside: nothing passes that leads out of the vault. */
import { join, sep } from "node:path";
import { VaultError } from "./vault_error.ts";

const ROOTED = Deno.build.os === "windows" ? /[\0\\:]/ : /[\0\\]/;

/**
 * Checks a path within a vault by its looks: parts divided by `/`, none of them empty, `.` or `..`, none with a backslash.
 *
 * @throws {VaultError} `outside`
 */
export function checkRelative(relative: string): string {
  const parts = relative.split("/");
  if (ROOTED.test(relative) || parts.some((part) => part === "" || part === "." || part === "..")) {
    throw outside(relative);
  }
  return relative;
}

/**
 * The absolute path of something in a vault, whether it exists or not. Links on the way are followed, and refused where they
 * lead out.
 *
 * @throws {VaultError} `outside`
 */
export async function inside(root: string, relative: string): Promise<string> {
  const path = join(root, checkRelative(relative));
  const realRoot = await realPath(root);
  // A vault that has not been made holds no links.
  if (realRoot === undefined) return path;
  const parts = relative.split("/");
  for (let known = parts.length; known > 0; known--) {
    const real = await realPath(join(root, ...parts.slice(0, known)));
    if (real === undefined) continue;
    if (real !== realRoot && !real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)) {
      throw outside(relative);
    }
    break;
  }
  return path;
}

async function realPath(path: string): Promise<string | undefined> {
  try {
    return await Deno.realPath(path);
  } catch (error) {
    const { NotFound, NotADirectory, FilesystemLoop } = Deno.errors;
    if (!(error instanceof NotFound || error instanceof NotADirectory || error instanceof FilesystemLoop)) {
      throw VaultError.of(error, `Looking at ${path}`);
    }
    // A link that leads nowhere would be followed by whoever creates the file, so it counts as leading out. So does one that leads to itself.
    const dangling = await Deno.lstat(path).then((info) => info.isSymlink, () => false);
    if (dangling) throw outside(path);
    return undefined;
  }
}

function outside(path: string): VaultError {
  return new VaultError("outside", `The path ${JSON.stringify(path)} leads out of the vault. Name a place inside it.`);
}
