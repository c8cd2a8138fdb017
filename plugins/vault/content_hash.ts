import { sha256 } from "@portico/bot";

/** What somebody sent, as far as it makes two messages the same. */
export interface Content {
  /** Markdown or plain text. */
  readonly text: string;
  /** Hashes of the attachments, from `StoredAttachment.hash`. */
  readonly attachments?: readonly string[];
}

/**
 * One short string per content: equal for texts that differ only in how their characters are composed and in blanks around lines, with the
 * same attachments in any order. 32 hexadecimal digits.
 */
export function contentHash({ text, attachments = [] }: Content): string {
  const lines = text.normalize("NFC").split(/\r\n|\r|\n/).map((line) => line.trim());
  const normal = lines.join("\n").replace(/\n{3,}/g, "\n\n").trim();
  return sha256(JSON.stringify([normal, [...attachments].sort()])).slice(0, 32);
}
