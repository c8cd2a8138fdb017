/** The line in a whole bot: what waits in it costs handlers nothing, and a stop lets it out. */
import { assert, assertEquals } from "@std/assert";
import { deliver, type DeliveryLine } from "../../../adapters/delivery/mod.ts";
import {
  action,
  type ActionContext,
  BotPort,
  command,
  type CommandContext,
  inject,
  logger,
  plugin,
  RateLimited,
} from "../../../core/mod.ts";
import { TestFolder } from "../../support/folder.ts";
import { captureLogs } from "../../support/logs.ts";
import { conversation, ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { settle, TestClock } from "../../support/mod.ts";
import { TestBot } from "../../support/test_bot.ts";

/** A scripted platform behind a line. */
class LineAdapter extends ScriptedAdapter {
  override readonly transport: DeliveryLine;

  constructor(clock: TestClock) {
    super();
    this.transport = deliver({ perform: (operation, signal) => this.perform(operation, signal) }, {
      clock,
      log: logger("delivery"),
    });
  }

  override close(signal?: AbortSignal): Promise<void> {
    return this.transport.drain(signal);
  }
}

@plugin({ name: "news" })
@inject(BotPort)
class NewsPlugin {
  constructor(private readonly bot: BotPort) {}

  @command("hello", { description: "Says hello" })
  async hello(ctx: CommandContext): Promise<void> {
    await ctx.reply("hello");
  }

  @command("ask", { description: "Shows a button" })
  async ask(ctx: CommandContext): Promise<void> {
    await ctx.reply({ text: "?", buttons: [[{ text: "Press", action: { name: "news.press" } }]] });
  }

  @action("press")
  async press(ctx: ActionContext): Promise<void> {
    await ctx.answer("seen");
    await ctx.reply("pressed");
  }

  @command("news", { description: "Tells three people" })
  news(): void {
    for (const chat of ["a", "a", "b"]) {
      this.bot.send(conversation(chat), "news", { priority: "broadcast" }).catch(() => {});
    }
  }
}

async function start(
  path?: string,
): Promise<{ readonly bot: TestBot; readonly chat: LineAdapter; readonly clock: TestClock }> {
  const clock = new TestClock();
  const chat = new LineAdapter(clock);
  return {
    bot: await TestBot.start({ plugins: [NewsPlugin], proven: [NewsPlugin], chat, ...(path && { path }) }, clock),
    chat,
    clock,
  };
}

Deno.test("a handler whose reply waits out a pause of five minutes is not given up after its minute", async () => {
  const { bot, chat, clock } = await start();
  let refusals = 0;
  chat.script = () => {
    if (refusals++ === 0) throw new RateLimited(300_000, "chat");
  };
  await chat.say("/hello");
  await clock.advance(300_000);
  assertEquals(chat.texts, ["hello"]);
  assertEquals(await bot.store.journal.deadLetters(), []);
  await bot.stop();
});

Deno.test("the answer to a press that waits out a pause does not cost its handler the time either", async () => {
  const { bot, chat, clock } = await start();
  await chat.say("/ask");
  await settle();
  let refusals = 0;
  chat.script = ({ kind }) => {
    if (kind === "answerAction" && refusals++ === 0) throw new RateLimited(300_000, "bot");
  };
  await chat.press("Press");
  await clock.advance(300_000);
  await bot.settle();
  assertEquals(chat.texts, ["?", "pressed"]);
  assertEquals(await bot.store.journal.deadLetters(), []);
  await bot.stop();
});

Deno.test("a stop lets out what is on its way", async () => {
  const { bot, chat, clock } = await start();
  chat.script = () => new Promise((resolve) => void clock.setTimer(1_000, resolve));
  await chat.say("/news");
  await settle();
  await bot.stop();
  assertEquals(chat.texts, ["news", "news", "news"]);
});

Deno.test("a stop ends by its deadline, and tells by name what it could not let out", async () => {
  const logs = await captureLogs(async () => {
    const { bot, chat, clock } = await start();
    chat.script = () => Promise.reject(new RateLimited(3_600_000, "bot"));
    await chat.say("/news");
    await settle();
    const begun = clock.monotonic();
    await bot.stop(10_000);
    assert(clock.monotonic() - begun <= 10_000);
  });
  const said = logs.map(({ message }) => message);
  assert(said.includes("Not sent at the end: send(chat=a) ×2, send(chat=b)."), said.join("\n"));
  assert(!said.some((line) => line.includes("did not stop in time")));
});

Deno.test("a reply that a stop has given up goes out after the next start, once", async () => {
  await using folder = await TestFolder.make();
  const path = folder.join("portico.db");
  const first = await start(path);
  first.chat.script = () => Promise.reject(new RateLimited(3_600_000, "chat"));
  await first.chat.say("/hello");
  await settle();
  await first.bot.stop(10_000);
  const second = await start(path);
  await second.clock.advance(1_000);
  assertEquals([first.chat.texts, second.chat.texts], [[], ["hello"]]);
  await second.bot.stop();
});
