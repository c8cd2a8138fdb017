import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { delay } from "@std/async/delay";
import {
  BackgroundTaskManager,
  command,
  type CommandContext,
  HandlerExpired,
  inject,
  plugin,
  PluginScope,
  PluginUnloaded,
  SystemClock,
} from "../../../core/mod.ts";
import { captureLogs } from "../../support/mod.ts";
import { TestBot } from "../../support/test_bot.ts";

const never = () => new Promise<never>(() => {});

/** What a plugin is told to have left behind when it is unloaded; `undefined` when nothing is told. */
async function leftBy(bot: TestBot, name: string): Promise<unknown> {
  const lines = await captureLogs(() => bot.kernel.unload(name));
  return lines.find(({ level }) => level === "warning")?.properties.left;
}

Deno.test("a fenced handler's reply is refused by name, also when its plugin is gone", async () => {
  const gate = Promise.withResolvers<void>();
  const refused: unknown[] = [];
  @plugin({ name: "slow" })
  class Slow {
    @command("slow", { description: "Takes long", timeout: 1_000 })
    async slow(ctx: CommandContext) {
      await gate.promise;
      await Promise.resolve().then(() => ctx.reply("late")).catch((error) => refused.push(error));
    }
  }
  await using bot = await TestBot.start({ plugins: [Slow] });
  await bot.chat.say("/slow");
  await bot.clock.advance(1_000);
  await bot.kernel.unload("slow");
  gate.resolve();
  await bot.settle();
  assert(refused[0] instanceof HandlerExpired);
  assertStringIncludes(refused[0].message, "slow.slow");
});

Deno.test("an interval is refused to a plugin that is gone, and a timer is let to a handler of it that has not ended", async () => {
  const gate = Promise.withResolvers<void>();
  const outcomes: string[] = [];
  @plugin({ name: "poller" })
  class Poller {
    start() {
      // Nobody waits for it, so that it ends with the plugin.
      void gate.promise.then(() => setInterval(() => {}, 1_000)).catch((error) => outcomes.push(error.code));
    }
    @command("wait", { description: "Waits" })
    async wait() {
      await gate.promise;
      await delay(1);
      outcomes.push("ended");
    }
  }
  await using bot = await TestBot.start({ plugins: [Poller] });
  await bot.chat.say("/wait");
  await bot.kernel.unload("poller");
  gate.resolve();
  await delay(5);
  assertEquals(outcomes, ["plugin_unloaded", "ended"]);
});

Deno.test("a timer that was set and cleared, and one that has fired, are not left behind", async () => {
  @plugin({ name: "tidy" })
  class Tidy {
    async start() {
      clearInterval(setInterval(() => {}, 1_000));
      clearTimeout(Number(setTimeout(() => {}, 1_000)));
      await delay(1);
    }
  }
  await using bot = await TestBot.start();
  await bot.kernel.load(Tidy);
  assertEquals(await leftBy(bot, "tidy"), undefined);
});

Deno.test("what the kernel's clock sets on the way of a plugin's call is not the plugin's", async () => {
  const clock = new SystemClock();
  let cancel = () => {};
  @plugin({ name: "caller" })
  class Caller {
    start() {
      cancel = clock.setTimer(1_000_000, () => {});
    }
  }
  await using bot = await TestBot.start({ plugins: [Caller] });
  assertEquals(await leftBy(bot, "caller"), undefined);
  cancel();
});

Deno.test("a handler of somebody else that begins on the way of a plugin's call is not the plugin's", async () => {
  let timer: ReturnType<typeof setInterval> | undefined;
  const others: { bot?: TestBot } = {};
  @plugin({ name: "caller" })
  class Caller {
    @command("call", { description: "Makes another begin" })
    async call() {
      await others.bot?.chat.say("/other", { chat: "d" });
    }
  }
  @plugin({ name: "other" })
  class Other {
    @command("other", { description: "Sets a timer that is its own matter" })
    other() {
      timer = setInterval(() => {}, 1_000_000);
    }
  }
  await using bot = await TestBot.start({ plugins: [Caller, Other], proven: [Other] });
  others.bot = bot;
  await bot.chat.say("/call");
  await bot.settle();
  assert(timer !== undefined);
  assertEquals(await leftBy(bot, "caller"), undefined);
  clearInterval(timer);
});

Deno.test("what a timer's callback sets is called after what set the first, however long that goes on", async () => {
  let ticks = 0;
  const third = Promise.withResolvers<void>();
  @plugin({ name: "clock" })
  class Clockwork {
    start() {
      const tick = () => {
        if (++ticks === 3) third.resolve();
        setTimeout(tick, 1);
      };
      tick();
    }
  }
  await using bot = await TestBot.start();
  await bot.kernel.load(Clockwork);
  await third.promise;
  assertEquals(await leftBy(bot, "clock"), ["setTimeout tick of clock.start"]);
});

Deno.test("a task that a plugin registers by itself ends with the plugin, and never another of the same id", async () => {
  @plugin({ name: "worker" })
  @inject(BackgroundTaskManager)
  class Worker {
    constructor(readonly tasks: BackgroundTaskManager) {}
    start() {
      this.tasks.register("worker.once", () => {}, { description: "Ends", owner: "worker" });
      this.tasks.register("worker.on", ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        }), { description: "Goes on", owner: "worker" });
    }
  }
  await using bot = await TestBot.start({ plugins: [Worker] });
  await bot.settle();
  assertEquals(bot.kernel.status().plugins[0].holds, ["container", "task worker.on"]);
  bot.kernel.tasks.register("worker.once", never, { description: "Another's", owner: "test" });
  await bot.kernel.unload("worker");
  const live = bot.kernel.tasks.list().filter(({ status }) => status === "running");
  assertEquals(live.map(({ owner }) => owner), ["test"]);
});

Deno.test("a plugin that is proven is not watched: its timers are its own matter", async () => {
  let timer: ReturnType<typeof setInterval> | undefined;
  @plugin({ name: "proven" })
  class Proven {
    start() {
      timer = setInterval(() => {}, 1_000_000);
    }
  }
  await using bot = await TestBot.start({ plugins: [Proven], proven: [Proven] });
  assertEquals(await leftBy(bot, "proven"), undefined);
  clearInterval(timer);
});

Deno.test("what is tried after the unloading is refused by a typed error", async () => {
  let kept: PluginScope | undefined;
  @plugin({ name: "keeper" })
  @inject(PluginScope)
  class Keeper {
    constructor(scope: PluginScope) {
      kept = scope;
    }
  }
  await using bot = await TestBot.start({ plugins: [Keeper] });
  await bot.kernel.unload("keeper");
  const error = assertThrows(() => kept?.defer("a door", () => {}), PluginUnloaded);
  assertEquals([error.code, error.plugin, error.label], ["plugin_unloaded", "keeper", "a door"]);
});
