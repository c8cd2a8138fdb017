/** A whole bot that answers from notes in memory, by a model that says what a test wants. */
// What the plugins load when they need it is here already: a test counts turns of the event loop, and a load takes any number of them.
import "ai";
import "../../../plugins/ask/answer_card.ts";
import "../../../plugins/ask/answer_stream.ts";
import "../../../plugins/ask/ask_problem.ts";
import "../../../plugins/ask/follow_up.ts";
import "../../../plugins/ask/prompt.ts";
import "../../../plugins/ask/question.ts";
import "../../../plugins/ask/written_answer.ts";
import "../../../plugins/conversation/context_page.ts";
import "../../../plugins/conversation/text_cut.ts";
import "../../../plugins/model/account_limits.ts";
import { type Account, type Capabilities, type Constructor, type IncomingEdit, plugin } from "@portico/bot";
import { AggregationPlugin } from "../../../plugins/aggregation/mod.ts";
import { AskPlugin } from "../../../plugins/ask/mod.ts";
import { ConversationPlugin } from "../../../plugins/conversation/mod.ts";
import { NotePlugin } from "../../../plugins/note/mod.ts";
import { SettingsPlugin } from "../../../plugins/settings/mod.ts";
import { SystemPlugin } from "../../../plugins/system/mod.ts";
import { NoteButtons, type Passage, type PassageOptions, type Vault, Vaults } from "../../../plugins/vault/mod.ts";
import en from "../../../plugins/vault/texts/en.ftl" with { type: "text" };
import ru from "../../../plugins/vault/texts/ru.ftl" with { type: "text" };
import { modelOf, type ScriptedModel } from "../../support/scripted_model.ts";
import { ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { type Parts, TalkingBot } from "../../support/talking_bot.ts";
import { TestBot, type TestBotOptions } from "../../support/test_bot.ts";
import { MemoryVault } from "../note/memory_vault.ts";

/** A vault whose passages are its notes' bodies that have a word of the query, the oldest first. */
export class AskedVault extends MemoryVault {
  /** What was looked for. */
  readonly queries: string[] = [];
  /** What looking for something fails with. */
  broken: Error | undefined;

  override passages(query: string, { limit = 8 }: PassageOptions = {}): Promise<readonly Passage[]> {
    this.queries.push(query);
    if (this.broken !== undefined) return Promise.reject(this.broken);
    const sought = new Set(wordsOf(query));
    const found = this.notes.filter(({ body }) => wordsOf(body).some((word) => sought.has(word)));
    return Promise.resolve(found.slice(0, limit).map((note) => ({ note, text: note.body, score: 1 })));
  }

  /** Puts a note there. */
  async add(title: string, body: string, created: number = Date.UTC(2025, 4, 1, 12)): Promise<void> {
    await this.create({ id: title, title, body, created });
  }
}

/** A vault for each account. */
export class AskedVaults extends Vaults {
  readonly #vaults = new Map<string, AskedVault>();

  of(account: string | Pick<Account, "id">): AskedVault {
    const id = typeof account === "string" ? account : account.id;
    const vault = this.#vaults.get(id) ?? new AskedVault(id);
    this.#vaults.set(id, vault);
    return vault;
  }
}

/** All that answering takes. */
export function pluginsWith(vaults: Vaults, model: ScriptedModel): Constructor[] {
  return [
    SettingsPlugin,
    SystemPlugin,
    AggregationPlugin,
    modelOf(model),
    ConversationPlugin,
    vaultOf(vaults),
    NotePlugin,
    AskPlugin,
  ];
}

/** See the file's comment. */
export class AskBot extends TalkingBot {
  constructor(bot: TestBot, readonly model: ScriptedModel, readonly vaults: AskedVaults) {
    super(bot);
  }

  static async start(
    model: ScriptedModel,
    capabilities: Partial<Capabilities> = {},
    config: TestBotOptions["config"] = {},
  ): Promise<AskBot> {
    const vaults = new AskedVaults();
    const chat = new ScriptedAdapter();
    chat.capabilities = { ...chat.capabilities, ...capabilities };
    return new AskBot(await TestBot.start({ plugins: pluginsWith(vaults, model), chat, config }), model, vaults);
  }

  /** The owner's vault. */
  get vault(): AskedVault {
    return this.vaults.of("owner");
  }

  override get heard(): string {
    return plain(super.heard);
  }

  /** The last user message that the model was given, part by part. */
  get asked(): string[] {
    const message = this.model.calls.at(-1)?.options.prompt.at(-1);
    if (message?.role !== "user") throw new Error("The last message is the person's.");
    return message.content.map((part) => part.type === "text" ? part.text : part.type);
  }

  /** Sends a question in the mode `ask`, and lets it be answered. */
  async ask(text: string, parts: Parts = {}): Promise<string> {
    await this.chat.say(`/ask ${text}`, { key: newKey(), ...parts });
    await this.pass(1.5);
    return this.heard;
  }

  override say(text: string, parts: Parts = {}): Promise<string> {
    return super.say(text, { key: newKey(), ...parts });
  }

  /** Changes a message. */
  async edit(id: string, text: string): Promise<string> {
    const { kind: _, ...rest } = this.chat.message(text, { id, key: newKey() });
    const event: IncomingEdit = { ...rest, kind: "edit" };
    await this.chat.deliver(event);
    await this.pass(1.5);
    return this.heard;
  }

  async press(text: string, by: { readonly user?: string } = {}): Promise<string> {
    await this.chat.press(text, by);
    await this.calm();
    return this.heard;
  }
}

let keys = 0;

/** A bot that starts again must not take what is new for what it has had. */
function newKey(): string {
  return `ask:${++keys}`;
}

/** Without the marks that Fluent puts around what it inserts. */
export function plain(text: string): string {
  return text.replace(/[\u2066-\u2069]/g, "");
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? [];
}

function vaultOf(vaults: Vaults): Constructor {
  class GivenVaults extends Vaults {
    of(account: string | Pick<Account, "id">): Vault {
      return vaults.of(account);
    }
  }

  @plugin({ name: "vault", provides: [{ token: Vaults, useClass: GivenVaults }, NoteButtons], texts: { en, ru } })
  class MemoryVaultPlugin {}

  return MemoryVaultPlugin;
}
