/** Loads plugins that misbehave into a bot in virtual time, one after the other, and looks what each has left. */
import process from "node:process";
import {
  command,
  type CommandContext,
  configureLogs,
  type Constructor,
  on,
  plugin,
  PluginUnloaded,
  resetLogs,
  WiringError,
} from "../../../core/mod.ts";
import { AggregationPlugin } from "../../../plugins/aggregation/mod.ts";
import { SettingsPlugin } from "../../../plugins/settings/mod.ts";
import { collectGarbage } from "../../bench/garbage.ts";
import { randomOf } from "../../support/random.ts";
import { TestBot } from "../../support/test_bot.ts";
import type { Figure, TortureOptions } from "../torture.ts";
import { lateTries, type Misdeed, misdeeds } from "./misdeeds.ts";
import { type Hands, rogueOf } from "./rogue.ts";

/** Somebody who has to go on as if nothing was. */
@plugin({ name: "steady" })
class Steady {
  @command("ping", { description: "Answers", role: "owner" })
  async ping(ctx: CommandContext) {
    await ctx.reply(`pong ${ctx.rest}`);
  }

  @on("message")
  listen() {}
}

/** Longer than the load, or the unloading, of anything may take, in milliseconds. */
const LONGEST = 90_000;

/** Rounds, of each kind one load, that go before those whose memory is measured, and how many of these are between two looks at it. */
const WARM_UP = 50;
const STRETCH = 10;

/** How often the memory is looked at after the warm-up. */
const LOOKS = 9;

/** Bytes a load may leave on the heap. It is none, with which some tens are measured; the barest listener has 150 or more. */
const MOST_GROWTH = 128;

/** See the file's comment. */
export async function loadRogues({ count, seed, say }: TortureOptions): Promise<readonly Figure[]> {
  const run = new Loads(say);
  await run.begin();
  const random = randomOf(seed);
  // Each at least once, where there are as many loads.
  const order = misdeeds.toSorted(() => random() - 0.5);
  for (let round = 0; round < count; round++) {
    await run.load(order[round] ?? misdeeds[Math.floor(random() * misdeeds.length)]);
    if ((round + 1) % 250 === 0) say(`${round + 1} of ${count} loaded and unloaded`);
  }
  // Only who starts it with a way to collect garbage can tell what is none.
  const growth = globalThis.gc === undefined ? undefined : await run.measure();
  return await run.end(count, growth);
}

class Loads {
  #bot: TestBot | undefined;
  #lines: string[] = [];
  #loads = 0;
  #pings = 0;
  #untold = 0;
  #unanswered = 0;
  #left = 0;
  #registered = 0;
  #rogue: Hands | undefined;
  /** What a program has imported stays, so each is one class, however often it is loaded. */
  readonly #classes = new Map<Misdeed, Constructor>();

  constructor(private readonly say: (line: string) => void) {}

  get #running(): TestBot {
    if (this.#bot === undefined) throw new Error("It has not begun.");
    return this.#bot;
  }

