/** Very many batches open at once: on one timer, small, still open after a restart, and closed when their time has come, each once and whole. */
import { plugin } from "../../../core/mod.ts";
import { AggregationPlugin, type Batch, mode } from "../../../plugins/aggregation/mod.ts";
import { SettingsPlugin } from "../../../plugins/settings/mod.ts";
import { TestClock } from "../../support/clock.ts";
import { TestFolder } from "../../support/folder.ts";
import { ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { TestBot } from "../../support/test_bot.ts";
import type { Figure } from "../torture.ts";
import { bytesInUse, Footprint } from "./footprint.ts";

/** How many batches there are. */
export interface OpenBatchesOptions {
  readonly batches: number;
  readonly say: (line: string) => void;
}

/** Chats of one account. */
const CHATS = 100;

/** Messages delivered at a time. */
const DELIVERY = 100;

/** Seconds without a message after which a batch closes. */
const QUIET = 3_600;

/** Every tenth has so many messages, the others one. */
const FEW = 3;

function messagesOf(batch: number): number {
  return batch % 10 === 0 ? FEW : 1;
}

/** What was handed over, by the number of the batch. */
class Received {
  readonly counts: Uint8Array;
  batches = 0;
  wrong = 0;

  constructor(all: number) {
    this.counts = new Uint8Array(all);
  }

  take({ messages, conversation }: Batch): void {
    const index = Number(conversation.chat.slice(1));
    this.batches++;
    if (this.counts[index]++ > 0 || messages.length !== messagesOf(index)) this.wrong++;
  }
}

/** One world, with a bot that is started again. */
class World {
  readonly clock = new TestClock();
  readonly received: Received;

  constructor(private readonly path: string, private readonly batches: number) {
    this.received = new Received(batches);
  }

  async start(): Promise<TestBot> {
    const { received, path } = this;
    @plugin({ name: "keeping", texts: { en: "mode-keep = keeps" } })
    class Keeping {
      @mode("keep", { window: { quiet: QUIET, maxWait: 2 * QUIET } })
      keep(batch: Batch): void {
        received.take(batch);
      }
    }
    const own = [AggregationPlugin, SettingsPlugin]; // proven, as they are in the program: what watches those of others has its price
    const chat = new ScriptedAdapter();
    chat.script = () => void (chat.operations.length = 0); // what it performs is not to be counted as memory of the bot
    return await TestBot.start({ plugins: [Keeping, ...own], proven: own, path, chat }, this.clock);
  }

  /** Everybody writes. */
  async write({ chat }: TestBot): Promise<void> {
    for (let round = 0; round < FEW; round++) {
      const writing = Array.from({ length: this.batches }, (_, n) => n).filter((n) => messagesOf(n) > round);
      for (let from = 0; from < writing.length; from += DELIVERY) {
        const now = this.clock.now();
        await chat.deliver(
          ...writing.slice(from, from + DELIVERY).map((n) => {
            const id = `${n}.${round}`;
            return chat.message("text", { user: `u${Math.floor(n / CHATS)}`, chat: `c${n}`, key: id, id, at: now });
          }),
        );
      }
    }
  }

  /** Lets everything be done that needs no time worth speaking of. */
  async settle(isDone: () => boolean): Promise<void> {
    for (let tries = 0; !isDone() && tries < this.batches; tries++) await this.clock.advance(10);
  }
}

/** How many batches the bot lists as open. */
function openIn({ kernel }: TestBot): number {
  return kernel.tasks.list().reduce((sum, { children }) => sum + (children?.length ?? 0), 0);
}

/** See the file's comment. */
export async function openBatches({ batches, say }: OpenBatchesOptions): Promise<readonly Figure[]> {
  await using folder = await TestFolder.make();
  const world = new World(folder.join("portico.db"), batches);
  const { clock, received } = world;
  const footprint = new Footprint();
  let bot = await world.start();
  await bot.settle();
  const timersIdle = clock.pending;
  const heapIdle = bytesInUse();
  footprint.begin();
  await world.write(bot);
  await world.settle(() => footprint.aside(() => openIn(bot)) === batches);
  await clock.advance(1_000); // what is written behind, is
  const timers = clock.pending;
  const heapOpen = footprint.aside(bytesInUse);
  const opened = footprint.aside(() => openIn(bot));
  say(`${opened} batches are open`);
  await bot.stop();
  const started = performance.now();
  bot = await world.start();
  await world.settle(() => footprint.aside(() => openIn(bot)) === batches);
  const again = footprint.aside(() => openIn(bot));
  const secondsAgain = (performance.now() - started) / 1_000;
  say(`${again} are open after a restart`);
  await clock.advance((QUIET - 60) * 1_000);
  const early = received.batches;
  const closing = performance.now();
  await clock.advance(120_000);
  await world.settle(() => received.batches >= batches);
  const secondsClosing = (performance.now() - closing) / 1_000;
  footprint.end();
  await clock.advance(1_000);
  const left = openIn(bot);
  const timersAfter = clock.pending;
  const heapAfter = bytesInUse();
  const { pending, work } = await bot.store.journal.stats();
  await bot.stop();
  return [
    { what: "open batches: open at once", value: opened, least: batches, most: batches },
    { what: "open batches: timers beyond those of an idle bot", value: timers - timersIdle, most: 1 },
    { what: "open batches: memory of one", value: (heapOpen - heapIdle) / batches, unit: "bytes", most: 700 },
    { what: "open batches: open again after a restart", value: again, least: batches, most: batches },
    { what: "open batches: that restart", value: secondsAgain, unit: "s" },
    { what: "open batches: closed before their time", value: early, most: 0 },
    { what: "open batches: handed over", value: received.batches, least: batches, most: batches },
    { what: "open batches: twice, or with other messages", value: received.wrong, most: 0 },
    { what: "open batches: closing all", value: secondsClosing, unit: "s" },
    { what: "open batches: still open, or pending", value: left + pending + work, most: 0 },
    { what: "open batches: timers left", value: timersAfter - timersIdle, most: 0 },
    { what: "open batches: memory left of one", value: (heapAfter - heapIdle) / batches, unit: "bytes", most: 100 },
    ...footprint.lag("open batches", 250),
  ];
}
