import { conversationId, type JournalEntry, type NewEntry, type WorkItem } from "../../core/mod.ts";
import { integer, type Row, storable, text } from "./columns.ts";
import type { EntryRow } from "./journal_buffer.ts";

/** Writes an entry down as it is now: what its owner changes later changes nothing. */
export function entryRow({ event, account, receivedAt, begun = false, answers }: NewEntry): EntryRow {
  const body = JSON.stringify({ event, account, receivedAt, answers });
  return { unit: event.key, key: storable(event.key), body, begun };
}

/** The entry in a row with `seq` and `body`. */
export function entryOf(row: Row): JournalEntry {
  const entry: NewEntry = JSON.parse(text(row, "body"));
  return { ...entry, seq: integer(row, "seq") };
}

/** A work item ready to be written. */
export interface ItemRow {
  readonly id: string;
  readonly conversation: string;
  readonly members: readonly string[];
  readonly body: string;
}

/** Writes an item down as it is now. */
export function itemRow(item: WorkItem): ItemRow {
  const { id, kind, conversation, account, language, members, data, createdAt } = item;
  return {
    id: storable(id),
    conversation: conversationId(conversation),
    members: [...members],
    body: JSON.stringify({ id, kind, conversation, account, language, members, data, createdAt }),
  };
}

/** The item in a row with `body`. */
export function itemOf(row: Row): WorkItem {
  return JSON.parse(text(row, "body"));
}