  async begin(): Promise<void> {
    configureLogs({ level: "debug", write: (line) => this.#lines.push(line) });
    this.#bot = await TestBot.start({ plugins: [SettingsPlugin, AggregationPlugin, Steady] });
    await this.#isAnswered();
  }

  /** One plugin's life, from before its load until nothing of it is there. */
  async load(misdeed: Misdeed): Promise<void> {
    const bot = this.#running;
    const before = this.#count();
    this.#loads++;
    this.#lines = [];
    const loaded = await this.#tryLoad(misdeed);
    if (loaded) {
      await misdeed.occasion?.(bot);
      await bot.settle();
    }
    if (loaded === (misdeed.unloadable === true)) {
      this.#wrong("untold", misdeed, `it was ${loaded ? "" : "not "}loaded`);
    }
    await this.#ping(misdeed);
    const unloaded = await bot.inVirtualTime(bot.kernel.unload("rogue"), LONGEST);
    if (unloaded !== loaded) this.#wrong("left", misdeed, `it was ${unloaded ? "" : "not "}there to be unloaded`);
    await bot.settle();
    await this.#ping(misdeed);
    // Where nothing is told, nothing has failed.
    const isTold = misdeed.told?.test(this.#lines.join(" ")) ?? !this.#lines.some((line) => /\bERROR\b/.test(line));
    if (!isTold) this.#wrong("untold", misdeed, `it was told wrongly: ${misdeed.told}\n${this.#lines.join("\n")}`);
    await this.#tryLate(misdeed);
    const after = this.#count();
    for (const [what, number] of Object.entries(after)) {
      if (number === before[what]) continue;
      this.#wrong("left", misdeed, `${what}: ${before[what]} before, ${number} after`);
    }
  }

  /**
   * Loads and unloads those that do not hang in rounds, and returns what a load leaves on the heap, in bytes: the median between two looks. What grows
   * once, such as a table or code that is compiled, grows between few of them, and what each load leaves, between all. What hangs is remembered, to be
   * named at the stop.
   */
  async measure(): Promise<number> {
    const others = misdeeds.filter(({ hangs = false }) => !hangs);
    const load = async (rounds: number) => {
      for (let round = 0; round < rounds; round++) {
        for (const misdeed of others) await this.load(misdeed);
      }
      collectGarbage();
      return Deno.memoryUsage().heapUsed;
    };
    const growths: number[] = [];
    let before = await load(WARM_UP);
    for (let look = 0; look < LOOKS; look++) {
      const now = await load(STRETCH);
      growths.push((now - before) / (STRETCH * others.length));
      before = now;
    }
    const bytes = growths.map((growth) => Math.round(growth)).join(", ");
    this.say(`${this.#loads} loaded and unloaded, bytes of each between the looks: ${bytes}`);
    return Math.max(0, growths.toSorted((a, b) => a - b)[(LOOKS - 1) / 2]);
  }

  /** Stops with one that hangs in every part that is called at a stop. */
  async end(count: number, growth: number | undefined): Promise<readonly Figure[]> {
    const bot = this.#running;
    const never = () => new Promise<never>(() => {});
    this.#lines = [];
    await bot.kernel.load(rogueOf({ act: never, work: never, stop: never }, () => {}));
    await bot.chat.say("/act");
    await bot.settle();
    const began = bot.clock.monotonic();
    const stragglers = await bot.stop(10_000);
    const late = Math.max(0, bot.clock.monotonic() - began - 10_000);
    const unnamed = ["rogue.act", "rogue.work", "rogue.stop"].filter((name) => !stragglers.includes(name));
    for (const name of unnamed) this.say(`not named at the stop: ${name}; named: ${stragglers.join(", ")}`);
    resetLogs();
    return [
      { what: "plugins loaded and unloaded", value: this.#loads, least: count },
      { what: "kinds of misbehaviour", value: Math.min(count, misdeeds.length), least: 1 },
      { what: "not told, or without the plugin's name", value: this.#untold, most: 0 },
      { what: "commands of others that were not answered", value: this.#unanswered, most: 0 },
      { what: "left behind (contributions, tasks, deadlines, timers, listeners, texts)", value: this.#left, most: 0 },
      { what: "registered after the unloading", value: this.#registered, most: 0 },
      ...growth === undefined ? [] : [
        { what: "memory that a load leaves behind", value: growth, unit: "bytes", most: MOST_GROWTH },
      ],
      { what: "stragglers of the stop without a name", value: unnamed.length, most: 0 },
      { what: "the stop past its deadline", value: late, unit: "ms", most: 0 },
    ];
  }

  async #tryLoad(misdeed: Misdeed): Promise<boolean> {
    const bot = this.#running;
    const type = this.#classes.get(misdeed) ?? rogueOf(misdeed.parts, (hands) => this.#rogue = hands);
    this.#classes.set(misdeed, type);
    try {
      await bot.inVirtualTime(bot.kernel.load(type), LONGEST);
      return true;
    } catch (error) {
      if (!(error instanceof WiringError)) throw error;
      this.#lines.push(error.message);
      return false;
    }
  }

  async #tryLate(misdeed: Misdeed): Promise<void> {
    const hands = this.#rogue;
    if (hands === undefined) return;
    for (const [what, register] of Object.entries(lateTries)) {
      try {
        await register(hands);
        this.#wrong("registered", misdeed, `${what} was not refused`);
      } catch (error) {
        if (!(error instanceof PluginUnloaded)) this.#wrong("registered", misdeed, `${what} was refused by ${error}`);
      }
    }
  }

  async #ping(misdeed: Misdeed): Promise<void> {
    if (!await this.#isAnswered()) this.#wrong("unanswered", misdeed, "somebody else's command was not answered");
  }

  /** In a conversation of its own: that another one waits for its handler is as it should be. */
  async #isAnswered(): Promise<boolean> {
    const { chat } = this.#running;
    const text = `pong ${++this.#pings}`;
    await chat.say(`/ping ${this.#pings}`, { chat: "steady" });
    await this.#running.settle();
    const isAnswered = chat.texts.includes(text);
    chat.operations.length = 0;
    return isAnswered;
  }

  #count(): Record<string, number> {
    const { kernel, clock } = this.#running;
    const { plugins } = kernel.status();
    return {
      contributions: kernel.contributions.size,
      tasks: kernel.tasks.list().filter(({ status }) => status === "scheduled" || status === "running").length,
      deadlines: kernel.deadlines.size,
      "timers of the clock": clock.pending,
      "timers of the platform": process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length,
      dialogues: kernel.dialogues.size,
      plugins: plugins.length,
      holds: plugins.reduce((sum, { holds }) => sum + holds.length, 0),
      texts: ["rogue", "rogue-more"].filter((owner) => kernel.translations.has(owner, "a")).length,
    };
  }

  #wrong(kind: "untold" | "left" | "registered" | "unanswered", { what }: Misdeed, how: string): void {
    if (kind === "untold") this.#untold++;
    else if (kind === "left") this.#left++;
    else if (kind === "registered") this.#registered++;
    else this.#unanswered++;
    this.say(`one that ${what}: ${how}`);
  }
}
