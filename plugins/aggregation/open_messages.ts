import { type Conversation, inject, WorkQueue } from "@portico/bot";
import { Gathering } from "./gathering.ts";

/** The messages that are being gathered, and so have not come to their mode yet. A DI token. */
@inject(Gathering, WorkQueue)
export class OpenMessages {
  /** Built by the kernel. */
  constructor(private readonly gathering: Gathering, private readonly queue: WorkQueue) {}

  /**
   * Hands over at once what the account has sent in the conversation in this mode, and waits for nothing that belongs to it: behind what has come in and is
   * on its way to be gathered. Resolves when it is durable, with whether there was anything.
   *
   * @throws what the store throws; the messages are kept, and tried again.
   */
  async handOver(account: string, conversation: Conversation, mode: string): Promise<boolean> {
    let isAny = false;
    await this.queue.intake(conversation, "handing over what is open", async () => {
      const { aggregator } = this.gathering;
      isAny = aggregator.hasMode(conversation, account, mode);
      if (isAny) await aggregator.commit(conversation, account);
    });
    return isAny;
  }
}
