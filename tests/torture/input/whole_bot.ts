/** The whole bot, with all its plugins on a folder of its own, in virtual time, as something is fed to it. */
import { type Adapter, type Constructor, defaultLimits, Kernel, PluginValues } from "../../../core/mod.ts";
import { configureLogs, resetLogs } from "../../../core/logs/log.ts";
import { command, type CommandContext, plugin, type Store } from "@portico/bot";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { AccessPlugin } from "../../../plugins/access/mod.ts";
import { AgentPlugin, NoteToolsPlugin, TodayToolPlugin, WebToolPlugin } from "../../../plugins/agent/mod.ts";
import { AggregationPlugin } from "../../../plugins/aggregation/mod.ts";
import { AskPlugin } from "../../../plugins/ask/mod.ts";
import { ConversationPlugin } from "../../../plugins/conversation/mod.ts";
import { McpPlugin } from "../../../plugins/mcp/mod.ts";
import { ModelPlugin } from "../../../plugins/model/mod.ts";
import { NotePlugin } from "../../../plugins/note/mod.ts";
import { SettingsPlugin } from "../../../plugins/settings/mod.ts";
import { SystemPlugin } from "../../../plugins/system/mod.ts";
import { VaultPlugin } from "../../../plugins/vault/mod.ts";
import { TestClock } from "../../support/clock.ts";
import { GuardedFolder } from "./guarded_folder.ts";

/** What the bot is asked after each input, and what it then says. */
@plugin({
  name: "sound",
  texts: { en: "command-sound = Says that all is well", ru: "command-sound = Говорит, что всё хорошо" },
})
class SoundPlugin {
  @command("sound")
  async answer(ctx: CommandContext): Promise<void> {
    await ctx.reply(`sound ${ctx.rest}`);
  }
}

const PLUGINS: readonly Constructor[] = [
  AccessPlugin,
  AgentPlugin,
  AggregationPlugin,
  AskPlugin,
  ConversationPlugin,
  McpPlugin,
  NotePlugin,
  NoteToolsPlugin,
  SettingsPlugin,
  SoundPlugin,
  SystemPlugin,
  TodayToolPlugin,
  VaultPlugin,
  WebToolPlugin,
];

/** Milliseconds of virtual time between two looks. */
const STEP = 250;
/** So often it is looked before something does not come any more. */
const LOOKS = 4_000;
/** The folder is gone through once in so many inputs. */
const CHECKED = 50;

/** What an adapter of it is made with. */
export interface Surroundings {
  readonly clock: TestClock;
  readonly store: Store;
  readonly data: string;
}

/** See the file's comment. */
export class WholeBot implements AsyncDisposable {
  /** What was logged as an error. */
  private readonly errors: string[] = [];
  #fed = 0;

  private constructor(
    readonly clock: TestClock,
    readonly folder: GuardedFolder,
    private readonly store: Store,
    private readonly kernel: Kernel,
  ) {}

  /** @param model gives the bot its model; the one that is offline by default. */
  static async start(
    adapterOf: (surroundings: Surroundings) => Adapter,
    model: Constructor = ModelPlugin,
  ): Promise<WholeBot> {
    const clock = new TestClock();
    const folder = await GuardedFolder.make();
    const { data } = folder;
    const store = await SqliteStore.open({ path: ":memory:", clock, sync: () => Promise.resolve() });
    const kernel = new Kernel({
      store,
      adapters: [adapterOf({ clock, store, data })],
      plugins: [...PLUGINS, model],
      proven: [...PLUGINS, model],
      data,
      limits: defaultLimits,
      values: new PluginValues({ sections: { access: { owner: "telegram:1" } } }),
      version: "0.0.0",
      clock,
    });
    const bot = new WholeBot(clock, folder, store, kernel);
    configureLogs({ level: "error", format: "json", write: (line) => bot.errors.push(line) });
    await bot.#pass(kernel.start());
    return bot;
  }

  /** Lets time pass until this is so. @throws {Error} it does not come. */
  async until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    for (let looks = 0; !await isSo(); looks++) {
      if (looks === LOOKS) throw new Error(`${what} does not come; logged: ${this.errors.join(" | ") || "nothing"}`);
      await this.#turn();
    }
  }

  /** Lets so many milliseconds pass. */
  async pass(milliseconds: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= STEP) await this.#turn();
  }

  /**
   * Lets everything be done that has come in.
   *
   * @param expected failures that are the right answer.
   * @throws {Error} something of it failed as nothing may.
   */
  async digest(expected?: RegExp): Promise<void> {
    await this.until("the end of all that is pending", async () => {
      const { pending, work } = await this.store.journal.stats();
      return pending + work === 0;
    });
    const dead = await this.store.journal.deadLetters();
    for (const { unit } of dead) await this.store.journal.discard(unit);
    const all = [...dead.map(({ reason }) => reason), ...this.errors.splice(0)];
    const failures = all.filter((failure) => !expected?.test(failure));
    if (failures.length > 0) throw new Error(failures.join(" | "));
    if (this.#fed++ % CHECKED === 0) await this.folder.check();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.folder.check();
    } finally {
      await this.#pass(this.kernel.stop({ deadline: 10_000 }));
      resetLogs();
      await this.folder[Symbol.asyncDispose]();
    }
  }

  async #turn(): Promise<void> {
    await this.clock.advance(STEP);
    // What a disk or another thread does takes real time.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }

  async #pass<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const over = () => void (isOver = true);
    work.then(over, over);
    while (!isOver) await this.#turn();
    return await work;
  }
}
