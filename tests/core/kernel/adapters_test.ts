import { assertEquals, assertRejects } from "@std/assert";
import { AdapterFailed, command, type CommandContext, plugin } from "../../../core/mod.ts";
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
