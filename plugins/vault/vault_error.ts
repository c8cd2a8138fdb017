import { messageOf, PorticoError } from "@portico/bot";

/**
 * Why something could not be done in a vault:
 * - `not_found`: there is no such note;
 * - `invalid`: what was given cannot be written (an empty id, a folder that is no folder's name);
 * - `outside`: the path leads out of the vault;
 * - `read_only`: the vault or a file in it may not be written;
 * - `full`: the disk is full;
 * - `damaged`: the note's front matter or encoding is broken, and changing it would lose something;
 * - `busy`: somebody else keeps changing the file, or moves the folder away;
 * - `index`: the search index does not answer;
 * - `closed`: the vault plugin has stopped;
 * - `failed`: anything else the file system said.
 */
export type VaultErrorCode =
  | "not_found"
  | "invalid"
  | "outside"
  | "read_only"
  | "full"
  | "damaged"
  | "busy"
  | "index"
  | "closed"
  | "failed";

/** Something a vault could not do. Nothing half-written is left behind. */
export class VaultError extends PorticoError {
  /** `message` says what could not be done and why; the words a user reads are chosen by `code`. */
  constructor(readonly code: VaultErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
  }

  /** Room and rights come back, and whoever changes something comes to an end. */
  override get isPassing(): boolean {
    return this.code === "full" || this.code === "read_only" || this.code === "busy";
  }

  /** Makes a `VaultError` of what the file system threw; one that is one already stays itself. */
  static of(error: unknown, doing: string): VaultError {
    if (error instanceof VaultError) return error;
    const code = codeOf(error);
    return new VaultError(code, `${doing}: ${REMEDIES[code] ?? messageOf(error)}`, { cause: error });
  }
}

const REMEDIES: Partial<Record<VaultErrorCode, string>> = {
  read_only: "the folder may not be written. Give the bot the right to write there.",
  full: "the disk is full. Make room and try again.",
};

function codeOf(error: unknown): VaultErrorCode {
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) return "read_only";
  // What was made a moment ago is gone.
  if (error instanceof Deno.errors.NotFound) return "busy";
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EROFS" || code === "EACCES" || code === "EPERM") return "read_only";
  if (code === "ENOSPC" || code === "EDQUOT") return "full";
  // A quota, and a limit for the files of this process (EDQUOT, EFBIG), where Deno has no name for them.
  if (Deno.build.os === "linux" && /\(os error (?:122|27)\)$/.test(messageOf(error))) return "full";
  return "failed";
}
