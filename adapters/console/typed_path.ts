/** The words behind `/file`: a path as people write it, and a caption. */
import type { Attachment } from "../../core/mod.ts";
import { InputProblem } from "./console_texts.ts";
import type { AttachFile } from "./json_input.ts";

/** A file that was found, and what is to be said of it. */
export interface CaptionedFile {
  readonly attachment: Attachment;
  readonly caption: string;
}

const QUOTED = /^(?:"([^"]*)"|'([^']*)')\s*(.*)$/s;
/** Spaces and whatever else terminals escape in what is dropped on them belong to the path. */
const BARE = /^((?:\\.|\S)+)\s*(.*)$/s;
/** What a backslash makes harmless in a shell. One in front of anything else is part of the name, as in paths of Windows. */
const ESCAPED = /\\([ \t"'`()[\]{}<>&|;*?!$#~=,:^%@+])/g;
/** A path without quotes is looked for with so many spaces in it. */
const MOST_SPACES = 20;

/**
 * Finds the file: in quotes, with escaped spaces, or as it is, even with spaces in it, where no shorter path is that of a file.
 *
 * @throws {InputProblem} says what is wrong.
 */
export async function findFile(words: string, attach: AttachFile): Promise<CaptionedFile> {
  const [, double, single, behind = ""] = QUOTED.exec(words) ?? [];
  const quoted = double ?? single;
  if (quoted !== undefined && quoted.trim() !== "") return { attachment: await attach(quoted), caption: behind };
  if (/^["']/.test(words) && quoted === undefined) throw new InputProblem({ id: "file-quote" });
  const [, bare, caption = ""] = BARE.exec(words) ?? [];
  if (bare === undefined || quoted !== undefined) throw new InputProblem({ id: "file-usage" });
  try {
    return { attachment: await attach(unescape(bare)), caption };
  } catch (error) {
    const found = error instanceof InputProblem ? await findWithSpaces(words, attach) : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

async function findWithSpaces(words: string, attach: AttachFile): Promise<CaptionedFile | undefined> {
  const spaces = Array.from(
    words.matchAll(/(?<!\\)\s+/g),
    ({ 0: space, index }) => ({ from: index, to: index + space.length }),
  );
  const ends = [...spaces.slice(1, MOST_SPACES), { from: words.length, to: words.length }];
  for (const { from, to } of spaces.length === 0 ? [] : ends) {
    try {
      return { attachment: await attach(unescape(words.slice(0, from))), caption: words.slice(to) };
    } catch (error) {
      if (!(error instanceof InputProblem)) throw error;
    }
  }
}

/** A path without the backslashes that escape what means something in a shell. */
export function unescape(path: string): string {
  return path.replace(ESCAPED, "$1");
}

/** A path as it may be written without quotes. */
export function escape(path: string): string {
  return path.replace(/[\s"'`()[\]{}<>&|;*?!$#]/g, "\\$&");
}
