import type { BatchMessage } from "../aggregation/mod.ts";
import { cleanText } from "./note_body.ts";
import { lookOf } from "./received_file.ts";

/** What a message has brought into a note. */
export type WrittenMessage = {
  /** The platform's id of the message. */
  readonly id: string;
  /** Its text as it went into the note. */
  readonly text: string;
  /** Looks of its files, so that an edit shows which are new. */
  readonly files: readonly string[];
};

/** What is remembered of a message. */
export function writtenOf({ id, text, attachments }: BatchMessage): WrittenMessage {
  return { id, text: cleanText(text), files: attachments.map(lookOf) };
}
