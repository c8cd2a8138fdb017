import { type Conversation, inject, Store, type WorkItem } from "@portico/bot";
import type { Batch } from "./batch.ts";
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

/** What amendments come behind. A DI token. */
@inject(Store)
export class AmendedBatches {
  /** Built by the kernel. */
  constructor(private readonly store: Store) {}

  /**
   * Whether all is done that this batch comes behind: the batch that it amends, and the changes of the same message before this one. What was put aside is
   * not: it may have left half of its work behind, and goes on when somebody tries it again.
   */
  async areDone({ id, amends, account, conversation, messages }: Batch): Promise<boolean> {
    const { journal } = this.store;
    const putAside = new Set((await journal.deadLetters(account)).map(({ unit }) => unit));
    const isDone = async (unit: string) => !putAside.has(unit) && await journal.placeOf(unit) === undefined;
    const changed = new Set(messages.map((message) => message.id));
    let isEarlier = false;
    for await (const item of journal.workOf(conversation)) {
      if (item.id === amends) return await isDone(amends);
      const data = isEarlier ? readBatchData(item) : undefined;
      if (data?.amends === amends && data?.ids.some((one) => changed.has(one)) && !await isDone(item.id)) return false;
      isEarlier ||= item.id === id;
    }
    return true;
  }
}
