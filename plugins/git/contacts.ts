/** Where the owner of a vault is told what they have not asked for, and what they were told last. */
import {
  BotPort,
  type Context,
  type Conversation,
  inject,
  lazySchema,
  type Logger,
  messageOf,
  Notices,
  OWNER,
  PluginLog,
  type RecordKind,
  type Records,
  Store,
  type TextArguments,
  Translations,
} from "@portico/bot";
import { z } from "zod";

/** What is kept of an account. */
type Contact = {
  /** The private conversation in which it wrote last. */
  readonly platform?: string;
  readonly chat?: string;
  readonly thread?: string;
  /** The language it had there. */
  readonly language?: string;
  /** The problem that it knows of. */
  readonly problem?: string;
};

const CONTACTS: RecordKind<Contact> = {
  namespace: "git.contacts",
  version: 1,
  schema: lazySchema(() =>
    z.object({
      platform: z.string().optional(),
      chat: z.string().optional(),
      thread: z.string().optional(),
      language: z.string().optional(),
      problem: z.string().optional(),
    })
  ),
};

/** As many accounts are known not to have moved without a look at the store. */
const REMEMBERED = 1_000;

/** See the file's comment. */
@inject(BotPort, Store, Translations, Notices, PluginLog)
export class Contacts {
  readonly #records: Records<Contact>;
  /** By account, what was kept last. */
  readonly #kept = new Map<string, string>();

  /** Built by the kernel. */
  constructor(
    private readonly bot: Pick<BotPort, "send">,
    store: Pick<Store, "records">,
    private readonly translations: Pick<Translations, "t" | "languageOf">,
    private readonly notices: Pick<Notices, "language" | "tell">,
    private readonly log: Logger,
  ) {
    this.#records = store.records(CONTACTS);
  }

  /** Keeps where somebody writes, when that has changed. */
  async meet(
    { account, conversation, language }: Pick<Context, "account" | "conversation" | "language">,
  ): Promise<void> {
    if (conversation.kind !== "private") return;
    const { platform, chat, thread } = conversation;
    const place = { platform, chat, ...(thread === undefined ? {} : { thread }), language };
    const key = JSON.stringify(place);
    if (this.#kept.get(account.id) === key) return;
    if (this.#kept.size >= REMEMBERED) this.#kept.clear();
    this.#kept.set(account.id, key);
    await this.#records.update(account.id, (old) => ({ ...old?.problem && { problem: old.problem }, ...place }));
  }

  /** Keeps which problem somebody was told of, or that there is none. Resolves with the one before. */
  async know(account: string, problem: string | undefined): Promise<string | undefined> {
    let before: string | undefined;
    await this.#records.update(account, ({ problem: old, ...place } = {}) => {
      before = old;
      const contact = { ...place, ...problem !== undefined && { problem } };
      return Object.keys(contact).length === 0 ? undefined : contact;
    });
    return before;
  }

  /** Tells somebody something in their language: where they wrote last, or the owner where the program was started. Never rejects. */
  async tell(
    account: string,
    text: (say: (id: string, args?: TextArguments) => string) => string,
  ): Promise<void> {
    try {
      const { platform, chat, thread, language } = await this.#records.get(account) ?? {};
      const isKnown = platform !== undefined && chat !== undefined;
      if (!isKnown && account !== OWNER) return;
      const spoken = await this.translations.languageOf(account, language ?? this.notices.language);
      const said = text((id, args) => this.translations.t("git", spoken, id, args));
      if (!isKnown) return this.notices.tell(said);
      const conversation: Conversation = {
        platform,
        chat,
        kind: "private",
        ...(thread === undefined ? {} : { thread }),
      };
      await this.bot.send(conversation, said, { for: account });
    } catch (error) {
      this.log.warn("{account} could not be told about git: {reason}", { account, reason: messageOf(error) });
    }
  }
}
