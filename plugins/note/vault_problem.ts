import { VaultError } from "../vault/mod.ts";
import type { Speaker } from "./note_words.ts";

/** What a vault's error means to a person, in their language. */
export function problemOf(speaker: Speaker, error: VaultError): string {
  return speaker.t(`vault-${error.code.replaceAll("_", "-")}`, { reason: error.message });
}

/** The same error in the person's language, so that what is kept as failed says to them why; other errors stay as they are. */
export function explained(speaker: Speaker, error: unknown): unknown {
  if (!(error instanceof VaultError)) return error;
  return new VaultError(error.code, problemOf(speaker, error), { cause: error });
}
