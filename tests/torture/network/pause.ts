/** Telegram asks to be left alone for 73,414 seconds, while more people wait for an answer than there is room for handlers. */
import { command, type CommandContext, configureLogs, plugin, resetLogs } from "@portico/bot";
import { z } from "zod";
import { TelegramBotAdapter } from "../../../adapters/telegram/mod.ts";
import { AccessPlugin } from "../../../plugins/access/mod.ts";
import { SystemPlugin } from "../../../plugins/system/mod.ts";
import { waitOn } from "../../adapters/delivery/scripted_transport.ts";
import { TestClock } from "../../support/clock.ts";
import { FakeTelegram, type Person } from "../../support/fake_telegram/mod.ts";
import { TestFolder } from "../../support/folder.ts";
import { randomOf } from "../../support/random.ts";
import { TestBot } from "../../support/test_bot.ts";
import type { Figure, TortureOptions } from "../torture.ts";

const SECOND = 1_000;
/** As Telegram has asked for, in seconds. */
const PAUSE = 73_414;
/** More than the 64 handlers that may run at once. */
const PEOPLE = 80;

@plugin({ name: "echo" })
class Echo {
  @command("echo", { description: "Says the word", args: z.tuple([z.string()]) })
  async echo(ctx: CommandContext<[string]>): Promise<void> {
    await ctx.reply(`echo ${ctx.args[0]}.`);
  }
}

/** What did not hold, summed up over all rounds. */
class Sums {
  lost = 0;
  doubled = 0;
  /** Calls that were refused. */
  asked = 0;
  console = 0;
  untold = 0;
  slowStops = 0;
  tooFast = 0;
}

class Round {
  readonly clock = new TestClock();
  readonly telegram = new FakeTelegram({ clock: this.clock });
  readonly people: readonly Person[] = Array.from({ length: PEOPLE }, (_, n) => this.telegram.user({ id: 7_000 + n }));
  readonly log: string[] = [];

  constructor(private readonly folder: TestFolder, private readonly random: () => number) {}

  async start(): Promise<TestBot> {
    const { clock, telegram, random } = this;
    const path = this.folder.join("portico.db");
    const [owner, ...members] = this.people.map(({ id }) => `telegram:${id}`);
    const settings = {
      mode: "polling",
      webhookUrl: "",
      webhookSecret: "",
      apiRoot: "https://api.telegram.org",
    } as const;
    const make = async (store: TestBot["store"]) =>
      await TestBot.start({
        plugins: [AccessPlugin, SystemPlugin, Echo],
        config: { access: { owner, allow: members.join() } },
        store,
        others: [
          new TelegramBotAdapter({
            settings: { ...settings, token: telegram.token },
            store,
            clock,
            random,
            fetch: telegram.fetch,
            delivery: { wait: waitOn(clock) },
          }),
        ],
      }, clock);
    const { SqliteStore } = await import("../../../adapters/sqlite/mod.ts");
    return await make(await SqliteStore.open({ path, clock, sync: () => Promise.resolve() }));
  }

  /** Asks at the console, and says whether the answer came within some seconds. */
  async #askAtConsole(bot: TestBot, text: string, fits: RegExp): Promise<boolean> {
    const before = bot.chat.texts.length;
    await bot.chat.say(text);
    await this.clock.advance(10 * SECOND);
    return bot.chat.texts.slice(before).some((said) => fits.test(said));
  }

  async live(restarts: boolean, sums: Sums): Promise<void> {
    configureLogs({ level: "info", write: (line) => this.log.push(line) });
    const { clock, telegram } = this;
    let bot = await this.start();
    await clock.advance(5 * SECOND);
    telegram.rates.ban(PAUSE);
    const end = clock.monotonic() + PAUSE * SECOND;
    for (const { id, private: place } of this.people) place.send(`/echo p${id}`);
    await clock.advance(60 * SECOND);
    if (!await this.#askAtConsole(bot, "/echo here", /^echo here\.$/)) sums.console++;
    if (!await this.#askAtConsole(bot, "/status", /telegram asks to wait for 20 hours.*until/)) sums.untold++;
    if (!this.log.some((line) => /WARN.*waits \d+ ms, until 2026-01-01T20:/.test(line))) sums.untold++;
    if (restarts) {
      await clock.advance(this.random() * PAUSE * SECOND / 2);
      const begun = clock.monotonic();
      await bot.stop();
      if (clock.monotonic() - begun > SECOND) sums.slowStops++;
      bot = await this.start();
    }
    for (let left = end - clock.monotonic() - SECOND; left > 0; left -= 600 * SECOND) {
      await clock.advance(Math.min(left, 600 * SECOND));
    }
    sums.asked += telegram.calls.filter(({ method, outcome }) => method !== "getupdates" && outcome === 429).length;
    await clock.advance(120 * SECOND);
    for (const { id, private: { chat } } of this.people) {
      const times = chat.fromBot.filter(({ text }) => text === `echo p${id}.`).length;
      if (times === 0) sums.lost++;
      if (times > 1) sums.doubled++;
    }
    sums.tooFast += telegram.rates.violations.filter(({ limit }) => limit !== "ban").length;
    await bot.stop();
    await telegram[Symbol.asyncDispose]();
    resetLogs();
  }
}

/** See the file's comment. Every second round has a restart in it. */
export async function torturePause({ count, seed }: Omit<TortureOptions, "say">): Promise<readonly Figure[]> {
  const sums = new Sums();
  for (let n = 0; n < count; n++) {
    await using folder = await TestFolder.make();
    await new Round(folder, randomOf(seed + n)).live(n % 2 === 0, sums);
  }
  return [
    { what: `pauses of ${PAUSE} s with ${PEOPLE} people waiting`, value: count },
    { what: "answers lost by a pause", value: sums.lost, most: 0 },
    { what: "answers doubled by a pause", value: sums.doubled, most: 0 },
    { what: "calls that were refused in a pause and a restart in it, each", value: sums.asked / count, most: 10 },
    { what: "times the console had to wait for it", value: sums.console, most: 0 },
    { what: "times neither /status nor the log said until when", value: sums.untold, most: 0 },
    { what: "stops within it that took more than a second", value: sums.slowStops, most: 0 },
    { what: "messages over Telegram's limits after it", value: sums.tooFast, most: 0 },
  ];
}
