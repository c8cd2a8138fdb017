/** A whole kernel in virtual time with a store in memory and a scripted adapter. */
import {
  type Adapter,
  type Clock,
  type Constructor,
  defaultLimits,
  Kernel,
  type KernelLimits,
  PluginValues,
  type Store,
} from "../../core/mod.ts";
import { SqliteStore } from "../../adapters/sqlite/mod.ts";
// What the kernel and these plugins load at its first use takes turns of the event loop, which virtual time doesn't wait for.
import "../../core/watch/plugin_watch.ts";
import "../../plugins/settings/setting_pages.ts";
import "../../plugins/system/failed_page.ts";
import "../../plugins/system/help_page.ts";
import "../../plugins/system/status_page.ts";
import "../../plugins/system/tasks_page.ts";
import { settle, TestClock } from "./clock.ts";
import { ScriptedAdapter } from "./scripted_adapter.ts";

/** What a test bot may be given instead of its defaults. */
export interface TestBotOptions {
  readonly plugins?: readonly Constructor[];
  /** Those of them whose texts are not checked. */
  readonly proven?: readonly Constructor[];
  readonly limits?: Partial<KernelLimits>;
  /** A folder; plugins that write need one. */
  readonly data?: string;
  /** Sections of `plugins` as they would stand in `portico.yaml`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Instead of an empty one in memory. */
  readonly store?: Store;
  /** Whom the adapter admits; everybody by default, `you` as the owner. */
  readonly trusted?: false;
  /** What is said to whoever runs the program is added to it. */
  readonly notices?: string[];
  /** Instead of one that performs at once. */
  readonly chat?: ScriptedAdapter;
  /** Adapters beside it, of other platforms. */
  readonly others?: readonly Adapter[];
  /** Called before the start. */
  readonly prepare?: (kernel: Kernel) => void;
  /** Path of a database file, to be opened again by another bot. */
  readonly path?: string;
}

/** See the file's comment. */
export class TestBot implements AsyncDisposable {
  private constructor(
    readonly kernel: Kernel,
    readonly chat: ScriptedAdapter,
    readonly clock: TestClock,
    readonly store: Store,
  ) {}

  /** Starts a bot. */
  static async start(options: TestBotOptions = {}, clock: TestClock = new TestClock()): Promise<TestBot> {
    const bot = await TestBot.make(options, clock);
    options.prepare?.(bot.kernel);
    await bot.inVirtualTime(bot.kernel.start(), 2_000);
    return bot;
  }

  /** Makes a bot that has not been started. */
  static async make(options: TestBotOptions = {}, clock: TestClock = new TestClock()): Promise<TestBot> {
    const store = options.store ?? await openStore(options.path ?? ":memory:", clock);
    const chat = options.chat ?? new ScriptedAdapter();
    if (options.trusted === false) chat.trusted = false;
    const kernel = new Kernel({
      store,
      adapters: [chat, ...options.others ?? []],
      plugins: options.plugins ?? [],
      proven: options.proven ?? [],
      data: options.data ?? "/nowhere",
      limits: { ...defaultLimits, ...options.limits },
      values: new PluginValues({ sections: options.config ?? {} }),
      version: "0.0.0",
      clock,
      notices: { language: "en", tell: (text) => void options.notices?.push(text) },
    });
    return new TestBot(kernel, chat, clock, store);
  }

  /** Stops it in virtual time. */
  async stop(deadline = 10_000): Promise<readonly string[]> {
    return await this.inVirtualTime(this.kernel.stop({ deadline }), deadline);
  }

  /** Lets time pass until something is over, in steps that are short beside any deadline. */
  async inVirtualTime<T>(work: Promise<T>, most: number): Promise<T> {
    let over = false;
    const end = () => void (over = true);
    work.then(end, end);
    await settle();
    for (let spent = 0; !over && spent <= most; spent += 500) await this.clock.advance(500);
    return await work;
  }

  /** Lets everything happen that needs no time to pass. */
  async settle(): Promise<void> {
    await this.clock.advance(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** A store whose disk takes no time, as everything else in virtual time. */
async function openStore(path: string, clock: Clock): Promise<Store> {
  return await SqliteStore.open({ path, clock, sync: (log) => Promise.resolve(log.syncDataSync()) });
}
