/** A bot that dies and is started again. */
import type { Capabilities, Constructor } from "../../core/mod.ts";
import { TestClock } from "./clock.ts";
import { copy, TestFolder } from "./folder.ts";
import { ScriptedAdapter } from "./scripted_adapter.ts";
import { TestBot } from "./test_bot.ts";

/** What a life is made of. */
export interface LifeOptions {
  /** Of every bot that is given no others. */
  readonly plugins: readonly Constructor[];
  /** What the platform of every bot can do; everything by default. */
  readonly capabilities?: Partial<Capabilities>;
  /** Called when a bot has died, before the next one starts. */
  readonly dying?: () => void;
  /** Called before all bots are stopped: lets go what their handlers wait for. */
  readonly ending?: () => void;
}

/** Bots on one data folder, one after the other, each of them dying without a word. */
export class Life implements AsyncDisposable {
  readonly clock = new TestClock();
  readonly #bots: TestBot[] = [];
  #generation = 0;

  private constructor(private readonly folder: TestFolder, private readonly options: LifeOptions) {}

  static async begin(options: LifeOptions): Promise<Life> {
    return new Life(await TestFolder.make(), options);
  }

  /** @param options `hasty`: what comes next does not wait until what was pending has been dealt with. */
  async start(
    plugins: readonly Constructor[] = this.options.plugins,
    options: { readonly hasty?: boolean } = {},
  ): Promise<TestBot> {
    const path = this.folder.join(`${this.#generation}`, "portico.db");
    const chat = new ScriptedAdapter();
    chat.capabilities = { ...chat.capabilities, ...this.options.capabilities };
    const bot = await TestBot.start({ plugins, path, chat }, this.clock);
    this.#bots.push(bot);
    if (!options.hasty) await bot.settle();
    return bot;
  }

  /** The newest bot dies: the next one begins with what is on the disk now. */
  async die(): Promise<void> {
    const from = this.folder.join(`${this.#generation}`);
    await copy(from, this.folder.join(`${++this.#generation}`));
    this.options.dying?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.options.ending?.();
    for (const bot of this.#bots) await bot.stop();
    await this.folder[Symbol.asyncDispose]();
  }
}
