/** Tab behind `/file`: the rest of a path, or what it may become. */
import { resolvePath } from "./attached_file.ts";
import { escape, unescape } from "./typed_path.ts";

/** What a line may go on with. */
export interface Completion {
  /** What all candidates have in common, to be inserted; nothing where they part here. */
  readonly insert: string;
  /** The candidates' names, folders with a slash; empty when nothing fits. */
  readonly choices: readonly string[];
}

/** The path as it is written so far, in an open quote or bare: with a bare space the caption has begun. */
const BEGUN = /^\s*\/file\s+(?:(["'])((?:(?!\1).)*)|((?:\\.|[^\s"'\\])(?:\\.|[^\s\\])*|))$/is;

/** Completes the path at the end of the text before the cursor; `undefined` where there is none. */
export function completePath(before: string, home: string | undefined): Completion | undefined {
  const [found, quote, quoted, bare] = BEGUN.exec(before) ?? [];
  if (found === undefined) return undefined;
  const path = quoted ?? unescape(bare ?? "");
  const from = path.lastIndexOf("/") + 1;
  const begun = path.slice(from);
  const names = namesIn(path.slice(0, from), begun, home);
  const common = names.reduce(commonStart, names[0] ?? "");
  const [only] = names.length === 1 ? names : [];
  const end = only === undefined || only.endsWith("/") ? "" : `${quote ?? ""} `;
  const rest = common.slice(begun.length);
  return { insert: (quote === undefined ? escape(rest) : rest) + end, choices: names };
}

/** At once, so that no key comes between Tab and what it inserts. A folder that can't be read has nothing to offer. */
function namesIn(folder: string, begun: string, home: string | undefined): string[] {
  try {
    const path = resolvePath(folder === "" ? "." : folder, home);
    return Array.from(Deno.readDirSync(path))
      .filter(({ name }) => name.startsWith(begun) && (begun !== "" || !name.startsWith(".")))
      .map((entry) => isFolder(path, entry) ? `${entry.name}/` : entry.name)
      .sort();
  } catch {
    return [];
  }
}

function isFolder(path: string, { name, isDirectory, isSymlink }: Deno.DirEntry): boolean {
  if (!isSymlink) return isDirectory;
  try {
    return Deno.statSync(`${path}/${name}`).isDirectory;
  } catch {
    return false; // it leads nowhere
  }
}

function commonStart(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return one.slice(0, length);
}
