import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { delay } from "@std/async/delay";
import {
  command,
  type CommandContext,
  type Context,
  middleware,
  type Next,
  plugin,
  task,
  WiringError,
} from "../../../core/mod.ts";
import { TestBot } from "../../support/test_bot.ts";

const never = () => new Promise<never>(() => {});

Deno.test("a plugin that never starts fails the start of the bot with its name", async () => {
  @plugin({ name: "slow" })
  class Slow {
    start() {
      return never();
    }
  }
  const bot = await TestBot.make({ plugins: [Slow] });
  const { message } = await assertRejects(() => bot.inVirtualTime(bot.kernel.start(), 90_000), WiringError);
  assertMatch(message, /^slow: It could not start: slow\.start had not ended after 60 s\./);
  await bot.stop();
});

Deno.test("a stop while a plugin starts for ever names it, and ends by its deadline", async () => {
  @plugin({ name: "slow" })
  class Slow {
    start() {
      return never();
    }
  }
  const bot = await TestBot.make({ plugins: [Slow] });
  bot.kernel.start().catch(() => {});
  await bot.settle();
  const began = bot.clock.monotonic();
  assertEquals(await bot.stop(), ["slow.start"]);
  assert(bot.clock.monotonic() - began <= 10_000);
});

Deno.test("plugins behind one that is never ready, drained or stopped have their turn all the same", async () => {
  const seen: string[] = [];
  @plugin({ name: "stuck" })
  class Stuck {
    ready = never;
    drain = never;
    stop = never;
  }
  @plugin({ name: "next", services: [] })
  class Next {
    ready() {
      seen.push("ready");
    }
    drain() {
      seen.push("drain");
    }
  }
  @plugin({ name: "first" })
  class First {
    stop() {
      seen.push("stop");
    }
  }
  const bot = await TestBot.make({ plugins: [First, Stuck, Next] });
  await bot.inVirtualTime(bot.kernel.start(), 30_000);
  bot.chat.end();
  await bot.inVirtualTime(bot.kernel.drained, 90_000);
  assertEquals(await bot.stop(), ["stuck.ready", "stuck.drain", "stuck.stop"]);
  assertEquals(seen, ["ready", "drain", "stop"]);
});

Deno.test("one unloaded while it starts gets no tasks when it has started", async () => {
  const gate = Promise.withResolvers<void>();
  @plugin({ name: "late" })
  class Late {
    start() {
      return gate.promise;
    }
    @task({ every: "1h", description: "Goes on" })
    work() {}
  }
  await using bot = await TestBot.start();
  const loading = bot.kernel.load(Late);
  await bot.settle();
  await bot.kernel.unload("late");
  gate.resolve();
  await loading;
  assertEquals(bot.kernel.tasks.list(), []);
});

Deno.test("two unloads at once stop a plugin once", async () => {
  let stops = 0;
  @plugin({ name: "twice" })
  class Twice {
    async stop() {
      stops++;
      await Promise.resolve();
    }
  }
  await using bot = await TestBot.start({ plugins: [Twice] });
  assertEquals(await Promise.all([bot.kernel.unload("twice"), bot.kernel.unload("twice")]), [true, true]);
  assertEquals(stops, 1);
});

Deno.test("of two loads of a plugin at once one is refused, and the other can be unloaded", async () => {
  const began: string[] = [];
  @plugin({ name: "same" })
  class Same {
    start() {
      began.push("start");
    }
    stop() {
      began.push("stop");
    }
  }
  await using bot = await TestBot.start();
  const loads = await Promise.allSettled([bot.kernel.load(Same), bot.kernel.load(Same)]);
  assertEquals(loads.map(({ status }) => status), ["fulfilled", "rejected"]);
  await bot.kernel.unload("same");
  assertEquals(began, ["start", "stop"]);
});

Deno.test("a plugin may be loaded anew while it is on its way out", async () => {
  const gate = Promise.withResolvers<void>();
  @plugin({ name: "again" })
  class Again {
    @command("again", { description: "Answers" })
    async answer(ctx: CommandContext) {
      await ctx.reply("here again");
    }
    stop() {
      return gate.promise;
    }
  }
  await using bot = await TestBot.start({ plugins: [Again] });
  const unloading = bot.kernel.unload("again");
  const loading = bot.kernel.load(Again);
  gate.resolve();
  await Promise.all([unloading, loading]);
  await bot.chat.say("/again");
  assertEquals((await bot.chat.sent(1))[0].text, "here again");
});

