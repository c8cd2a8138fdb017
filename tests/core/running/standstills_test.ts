/** What becomes of units while the store refuses what their runs have to write down. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { command, type CommandContext, Deadlines, type Journal, plugin, StoreError } from "../../../core/mod.ts";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { Standstills } from "../../../core/running/standstills.ts";
import { TestClock } from "../../support/clock.ts";
import { TestFolder } from "../../support/folder.ts";
import { TestBot } from "../../support/test_bot.ts";

@plugin({ name: "work" })
class Work {
  static runs = 0;
  static broken = false;

  @command("work", { description: "Does something" })
  async work(ctx: CommandContext) {
    Work.runs++;
    if (Work.broken) throw new Error("broken");
    await ctx.reply("done");
  }
}

const refused = () => Promise.reject(new StoreError("unusable", "No space is left."));

interface BeginOptions {
  readonly path?: string;
  readonly concurrency?: number;
  /** From the start on, the handler fails and the store takes nothing of it. */
  readonly broken?: boolean;
}

/** A bot whose store takes none of these calls until it is told to. */
async function begin(names: readonly (keyof Journal)[], options: BeginOptions = {}) {
  const { path = ":memory:", concurrency = 100, broken = false } = options;
  const clock = new TestClock();
  const store = await SqliteStore.open({ path, clock, sync: (log) => log.syncDataSync() });
  const { journal } = store;
  let isFull = broken;
  for (const name of names) {
    const real = journal[name].bind(journal);
    Object.defineProperty(journal, name, {
      value: (...args: never[]) => isFull ? refused() : Reflect.apply(real, journal, args),
    });
  }
  Work.runs = 0;
  Work.broken = broken;
  const bot = await TestBot.start({ plugins: [Work], store, limits: { concurrency } }, clock);
  const fill = (full: boolean) => void (isFull = full);
  return { bot, clock, journal, fill, [Symbol.asyncDispose]: () => bot[Symbol.asyncDispose]() };
}

Deno.test("a failure that can't be written down is written down when it can, and the person then told", async () => {
  await using test = await begin(["bury"]);
  Work.broken = true;
  test.fill(true);
  await test.bot.chat.say("/work");
  await test.clock.advance(0);
  assertStringIncludes(test.bot.chat.texts.join(), "I go on by myself");
  test.fill(false);
  await test.clock.advance(60_000);
  assertEquals([Work.runs, (await test.journal.stats()).dead], [1, 1]);
  assertStringIncludes(test.bot.chat.texts.join(), "Something went wrong");
});

Deno.test("what can't begin begins by itself when it can", async () => {
  await using test = await begin(["begin"]);
  test.fill(true);
  const { chat } = test.bot;
  // The second waits for its lane, so that its start has a write of its own.
  await chat.deliver(chat.message("/work"), chat.message("/work"));
  await test.clock.advance(0);
  await test.clock.advance(600_000);
  assertEquals(Work.runs, 1);
  test.fill(false);
  await test.clock.advance(30_000);
  assertEquals(Work.runs, 2);
  assertEquals((await test.journal.stats()).pending, 0);
});

Deno.test("what was done and can't be settled is settled later, and not done again", async () => {
  await using test = await begin(["settle"]);
  test.fill(true);
  await test.bot.chat.say("/work");
  await test.clock.advance(1_000);
  assertEquals([Work.runs, (await test.journal.stats()).pending], [1, 1]);
  test.fill(false);
  await test.clock.advance(60_000);
  assertEquals([Work.runs, (await test.journal.stats()).pending], [1, 0]);
});

Deno.test("the program ends at once while something stands still, which stays pending", async () => {
  await using test = await begin(["bury"]);
  Work.broken = true;
  test.fill(true);
  await test.bot.chat.say("/work");
  await test.clock.advance(0);
  assertEquals((await test.journal.stats()).pending, 1);
  assertEquals(await test.bot.kernel.stop({ deadline: 0 }), []);
});

Deno.test("what stands still gives its room to others", async () => {
  await using test = await begin(["bury"], { concurrency: 1, broken: true });
  await test.bot.chat.say("/work");
  await test.clock.advance(0);
  Work.broken = false;
  await test.bot.chat.say("/work", { chat: "d", user: "guest" });
  await test.clock.advance(0);
  assertEquals(test.bot.chat.texts.at(-1), "done");
});

Deno.test("what stands still when the program ends loses no start by that", async () => {
  await using folder = await TestFolder.make();
  const path = folder.join("portico.db");
  for (let life = 1; life <= 4; life++) {
    await using test = await begin(["bury"], { path, broken: true });
    if (life === 1) await test.bot.chat.say("/work");
    await test.clock.advance(0);
    assertEquals(Work.runs, 1);
  }
  await using test = await begin([], { path });
  await test.clock.advance(0);
  assertEquals(test.bot.chat.texts, ["done"]);
});

Deno.test("what is being tried again when nobody waits any more is waited for, and then no more", async () => {
  const clock = new TestClock();
  const standstills = new Standstills(clock, new Deadlines(clock));
  const ends: unknown[] = [];
  let tries = 0;
  const hold = () => void standstills.hold("a", () => tries++).then((ended) => ends.push(ended));
  hold();
  await clock.advance(1_000);
  standstills.close();
  await clock.advance(60_000);
  assertEquals([tries, ends], [1, []]);
  hold(); // it has failed again
  await clock.advance(60_000);
  assertEquals([tries, ends], [1, [false, false]]);
});
