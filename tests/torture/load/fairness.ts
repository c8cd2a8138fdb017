/** One who floods the bot, and others who write now and then: what these wait for, beside what they wait for alone. In virtual time. */
import { command, type CommandContext, plugin, type Transport } from "../../../core/mod.ts";
import { defaultRates, deliver } from "../../../adapters/delivery/mod.ts";
import { waitOn } from "../../adapters/delivery/scripted_transport.ts";
import { TestClock } from "../../support/clock.ts";
import { randomOf } from "../../support/random.ts";
import { ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { TestBot } from "../../support/test_bot.ts";
import type { Figure } from "../torture.ts";

/** Who writes how much. */
export interface FairnessOptions {
  /** Commands of the one who floods, all at once. */
  readonly flood: number;
  /** People who write one command a minute. */
  readonly quiet: number;
  readonly minutes: number;
  /** Units in memory at which intake waits; fewer than the flood, or there is nothing to prove. */
  readonly total: number;
  readonly seed: number;
}

/** Milliseconds that every handler takes. */
const WORK = 1_000;

/** Milliseconds between two looks of the platform at what there is to deliver, and how much it delivers at most at a time. */
const TICK = 250;
const DELIVERY = 100;

/** Who floods, and what is sent there beside the reply. */
const FLOOD = "flood";
const MORE = "more";

/** An adapter of a platform with the rates of Telegram. */
class RatedAdapter extends ScriptedAdapter {
  override readonly transport: Transport;

  constructor(clock: TestClock, seed: number) {
    super();
    const performing: Transport = { perform: (operation, signal) => this.perform(operation, signal) };
    this.transport = deliver(performing, { clock, wait: waitOn(clock), random: randomOf(seed), rates: defaultRates });
  }
}

/** Where commands run: in the lane of intake, or handed on to that of work. */
type Lane = "intake" | "work";

/** What became of one world. */
interface Outcome {
  /** Milliseconds from each command of the quiet to its reply. */
  readonly waits: readonly number[];
  /** Replies to the flood, by the numbers of its commands. */
  readonly flooded: readonly number[];
}

async function live(options: FairnessOptions, lane: Lane, flood: number): Promise<Outcome> {
  const { quiet, minutes, total, seed } = options;
  const clock = new TestClock();
  @plugin({ name: "work" })
  class Work {
    @command("work", { description: "Takes its time", lane })
    async work(ctx: CommandContext): Promise<void> {
      await new Promise<void>((resolve) => void clock.setTimer(WORK, resolve));
      // The flood has more to be sent than its chat takes.
      const isFlood = ctx.conversation.chat === FLOOD;
      await Promise.all([ctx.rest, ...isFlood ? [MORE, MORE] : []].map((text) => ctx.reply(text)));
    }
  }
  const chat = new RatedAdapter(clock, seed);
  const bot = await TestBot.start({ plugins: [Work], chat, limits: { total } }, clock);
  const random = randomOf(seed);
  const sentAt = new Map<string, number>();
  const waits: number[] = [];
  const flooded: number[] = [];
  chat.script = (operation) => {
    if (operation.kind !== "send" || operation.text === MORE) return;
    const at = sentAt.get(operation.text);
    if (at === undefined) flooded.push(Number(operation.text));
    else waits.push(clock.monotonic() - at);
    sentAt.delete(operation.text);
  };
  const ticks = minutes * 60_000 / TICK;
  // When each of the quiet writes, in order: once a minute.
  const due = Array.from({ length: quiet * minutes }, (_, n) => ({
    user: `quiet${n % quiet}`,
    tick: Math.floor((Math.floor(n / quiet) + random()) * 60_000 / TICK),
  })).sort((one, other) => one.tick - other.tick);
  const waiting = Array.from({ length: flood }, (_, n) => chat.message(`/work ${n}`, { user: FLOOD, chat: FLOOD }));
  let delivering = false;
  let written = 0;
  const deliverAll = async () => {
    if (delivering) return;
    delivering = true;
    while (waiting.length > 0) await chat.deliver(...waiting.splice(0, DELIVERY));
    delivering = false;
  };
  // Nobody writes in the last half minute, so that what is answered in time is.
  for (let tick = 0; tick < ticks + 30_000 / TICK; tick++) {
    for (; written < due.length && due[written].tick <= tick; written++) {
      const { user } = due[written];
      const word = `${user}:${written}`;
      sentAt.set(word, clock.monotonic());
      waiting.push(chat.message(`/work ${word}`, { user, chat: user }));
    }
    void deliverAll();
    await clock.advance(TICK);
  }
  await bot.stop();
  return { waits, flooded };
}

/** See the file's comment. */
export async function fairness(options: FairnessOptions): Promise<readonly Figure[]> {
  return [...await compare(options, "intake"), ...await compare(options, "work")];
}

async function compare(options: FairnessOptions, lane: Lane): Promise<readonly Figure[]> {
  const alone = await live(options, lane, 0);
  const beside = await live(options, lane, options.flood);
  const outOfTurn = beside.flooded.filter((number, index) => number !== index).length;
  const unit = "ms of virtual time";
  const most = 2 * p95(alone.waits);
  return [
    { what: `fairness in ${lane}: the quiet wait alone, p95`, value: p95(alone.waits), unit },
    { what: `fairness in ${lane}: the quiet wait beside a flood, p95`, value: p95(beside.waits), unit, most },
    {
      what: `fairness in ${lane}: replies to the quiet`,
      value: beside.waits.length,
      least: options.quiet * options.minutes,
    },
    // Its chat takes one message a second, and each reply has two others with it.
    { what: `fairness in ${lane}: replies to the flood`, value: beside.flooded.length, least: options.minutes * 15 },
    { what: `fairness in ${lane}: replies to the flood out of turn`, value: outOfTurn, most: 0 },
  ];
}

function p95(waits: readonly number[]): number {
  return waits.toSorted((one, other) => one - other)[Math.floor(waits.length * 0.95)] ?? NaN;
}
