import {
  Clock,
  type Conversation,
  conversationId,
  inject,
  lazySchema,
  type RecordKind,
  type Records,
  secrets,
  Store,
} from "@portico/bot";
import { z } from "zod";
import { Model } from "../model/mod.ts";
import { ConversationConfig, type ConversationSettings } from "./config.ts";
import { type ContextMessage, type ContextSize, ConversationContextManager } from "./conversation_context_manager.ts";

/** A message that is remembered, with what it takes. */
type CountedMessage = { readonly [Field in keyof ContextMessage]: ContextMessage[Field] } & { readonly tokens: number };

/** What is kept of a conversation. */
type ConversationRecord = {
  /** Oldest first. */
  readonly messages: readonly CountedMessage[];
  /** What was remembered last, by key, oldest first: also where its messages have made room for others since. */
  readonly keys: readonly string[];
};

const CONVERSATIONS: RecordKind<ConversationRecord> = {
  namespace: "conversation.context",
  version: 1,
  schema: lazySchema(() =>
    z.object({
      messages: z.array(z.object({
        role: z.enum(["user", "assistant"]),
        text: z.string(),
        at: z.number(),
        tokens: z.number(),
      })),
      keys: z.array(z.string()),
    })
  ),
};

/** How long a conversation in which nothing is said is remembered, in milliseconds: 30 days. */
const LIFETIME = 30 * 24 * 60 * 60_000;
/** Keys that are remembered: a replay comes soon after what it repeats. */
const KEYS = 100;
/** A message takes so much of what may be kept at most, so that an answer never drives out its own question. */
const SHARE = 0.5;

/**
 * Keeps them in the store's records, one per account and conversation, gone 30 days after its last message. What an account that was put out had said
 * is out of reach with it, and goes as all else does; who is let in again finds it.
 */
@inject(Store, Clock, Model, ConversationConfig)
export class StoredConversations extends ConversationContextManager {
  readonly #records: Records<ConversationRecord>;
  /** What is being remembered last in each conversation; never rejects. */
  readonly #turns = new Map<string, Promise<void>>();

  /** Built by the kernel. */
  constructor(
    store: Store,
    private readonly clock: Clock,
    private readonly model: Pick<Model, "countTokens">,
    private readonly settings: ConversationSettings,
  ) {
    super();
    this.#records = store.records(CONVERSATIONS);
  }

  async recall(account: string, conversation: Conversation, tokens?: number): Promise<readonly ContextMessage[]> {
    const messages = await this.#read(keyOf(account, conversation));
    return newest(messages, Math.min(tokens ?? Infinity, this.settings.tokens))
      .map(({ role, text, at }) => ({ role, text, at }));
  }

  async remember(
    account: string,
    conversation: Conversation,
    key: string,
    messages: readonly ContextMessage[],
  ): Promise<void> {
    const record = keyOf(account, conversation);
    await this.#inTurn(record, async () => {
      const counted = await this.#count(messages);
      await this.#records.update(record, (old) => {
        if (old?.keys.includes(key)) return old;
        return {
          messages: newest([...old?.messages ?? [], ...counted], this.settings.tokens),
          keys: [...old?.keys ?? [], key].slice(-KEYS),
        };
      }, { expiresAt: this.clock.now() + LIFETIME });
    });
  }

  async size(account: string, conversation: Conversation): Promise<ContextSize> {
    const limit = this.settings.tokens;
    const messages = newest(await this.#read(keyOf(account, conversation)), limit);
    return { messages: messages.length, tokens: sumOf(messages), limit };
  }

  async reset(account: string, conversation: Conversation): Promise<number> {
    const record = keyOf(account, conversation);
    return await this.#inTurn(record, async () => {
      const { length } = newest(await this.#read(record), this.settings.tokens);
      await this.#records.delete(record);
      return length;
    });
  }

  async #read(record: string): Promise<readonly CountedMessage[]> {
    return (await this.#records.get(record))?.messages ?? [];
  }

  async #count(messages: readonly ContextMessage[]): Promise<CountedMessage[]> {
    const { cutToTokens } = await import("./text_cut.ts");
    const limit = Math.floor(this.settings.tokens * SHARE);
    const counted: CountedMessage[] = [];
    for (const { role, text, at } of messages) {
      const cut = await cutToTokens(
        secrets.redactSaid(text).toWellFormed(),
        limit,
        (part) => this.model.countTokens(part),
      );
      if (cut.text !== "") counted.push({ role, at, ...cut });
    }
    return counted;
  }

  /** Counting takes its time: what is remembered later must not come to stand before it. */
  async #inTurn<T>(record: string, work: () => Promise<T>): Promise<T> {
    const done = (this.#turns.get(record) ?? Promise.resolve()).then(work);
    const turn = done.then(() => {}, () => {});
    this.#turns.set(record, turn);
    try {
      return await done;
    } finally {
      if (this.#turns.get(record) === turn) this.#turns.delete(record);
    }
  }
}

/** The newest that fit. An answer whose question does not is left out with it: alone it says nothing. */
function newest(messages: readonly CountedMessage[], limit: number): readonly CountedMessage[] {
  let first = messages.length;
  for (let tokens = 0; first > 0; first--) {
    tokens += messages[first - 1].tokens;
    if (tokens > limit) break;
  }
  if (first === 0) return messages;
  const question = messages.findIndex(({ role }, index) => index >= first && role === "user");
  return messages.slice(question === -1 ? first : question);
}

function sumOf(messages: readonly CountedMessage[]): number {
  return messages.reduce((sum, { tokens }) => sum + tokens, 0);
}

/** An account's id has no `/` in it, so that no two keys collide. */
function keyOf(account: string, conversation: Conversation): string {
  return `${account}/${conversationId(conversation)}`;
}
