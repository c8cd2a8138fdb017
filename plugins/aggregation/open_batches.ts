import { type Conversation, conversationId } from "@portico/bot";
import type { OpenBatch } from "./open_batch.ts";

/**
 * The newest batch of each conversation and account. Nearly every chat has one sender and no threads, so the chat's name alone finds it, and no key
 * has to be built for each message; a chat with more than one gets a map of its own.
 */
export class OpenBatches implements Iterable<OpenBatch> {
  readonly #byChat = new Map<string, OpenBatch | Map<string, OpenBatch>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(conversation: Conversation, account: string): OpenBatch | undefined {
    const found = this.#byChat.get(conversation.chat);
    if (found === undefined) return undefined;
    if (found instanceof Map) return found.get(fullKey(conversation, account));
    return isOf(found, conversation, account) ? found : undefined;
  }

  /** Puts it in the place of the one its sender has there. */
  set(batch: OpenBatch): void {
    const { conversation, account } = batch;
    const found = this.#byChat.get(conversation.chat);
    if (found instanceof Map) {
      const key = fullKey(conversation, account);
      if (!found.has(key)) this.#size++;
      found.set(key, batch);
      return;
    }
    if (found === undefined || isOf(found, conversation, account)) {
      if (found === undefined) this.#size++;
      this.#byChat.set(conversation.chat, batch);
      return;
    }
    this.#size++;
    this.#byChat.set(
      conversation.chat,
      new Map([[fullKey(found.conversation, found.account), found], [fullKey(conversation, account), batch]]),
    );
  }

  /** Takes this very batch out; one that has taken its place stays. */
  delete(batch: OpenBatch): void {
    const { conversation, account } = batch;
    const found = this.#byChat.get(conversation.chat);
    if (found instanceof Map) {
      const key = fullKey(conversation, account);
      if (found.get(key) !== batch) return;
      found.delete(key);
      if (found.size === 0) this.#byChat.delete(conversation.chat);
    } else {
      if (found !== batch) return;
      this.#byChat.delete(conversation.chat);
    }
    this.#size--;
  }

  clear(): void {
    this.#byChat.clear();
    this.#size = 0;
  }

  *[Symbol.iterator](): Iterator<OpenBatch> {
    for (const found of this.#byChat.values()) {
      if (found instanceof Map) yield* found.values();
      else yield found;
    }
  }
}

/** For a batch of the same chat. */
function isOf(
  { account: ownAccount, conversation: own }: OpenBatch,
  conversation: Conversation,
  account: string,
): boolean {
  return ownAccount === account && own.platform === conversation.platform && own.thread === conversation.thread;
}

/** Neither half contains a line break: the first is escaped, and accounts are safe names. */
function fullKey(conversation: Conversation, account: string): string {
  return `${conversationId(conversation)}\n${account}`;
}
