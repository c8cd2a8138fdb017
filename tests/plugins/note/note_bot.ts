/** A whole bot that makes notes in memory. */
// What the plugin loads when it needs it is here already: a test counts turns of the event loop, and a load takes any number of them.
import "../../../plugins/note/amendment.ts";
import "../../../plugins/note/description.ts";
import "../../../plugins/note/folder_dialogue.ts";
import "../../../plugins/note/note_body.ts";
import "../../../plugins/note/note_card.ts";
import "../../../plugins/note/note_improvement.ts";
import "../../../plugins/note/note_words.ts";
import "../../../plugins/note/received_file.ts";
import "../../../plugins/note/sent_front_matter.ts";
import "../../../plugins/note/tag_dialogue.ts";
import "../../../plugins/note/vault_problem.ts";
import "../../../plugins/note/written_message.ts";
import "../../../plugins/vault/front_matter.ts";
import "../../../plugins/vault/note_meta.ts";
import { type Account, type Attachment, type Constructor, type IncomingEdit, plugin } from "@portico/bot";
import { AggregationPlugin } from "../../../plugins/aggregation/mod.ts";
import { ModelPlugin } from "../../../plugins/model/mod.ts";
import { NotePlugin } from "../../../plugins/note/mod.ts";
import { SettingsPlugin } from "../../../plugins/settings/mod.ts";
import { SystemPlugin } from "../../../plugins/system/mod.ts";
import { type Vault, Vaults } from "../../../plugins/vault/mod.ts";
import type { TestClock } from "../../support/clock.ts";
import { type Parts, TalkingBot } from "../../support/talking_bot.ts";
import { TestBot, type TestBotOptions } from "../../support/test_bot.ts";
import { type MemoryVault, MemoryVaults } from "./memory_vault.ts";

/** See the file's comment. */
export class NoteBot extends TalkingBot {
  private constructor(bot: TestBot, readonly vaults: MemoryVaults) {
    super(bot);
  }

  static async start(
    options: Omit<TestBotOptions, "plugins"> & {
      readonly vaults?: MemoryVaults;
      readonly clock?: TestClock;
      /** Instead of the one that has no endpoint. */
      readonly model?: Constructor;
    } = {},
  ): Promise<NoteBot> {
    const { vaults = new MemoryVaults(), clock, model = ModelPlugin, ...rest } = options;
    const plugins = [SettingsPlugin, SystemPlugin, AggregationPlugin, vaultOf(vaults), model, NotePlugin];
    return new NoteBot(await TestBot.start({ plugins, ...rest }, clock), vaults);
  }

  /** The owner's vault. */
  get vault(): MemoryVault {
    return this.vaults.of("owner");
  }

  /** Sends messages at once, waits until their note is there, and resolves with what was said. */
  async note(...messages: (string | [text: string, parts: Parts])[]): Promise<string> {
    for (const message of messages) {
      const [text, parts] = typeof message === "string" ? [message, {}] : message;
      await this.chat.say(text, parts);
    }
    await this.pass(5);
    return this.heard;
  }

  /** Changes the message with this id. */
  async edit(id: string, text: string, attachments: readonly Attachment[] = []): Promise<string> {
    const { kind: _, ...rest } = this.chat.message(text, { id, attachments });
    const event: IncomingEdit = { ...rest, kind: "edit" };
    await this.chat.deliver(event);
    await this.calm();
    return this.heard;
  }

  /** Presses a button on the newest message that has one with this text; the platform says on which unless `blind`. */
  async press(text: string, blind = false): Promise<string> {
    const of = this.chat.shown.findLast(({ buttons = [] }) => buttons.flat().some((button) => button.text === text));
    await this.chat.press(text, { of, message: blind ? undefined : of?.id });
    await this.calm();
    return this.heard;
  }

  /** Does nothing more from the `count`-th effect outside of the process on, as if it died there. The result tells whether it came to that. */
  dieAt(count: number): () => boolean {
    let done = 0;
    const tick = () => ++done >= count ? new Promise<void>(() => {}) : Promise.resolve();
    this.vault.tick = tick;
    // The menu is published at the start, whatever the test does.
    this.chat.script = ({ kind }) => kind === "menu" ? Promise.resolve() : tick();
    return () => done >= count;
  }
}

/** An attachment. */
export function file(name: string, parts: Partial<Attachment> = {}): Attachment {
  return { ref: name, kind: "document", name, ...parts };
}

/** A plugin that gives notes these vaults. */
export function vaultOf(vaults: Vaults): Constructor {
  class GivenVaults extends Vaults {
    of(account: string | Pick<Account, "id">): Vault {
      return vaults.of(account);
    }
  }

  @plugin({ name: "vault", provides: [{ token: Vaults, useClass: GivenVaults }] })
  class MemoryVaultPlugin {}

  return MemoryVaultPlugin;
}
