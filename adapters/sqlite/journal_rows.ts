import { conversationId, type JournalEntry, type NewEntry, type WorkItem } from "../../core/mod.ts";
import { integer, type Row, storable, text } from "./columns.ts";
import { readEntry, writeEntry } from "./entry_body.ts";
import type { EntryRow } from "./journal_buffer.ts";

/** Writes an entry down as it is now: what its owner changes later changes nothing. */
export function entryRow(entry: NewEntry): EntryRow {
  const { event: { key: unit }, begun = false } = entry;
  const key = storable(unit);
  return { unit, key, body: writeEntry(entry, key), begun };
}

/** The entry in a row with `seq`, `key` and `body`. */
export function entryOf(row: Row): JournalEntry {
  return { ...readEntry(text(row, "key"), text(row, "body")), seq: integer(row, "seq") };
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
