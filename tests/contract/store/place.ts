import type { Conversation, IncomingMessage, Journal, NewEntry, Store, Unit, WorkItem } from "../../../core/mod.ts";
import type { TestClock } from "../../support/clock.ts";
import { pendingUnits } from "../../support/pending_units.ts";

/** A store under test, and what can happen to the process that uses it. */
export interface TestedStore extends AsyncDisposable {
  /** The time that the store goes by. */
  readonly clock: TestClock;
  /** The store as it is open now. */
  readonly store: Store;
  /** Closes the store and opens it again. */
  restart(): Promise<Store>;
  /** Ends the process without a word and opens the store again: what was not durable by now is gone. */
  crash(): Promise<Store>;
  /** Has the store come to its end by itself, with a write that nobody can tell whether it is kept; left out where it never does. */
  end?(): Promise<void>;
}

/** Registers one behaviour. */
export type Test = (behaviour: string, run: (place: TestedStore) => Promise<void>) => void;

/** A private chat. */
export function chat(name = "1"): Conversation {
  return { platform: "test", chat: name, kind: "private" };
}

/** A message with this key. */
export function message(key: string, changes: Partial<IncomingMessage> = {}): IncomingMessage {
  return {
    kind: "message",
    key,
    conversation: chat(),
    sender: { platform: "test", user: "7", name: "Ann" },
    at: 1_700_000_000_000,
    id: key,
    text: `Text of ${key}`,
    attachments: [],
    ...changes,
  };
}

/** A message on its way into the journal. */
export function entry(key: string, changes: Partial<NewEntry> = {}): NewEntry {
  return { event: message(key), account: "owner", receivedAt: 1_700_000_000_500, ...changes };
}

/** A work item of these events. */
export function work(id: string, members: readonly string[], changes: Partial<WorkItem> = {}): WorkItem {
  return {
    id,
    kind: "batch",
    conversation: chat(),
    account: "owner",
    language: "en",
    members,
    data: { mode: "note", quiet: 5, nothing: null },
    createdAt: 1_700_000_001_000,
    ...changes,
  };
}

/** Key or id of a unit. */
export function nameOf(unit: Unit): string {
  return unit.type === "event" ? unit.entry.event.key : unit.item.id;
}

/** Names of everything pending, in order. */
export async function pendingNames(journal: Journal): Promise<string[]> {
  return (await pendingUnits(journal)).map(nameOf);
}
