import { assertEquals, assertRejects } from "@std/assert";
import { AdapterFailed, command, type CommandContext, type PendingPlace, plugin } from "../../../core/mod.ts";
import { settle } from "../../support/clock.ts";
import { ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { TestBot } from "../../support/test_bot.ts";

@plugin({ name: "echo" })
class Echo {
  @command("echo", { description: "Says it again" })
  async echo(ctx: CommandContext) {
    await ctx.reply(ctx.rest);
  }
}

/** An adapter that opens when a test lets it. */
class SlowAdapter extends ScriptedAdapter {
  override readonly platform: string = "slow";
  readonly opening = Promise.withResolvers<void>();
  stopped = 0;

  override start(): Promise<void> {
    return this.opening.promise;
  }

  override stop(): Promise<void> {
    this.stopped++;
    this.opening.resolve();
    return Promise.resolve();
  }
}

/** An adapter whose last calls take until a test lets them go, and that tells what it was asked. */
class LastingAdapter extends ScriptedAdapter {
  override readonly platform: string = "lasting";
  readonly calls: string[] = [];
  readonly stopping = Promise.withResolvers<void>();
  readonly closing = Promise.withResolvers<void>();

  override stop(): Promise<void> {
    this.calls.push("stop");
    return this.stopping.promise;
  }

  endWithin(milliseconds: number): void {
    this.calls.push(`end within ${milliseconds}`);
  }

  override close(): Promise<void> {
    this.calls.push("close");
    return this.closing.promise;
  }
}

Deno.test("a stop waits until nothing more is handed in, says how long there is, waits until all has gone out, and then closes the store", async () => {
  const lasting = new LastingAdapter();
  const bot = await TestBot.start({ plugins: [Echo], others: [lasting] });
  const { store } = bot;
  const close = store.close.bind(store);
  const closing = Promise.withResolvers<void>();
  store.close = () => (lasting.calls.push("close the store"), closing.promise.then(close));
  const stopped = bot.kernel.stop({ deadline: 10_000 }).then(() => lasting.calls.push("stopped"));
  const seen: string[][] = [];
  for (const next of [lasting.stopping, lasting.closing, closing]) {
    await settle();
    seen.push(lasting.calls.splice(0));
    next.resolve();
  }
  await stopped;
  assertEquals([...seen, lasting.calls], [
    ["stop"],
    ["end within 10000", "close"],
    ["close the store"],
    ["stopped"],
  ]);
});

Deno.test("an adapter that takes long to open keeps nobody from another", async () => {
  const slow = new SlowAdapter();
  await using bot = await TestBot.make({ plugins: [Echo], others: [slow] });
  const started = bot.kernel.start();
  await settle();
  await bot.chat.say("/echo hello");
  await bot.settle();
  assertEquals(bot.chat.texts, ["hello"]);
  slow.opening.resolve();
  await started;
});

Deno.test("an adapter that can't open fails the start, when the others have opened or failed", async () => {
  const [slow, failing] = [new SlowAdapter(), Object.assign(new SlowAdapter(), { platform: "failing" })];
  await using bot = await TestBot.make({ plugins: [Echo], others: [slow, failing] });
  let over = false;
  const started = bot.kernel.start();
  started.catch(() => {}).finally(() => over = true);
  await settle();
  failing.opening.reject(new AdapterFailed("unauthorized", "The token is wrong."));
  await settle();
  assertEquals(over, false);
  slow.opening.resolve();
  await assertRejects(() => started, AdapterFailed, "token is wrong");
});

Deno.test("a stop while adapters open is no failure: each is stopped, and nothing is announced as started", async () => {
  const slow = new SlowAdapter();
  const bot = await TestBot.make({ plugins: [Echo], others: [slow] });
  const started = bot.kernel.start();
  await settle();
  await bot.stop();
  await started;
  assertEquals(slow.stopped, 1);
});

Deno.test("stopped while it brings back what was pending, it opens no adapter", async () => {
  const bot = await TestBot.make({ plugins: [Echo] });
  const { journal } = bot.store;
  const reading = Promise.withResolvers<readonly PendingPlace[]>();
  journal.pending = async function* () {
    yield await reading.promise;
  };
  const started = bot.kernel.start();
  await settle();
  const stopped = bot.stop();
  reading.resolve([]);
  await Promise.all([started, stopped]);
  assertEquals(bot.chat.isOpen, false);
});

Deno.test("an adapter whose input has ended is told to whoever runs the program, with those that go on, and is open no more", async () => {
  const other = Object.assign(new ScriptedAdapter(), { platform: "other" });
  const notices: string[] = [];
  await using bot = await TestBot.start({ plugins: [Echo], others: [other], notices });
  bot.chat.end();
  bot.chat.end();
  assertEquals(notices, ["test is closed, other goes on. Ctrl-C stops the program."]);
  assertEquals(bot.kernel.status().adapters.map(({ platform }) => platform), ["other"]);
});

Deno.test("the last adapter whose input ends drains the bot, and there is nothing to tell", async () => {
  const notices: string[] = [];
  await using bot = await TestBot.start({ plugins: [Echo], notices });
  bot.chat.end();
  await bot.kernel.drained;
  assertEquals(notices, []);
});
