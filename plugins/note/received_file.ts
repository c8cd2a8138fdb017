import type { Attachment } from "@portico/bot";
import type { StoredAttachment } from "../vault/mod.ts";

/** A file that could not be fetched: what is known of it. */
export type MissingFile = {
  readonly kind: Attachment["kind"];
  /** The sender's name for it. */
  readonly name?: string;
  /** Bytes. */
  readonly size?: number;
  /** Why, in the person's language. */
  readonly reason: string;
};

/** What has become of an attachment: it is in the vault, or it is known to be missing. Plain data, remembered as a step. */
export type ReceivedFile =
  | { readonly stored: Pick<StoredAttachment, "path" | "name" | "size" | "hash"> }
  | { readonly missing: MissingFile };

/** The files that are in the vault. */
export function storedIn(files: readonly ReceivedFile[]): readonly StoredAttachment[] {
  return files.flatMap((file) => "stored" in file ? [file.stored] : []);
}

/** The files that could not be fetched. */
export function missingIn(files: readonly ReceivedFile[]): readonly MissingFile[] {
  return files.flatMap((file) => "missing" in file ? [file.missing] : []);
}

/** Tells whether an edit brings another file: the same one has the same look, whatever reference the platform gives it this time. */
export function lookOf({ kind, name, mime, size }: Attachment): string {
  return JSON.stringify([kind, name ?? null, mime ?? null, size ?? null]);
}
