/** What becomes of units while the store refuses what their runs have to write down. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { command, type CommandContext, type Journal, plugin, StoreError } from "../../../core/mod.ts";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { TestClock } from "../../support/clock.ts";
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

/** A bot whose store takes none of these calls until it is told to. */
async function begin(...names: readonly (keyof Journal)[]) {
  const clock = new TestClock();
  const store = await SqliteStore.open({ path: ":memory:", clock });
  const { journal } = store;
  let isFull = false;
  for (const name of names) {
    const real = journal[name].bind(journal);
    Object.defineProperty(journal, name, {
      value: (...args: never[]) => isFull ? refused() : Reflect.apply(real, journal, args),
    });
  }
  Work.runs = 0;
  Work.broken = false;
  const bot = await TestBot.start({ plugins: [Work], store }, clock);
  const fill = (full: boolean) => void (isFull = full);
  return { bot, clock, journal, fill, [Symbol.asyncDispose]: () => bot[Symbol.asyncDispose]() };
}

Deno.test("a failure that can't be written down is written down when it can, and the person then told", async () => {
  await using test = await begin("bury");
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
  await using test = await begin("begin");
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
  await using test = await begin("settle");
  test.fill(true);
  await test.bot.chat.say("/work");
  await test.clock.advance(1_000);
  assertEquals([Work.runs, (await test.journal.stats()).pending], [1, 1]);
  test.fill(false);
  await test.clock.advance(60_000);
  assertEquals([Work.runs, (await test.journal.stats()).pending], [1, 0]);
});

Deno.test("the program ends at once while something stands still, which stays pending", async () => {
  await using test = await begin("bury");
  Work.broken = true;
  test.fill(true);
  await test.bot.chat.say("/work");
  await test.clock.advance(0);
  assertEquals((await test.journal.stats()).pending, 1);
  assertEquals(await test.bot.kernel.stop({ deadline: 0 }), []);
});
