import { Clock, inject, lazySchema, type RecordKind, type Records, Store } from "@portico/bot";
import { z } from "zod";
import { withoutTags } from "../vault/mod.ts";
import type { TagChange } from "./tag_change.ts";
import type { WrittenMessage } from "./written_message.ts";

/** What is remembered of a note, for the edits of its messages and for late parts of its albums. */
export type WrittenNote = {
  readonly messages: readonly WrittenMessage[];
  /** Id of the message that told of the note. */
  readonly reply?: string;
  /** Tags that somebody has taken away since: an edit of the messages does not bring them back. */
  readonly removed?: readonly string[];
};

const written: RecordKind<WrittenNote> = {
  namespace: "note.written",
  version: 1,
  schema: lazySchema(() =>
    z.object({
      messages: z.array(z.object({ id: z.string(), text: z.string(), files: z.array(z.string()) })),
      reply: z.string().optional(),
      removed: z.array(z.string()).optional(),
    })
  ),
};

/** Longer than the journal remembers a batch: what amends it comes before. In milliseconds. */
const REMEMBERED = 8 * 24 * 60 * 60_000;

/** Remembers what notes were made of. The files are what counts: this only finds in them what a message brought. */
@inject(Store, Clock)
export class WrittenNotes {
  readonly #records: Records<WrittenNote>;

  /** Built by the kernel. */
  constructor(store: Store, private readonly clock: Clock) {
    this.#records = store.records(written);
  }

  /** What the note was made of; `undefined` when it was never written, or long ago. */
  get(account: string, note: string): Promise<WrittenNote | undefined> {
    return this.#records.get(keyOf(account, note));
  }

  /** Remembers what messages have brought; one that is known already is replaced. */
  async add(account: string, note: string, messages: readonly WrittenMessage[]): Promise<void> {
    const fresh = new Map(messages.map((message) => [message.id, message]));
    await this.#update(account, note, (old = { messages: [] }) => ({
      ...old,
      messages: [
        ...old.messages.map((message) => fresh.get(message.id) ?? message),
        ...messages.filter(({ id }) => !old.messages.some((message) => message.id === id)),
      ],
    }));
  }

  /** Remembers the message that told of the note. */
  async addReply(account: string, note: string, reply: string): Promise<void> {
    await this.#update(account, note, (old) => old && { ...old, reply });
  }

  /** Remembers that tags were changed, which are gone from the texts as well. */
  async retag(account: string, note: string, { add, remove }: TagChange): Promise<void> {
    const added = new Set(add.map((tag) => tag.toLowerCase()));
    await this.#update(account, note, (old) =>
      old && {
        ...old,
        messages: old.messages.map((message) => ({ ...message, text: withoutTags(message.text, remove) })),
        removed: [...(old.removed ?? []), ...remove].filter((tag) => !added.has(tag.toLowerCase())),
      });
  }

  async #update(
    account: string,
    note: string,
    change: (old: WrittenNote | undefined) => WrittenNote | undefined,
  ): Promise<void> {
    const options = { expiresAt: this.clock.now() + REMEMBERED };
    await this.#records.update(keyOf(account, note), change, options);
  }
}

function keyOf(account: string, note: string): string {
  return `${account}/${note}`;
}
