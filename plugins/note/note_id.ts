import { sha256 } from "@portico/bot";

/** The id of the note that a batch becomes: the same after any restart, so that writing it twice writes it once. */
export function noteIdOf(batch: string): string {
  // A letter first: nothing that reads YAML takes it for a number.
  return `n${sha256(batch).slice(0, 16)}`;
}