Deno.test("a handler may unload its own plugin, and ends in peace", async () => {
  const own: { bot?: TestBot } = {};
  @plugin({ name: "leaver" })
  class Leaver {
    @command("leave", { description: "Leaves" })
    async leave(ctx: CommandContext) {
      await own.bot?.kernel.unload("leaver");
      await delay(1); // what it needs to end it may still begin
      await ctx.reply("gone");
    }
  }
  await using bot = await TestBot.start({ plugins: [Leaver] });
  own.bot = bot;
  await bot.chat.say("/leave");
  assertEquals((await bot.chat.sent(1))[0].text, "gone");
  assertEquals(bot.kernel.status().plugins, []);
});

Deno.test("what waited for a plugin that was unloaded meanwhile is kept until somebody can do it", async () => {
  const gate = Promise.withResolvers<void>();
  const handled: string[] = [];
  @plugin({ name: "slow" })
  class Slow {
    @command("slow", { description: "Takes long" })
    async slow(ctx: CommandContext) {
      handled.push(ctx.rest);
      await gate.promise;
    }
  }
  await using bot = await TestBot.start({ plugins: [Slow] });
  await bot.chat.deliver(bot.chat.message("/slow 1"), bot.chat.message("/slow 2"));
  await bot.kernel.unload("slow");
  gate.resolve();
  await bot.settle();
  assertEquals(handled, ["1"]);
  const [letter] = await bot.store.journal.deadLetters();
  assertMatch(letter.reason, /^slow\.slow was unloaded before its turn came\. Load its plugin, then retry\./);
});

Deno.test("what waited for a plugin that was loaded anew meanwhile goes to the new one", async () => {
  const gate = Promise.withResolvers<void>();
  let instances = 0;
  const handled: string[] = [];
  @plugin({ name: "slow" })
  class Slow {
    readonly #instance = ++instances;
    @command("slow", { description: "Takes long" })
    async slow(ctx: CommandContext) {
      handled.push(`${this.#instance}: ${ctx.rest}`);
      await gate.promise;
    }
  }
  await using bot = await TestBot.start({ plugins: [Slow] });
  await bot.chat.deliver(bot.chat.message("/slow 1"), bot.chat.message("/slow 2"));
  await bot.kernel.unload("slow");
  await bot.kernel.load(Slow);
  gate.resolve();
  await bot.settle();
  assertEquals(handled, ["1: 1", "2: 2"]);
});

Deno.test("a plugin may load another while it starts", async () => {
  const own: { bot?: TestBot } = {};
  @plugin({ name: "child" })
  class Child {
    @command("child", { description: "Answers" })
    async answer(ctx: CommandContext) {
      await ctx.reply("a child");
    }
  }
  @plugin({ name: "parent" })
  class Parent {
    async start() {
      await own.bot?.kernel.load(Child);
    }
  }
  await using bot = await TestBot.start();
  own.bot = bot;
  await bot.kernel.load(Parent);
  await bot.chat.say("/child");
  assertEquals((await bot.chat.sent(1))[0].text, "a child");
});

Deno.test("a plugin of a name that is loaded is refused, and the first one goes on", async () => {
  @plugin({ name: "same" })
  class First {
    @command("same", { description: "Answers" })
    async answer(ctx: CommandContext) {
      await ctx.reply("the first");
    }
  }
  @plugin({ name: "same" })
  class Second {}
  await using bot = await TestBot.start({ plugins: [First] });
  await assertRejects(() => bot.kernel.load(Second), WiringError, 'Two plugins have the name "same"');
  await bot.chat.say("/same");
  assertEquals((await bot.chat.sent(1))[0].text, "the first");
});

Deno.test("an event does not end before its handler where a middleware forgets to wait", async () => {
  const gate = Promise.withResolvers<void>();
  @plugin({ name: "hasty" })
  class Hasty {
    @middleware()
    around(_ctx: Context, next: Next): Promise<void> {
      void next();
      return Promise.resolve();
    }
    @command("work", { description: "Works" })
    async work(ctx: CommandContext) {
      await gate.promise;
      await ctx.reply("done");
    }
  }
  await using bot = await TestBot.start({ plugins: [Hasty] });
  await bot.chat.say("/work");
  await bot.settle();
  assertEquals(bot.kernel.status().running.length, 1);
  gate.resolve();
  assertEquals((await bot.chat.sent(1))[0].text, "done");
});
