/** A bot on a fake Telegram in virtual time that dies, stops and is started again. */
import { type Constructor, defaultLimits, Kernel, PluginValues } from "../../core/mod.ts";
import { SqliteStore } from "../../adapters/sqlite/mod.ts";
import { TelegramBotAdapter } from "../../adapters/telegram/mod.ts";
import { waitOn } from "../adapters/delivery/scripted_transport.ts";
import { settle, type TestClock } from "./clock.ts";
import { MachineClock } from "./machine_clock.ts";
import type { FakeTelegram } from "./fake_telegram/mod.ts";
import { TestFolder } from "./folder.ts";
import { join } from "node:path";

/** Milliseconds of virtual time in which everything that needs some turns of the event loop gets them. */
const STEP = 1_000;

/** What a life is made of. */
export interface TelegramLifeOptions {
  readonly clock: TestClock;
  /** The clock of the machine, which may go otherwise than the world's; the world's by default. */
  readonly machine?: MachineClock;
  readonly telegram: Pick<FakeTelegram, "token" | "fetch">;
  /** Those of one generation; what they reach outside of the process must reach nothing any more when `isDead` says so. */
  readonly plugins: (isDead: () => boolean) => readonly Constructor[];
  /** Sections of `plugins`. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly random: () => number;
}

/** One start of the bot. */
interface Generation {
  readonly kernel: Kernel;
  readonly adapter: TelegramBotAdapter;
  isDead: boolean;
}

/** See the file's comment. */
export class TelegramLife implements AsyncDisposable {
  #current: Generation | undefined;
  #number = 0;
  readonly #endings: Promise<unknown>[] = [];
  readonly #machine: MachineClock;

  private constructor(private readonly folder: TestFolder, private readonly options: TelegramLifeOptions) {
    this.#machine = options.machine ?? new MachineClock(options.clock);
  }

  static async begin(options: TelegramLifeOptions): Promise<TelegramLife> {
    return new TelegramLife(await TestFolder.make(), options);
  }

  get isRunning(): boolean {
    return this.#current !== undefined;
  }

  /** How much the delivery line remembers. */
  get remembered(): number {
    return this.#current?.adapter.transport.remembered ?? 0;
  }

  /** Starts it, unless it runs. */
  async start(): Promise<void> {
    if (this.#current !== undefined) return;
    const { telegram, plugins, config, random } = this.options;
    const clock = this.#machine;
    const store = await SqliteStore.open({
      path: this.folder.join(`${this.#number}`, "portico.db"),
      clock,
      onDamaged: ({ reason }) => {
        throw new Error(`The database is damaged: ${reason}`);
      },
      sync: () => Promise.resolve(), // a process that dies loses nothing of what the system has
    });
    const isDead = () => generation.isDead;
    const adapter = new TelegramBotAdapter({
      settings: {
        token: telegram.token,
        apiRoot: "https://api.telegram.org",
        mode: "polling",
        webhookUrl: "",
        webhookSecret: "",
      },
      store,
      clock,
      random,
      fetch: async (input, init) => {
        await clock.awake();
        if (isDead()) return await never(init?.signal);
        const response = await telegram.fetch(input, init);
        await clock.awake();
        return response;
      },
      delivery: { wait: waitOn(clock) },
    });
    const kernel = new Kernel({
      store,
      adapters: [adapter],
      plugins: plugins(isDead),
      data: "/nowhere",
      limits: defaultLimits,
      values: new PluginValues({ sections: config }),
      version: "0.0.0",
      clock,
    });
    const generation: Generation = { kernel, adapter, isDead: false };
    this.#current = generation;
    await this.pass(kernel.start());
  }

  /** Ends it without a word: the next start begins with what is on the disk now. */
  die(): void {
    const generation = this.#current;
    if (generation === undefined) return;
    this.#current = undefined;
    generation.isDead = true;
    const from = this.folder.join(`${this.#number}`);
    const to = this.folder.join(`${++this.#number}`);
    // In one go: what it still writes between two files would make a database of no moment.
    Deno.mkdirSync(to);
    for (const { name } of Deno.readDirSync(from)) Deno.copyFileSync(join(from, name), join(to, name));
    this.#endings.push(generation.kernel.stop({ deadline: 1_000 }));
  }

  /** Ends it as SIGTERM does. */
  async stop(): Promise<void> {
    const generation = this.#current;
    if (generation === undefined) return;
    await this.pass(generation.kernel.stop());
    this.#current = undefined;
  }

  /** Lets virtual time pass: so many milliseconds, or until something has happened. */
  async pass(what: number | Promise<unknown>): Promise<void> {
    const { clock } = this.options;
    if (typeof what === "number") {
      for (let left = what; left > 0; left -= STEP) await clock.advance(Math.min(left, STEP));
      return;
    }
    let isOver = false;
    const over = () => void (isOver = true);
    what.then(over, over);
    await settle();
    while (!isOver) await clock.advance(STEP / 10);
    await what;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.pass(Promise.all(this.#endings));
    await this.folder[Symbol.asyncDispose]();
  }
}

/** What a process that is dead asks for: nothing comes, and nothing goes. */
function never(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason), { once: true }));
}
