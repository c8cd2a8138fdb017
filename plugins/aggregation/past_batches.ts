import { type Conversation, inject, Store, type WorkItem } from "@portico/bot";
import { type BatchData, readBatchData } from "./batch_item.ts";

/** A batch that was closed. */
export interface PastBatch {
  readonly item: WorkItem;
  readonly data: BatchData;
}

/** How far the platform's clock and ours may be apart when an album's part is looked up by its time, in milliseconds. */
const CLOCK_SKEW = 10 * 60_000;

/** Finds batches that were closed, as long as the journal remembers them. */
@inject(Store)
export class PastBatches {
  /** Built by the kernel. */
  constructor(private readonly store: Store) {}

  /** The batch with this message. */
  ofMessage(conversation: Conversation, account: string, id: string): Promise<PastBatch | undefined> {
    return this.#find(conversation, account, ({ ids }) => ids.includes(id), -Infinity);
  }

  /** The batch with parts of this album, one of which was sent at `at`: parts are sent together, so an older batch need not be looked at. */
  ofAlbum(conversation: Conversation, account: string, album: string, at: number): Promise<PastBatch | undefined> {
    return this.#find(conversation, account, ({ albums }) => albums?.includes(album) === true, at - CLOCK_SKEW);
  }

  /** Whether this message, or a change of it before this one, was put aside before it came into a batch, and waits to be tried again. */
  async isPutAside(
    { platform, chat, thread }: Conversation,
    account: string,
    id: string,
    key: string,
  ): Promise<boolean> {
    const { journal } = this.store;
    const here = (await journal.deadLetters(account)).filter(({ conversation }) =>
      conversation.platform === platform && conversation.chat === chat && conversation.thread === thread
    );
    if (here.length === 0) return false;
    const entries = await journal.read([key, ...here.map(({ unit }) => unit)]);
    const own = entries.find(({ event }) => event.key === key);
    return entries.some(({ event, seq }) =>
      event.kind !== "action" && event.id === id && (own === undefined || seq < own.seq)
    );
  }

  async #find(
    conversation: Conversation,
    account: string,
    wanted: (data: BatchData) => boolean,
    since: number,
  ): Promise<PastBatch | undefined> {
    for await (const item of this.store.journal.workOf(conversation)) {
      if (item.createdAt < since) return undefined;
      if (item.account !== account) continue;
      const data = readBatchData(item);
      if (data !== undefined && wanted(data)) return { item, data };
    }
    return undefined;
  }
}
