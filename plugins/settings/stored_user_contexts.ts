import {
  CachedRecords,
  type Conversation,
  conversationId,
  inject,
  lazySchema,
  type RecordKind,
  Store,
} from "@portico/bot";
import { z } from "zod";
import { UserContextManager } from "./user_context_manager.ts";

/** How many languages and how many modes are remembered; about 200 bytes each. */
const REMEMBERED = 20_000;

const languages: RecordKind<{ readonly language: string }> = {
  namespace: "settings.language",
  version: 1,
  schema: lazySchema(() => z.object({ language: z.string() })),
};

const modes: RecordKind<{ readonly mode: string }> = {
  namespace: "settings.mode",
  version: 1,
  schema: lazySchema(() => z.object({ mode: z.string() })),
};

/** Keeps them in the store's records: a language per account, a mode per account and conversation. */
@inject(Store)
export class StoredUserContexts extends UserContextManager {
  readonly #languages: CachedRecords<{ readonly language: string }>;
  readonly #modes: CachedRecords<{ readonly mode: string }>;

  constructor(store: Store) {
    super();
    this.#languages = new CachedRecords(store.records(languages), REMEMBERED);
    this.#modes = new CachedRecords(store.records(modes), REMEMBERED);
  }

  async mode(account: string, conversation: Conversation): Promise<string | undefined> {
    return (await this.#modes.get(modeKey(account, conversation)))?.mode;
  }

  cachedMode(account: string, conversation: Conversation): string | undefined | null {
    const known = this.#modes.peek(modeKey(account, conversation));
    return known === null ? null : known?.mode;
  }

  async setMode(account: string, conversation: Conversation, mode: string | undefined): Promise<void> {
    await this.#modes.update(modeKey(account, conversation), () => mode === undefined ? undefined : { mode });
  }

  async language(account: string): Promise<string | undefined> {
    return (await this.#languages.get(account))?.language;
  }

  cachedLanguage(account: string): string | undefined | null {
    const known = this.#languages.peek(account);
    return known === null ? null : known?.language;
  }

  async setLanguage(account: string, language: string | undefined): Promise<void> {
    await this.#languages.update(account, () => language === undefined ? undefined : { language });
  }

  async invalidate(account: string): Promise<void> {
    const prefix = modeKey(account);
    await Promise.all([
      this.#languages.forget((key) => key === account),
      this.#modes.forget((key) => key.startsWith(prefix)),
    ]);
  }

  async cleanup(): Promise<void> {
    await Promise.all([this.#languages.forget(() => true), this.#modes.forget(() => true)]);
  }
}

/** An account's id has no `/` in it, so no two keys collide and an account's keys share a prefix nobody else has. */
function modeKey(account: string, conversation?: Conversation): string {
  return `${account}/${conversation === undefined ? "" : conversationId(conversation)}`;
}
