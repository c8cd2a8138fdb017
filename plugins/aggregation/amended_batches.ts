import { inject, Store } from "@portico/bot";
import type { Batch } from "./batch.ts";
import { readBatchData } from "./batch_item.ts";

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
    const isDone = async (unit: string) => !putAside.has(unit) && !await journal.isPending(unit);
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
