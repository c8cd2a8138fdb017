import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { delay } from "@std/async/delay";
import {
  command,
  type CommandContext,
  config,
  type Constructor,
  type Context,
  contribution,
  Contributions,
  inject,
  middleware,
  type Next,
  plugin,
  PluginScope,
  type Schema,
  task,
  WiringError,
} from "../../core/mod.ts";
import { TestBot } from "../support/test_bot.ts";

const never = () => new Promise<never>(() => {});

/** What a bot has against a plugin that it is to load. */
async function problemOf(type: Constructor): Promise<string> {
  await using bot = await TestBot.start();
  const { message } = await assertRejects(
    () => bot.inVirtualTime(bot.kernel.load(type), 90_000),
    WiringError,
  );
  assertEquals([bot.kernel.status().plugins, bot.kernel.contributions.size], [[], 0]);
  return message;
}

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

Deno.test("options that can't be read are told with the decorator and the method", async () => {
  const odd = contribution<[object], object, () => void>({
    id: "odd",
    options: (options) => options,
    check: (options) => "wrong" in options && options.wrong ? "wrong" : undefined,
  });
  @plugin({ name: "odd" })
  class Odd {
    @odd({
      get wrong() {
        throw new Error("not to be read");
      },
    })
    run() {}
  }
  assertMatch(await problemOf(Odd), /^odd: @odd on run: not to be read/);
});

Deno.test("a name that is no text is told as such, whatever it says of itself", async () => {
  const name: unknown = { toString: () => "roll" };
  @plugin({ name: "nameless" })
  class Nameless {
    @command(name as string, { description: "Rolls" }) // as a program without types may do
    roll() {}
  }
  assertMatch(await problemOf(Nameless), /^nameless: @command on roll: Its name has to be text\./);
});

for (
  const [how, validate] of [["throws", () => {
    throw new Error("no schema");
  }], ["never ends", never]] as const
) {
  Deno.test(`a schema that ${how} is told with its plugin`, async () => {
    const schema: Schema<object> = { "~standard": { version: 1, vendor: "test", validate } };
    @plugin({ name: "odd", config: config(schema) })
    class Odd {}
    assertMatch(await problemOf(Odd), /^odd: Its configuration can't be read: (?:no schema|Its schema had not ended)/);
  });
}

Deno.test("a contribution that its point's check refuses is refused at any time", async () => {
  @plugin({ name: "dynamic" })
  @inject(PluginScope)
  class Dynamic {
    constructor(readonly scope: PluginScope) {}
    start() {
      assertThrows(
        () => this.scope.contribute(command, { name: "Not A Command" }, () => {}),
        TypeError,
        "Not A Command",
      );
    }
  }
  await using bot = await TestBot.start({ plugins: [Dynamic] });
  assertEquals(bot.kernel.contributions.size, 0);
});

Deno.test("a contribution that some subscriber refuses is taken back, and all the others have heard of both", () => {
  const contributions = new Contributions();
  const sizes: number[] = [];
  contributions.of(command).subscribe(() => {
    if (contributions.of(command).size > 0) throw new Error("no");
  });
  contributions.of(command).subscribe(() => sizes.push(contributions.of(command).size));
  const add = () =>
    contributions.add(command, { plugin: "a", name: "a.b", key: "b", options: { name: "b" }, handler: () => {} });
  assertThrows(add, Error, "no");
  assertEquals([contributions.size, contributions.of(command).get("b"), sizes], [0, undefined, [1, 0]]);
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
