/** `new UserError(text, { keep: true })`: what was sent is kept, to be tried again. */
import { assertEquals } from "@std/assert";
import {
  command,
  type CommandContext,
  type Context,
  type IncomingMessage,
  inject,
  on,
  plugin,
  Rejected,
  UserError,
  work,
  type WorkContext,
  type WorkItem,
  WorkQueue,
} from "../../../core/mod.ts";
import { SystemPlugin } from "../../../plugins/system/mod.ts";
import { captureLogs } from "../../support/logs.ts";
import { Life } from "../../support/life.ts";
import { TestBot } from "../../support/test_bot.ts";

let isClosed = true;

/** An oracle that is closed at times. */
@plugin({ name: "oracle" })
@inject(WorkQueue)
class Oracle {
  constructor(private readonly queue: WorkQueue) {}

  @command("ask", { description: "Asks" })
  async ask(ctx: CommandContext) {
    await this.#answer(ctx, ctx.rest);
  }

  @command("slow", { description: "Asks, and shows how it goes", lane: "work" })
  async askSlowly(ctx: CommandContext) {
    await ctx.progress("asking …");
    await this.#answer(ctx, ctx.rest);
  }

  @command("wrong", { description: "Can't be asked" })
  async askWrongly(ctx: CommandContext) {
    await ctx.progress("asking …");
    throw new UserError("No such question.");
  }

  @on("message")
  async gather(ctx: Context<IncomingMessage>) {
    ctx.hold();
    const { event: { key, conversation }, account, language } = ctx;
    const item = { id: `batch:${key}`, kind: "questions", conversation, account: account.id, language };
    await this.queue.submit({ ...item, members: [key], data: null, createdAt: 0 });
  }

  @work("questions")
  async work(_item: WorkItem, ctx: WorkContext) {
    const [{ event }] = ctx.entries;
    await this.#answer(ctx, event.kind === "message" ? event.text : "");
  }

  async #answer(ctx: Pick<WorkContext, "reply">, question: string): Promise<void> {
    if (isClosed) throw new UserError("The oracle is closed.", { keep: true });
    await ctx.reply(`${question}? Yes.`);
  }
}

async function start(): Promise<TestBot> {
  isClosed = true;
  return await TestBot.start({ plugins: [Oracle, SystemPlugin] });
}

/** What was shown of one message or another, with its buttons, in order. */
function shown(bot: TestBot): string[] {
  return bot.chat.shown.map(({ id, text, buttons = [] }) =>
    [`${id}: ${text}`, ...buttons.flat().map((button) => `[${button.text}]`)].join(" ")
  );
}

for (
  const [what, text, answer] of [
    ["a command", "/ask luck", "luck? Yes."],
    ["a command of the work lane", "/slow luck", "luck? Yes."],
    ["a batch", "luck", "luck? Yes."],
  ]
) {
  Deno.test(`${what} that can't be done now is kept with its reason, and done when it is tried again`, async () => {
    await using bot = await start();
    await bot.chat.say(text);
    await bot.settle();
    const [letter] = await bot.store.journal.deadLetters();
    assertEquals(letter.reason, "The oracle is closed.");
    assertEquals(shown(bot).at(-1), "m1: The oracle is closed. [Try again] [Discard]");
    isClosed = false;
    await bot.chat.press("Try again");
    await bot.settle();
    await bot.settle();
    assertEquals(bot.chat.shown.at(-1)?.text, answer);
    assertEquals(await bot.store.journal.deadLetters(), []);
  });
}

Deno.test("what is kept outlives a restart, and can fail again", async () => {
  isClosed = true;
  await using life = await Life.begin({ plugins: [Oracle, SystemPlugin] });
  const first = await life.start();
  await first.chat.say("luck");
  await first.settle();
  await life.die();
  const second = await life.start();
  assertEquals(second.chat.texts, []);
  await second.chat.say("/failed", { key: "another" });
  await second.settle();
  for (let again = 1; again <= 2; again++) {
    await second.chat.press("Try 1 again");
    await second.settle();
    await second.settle();
    assertEquals(second.chat.texts.filter((text) => text === "The oracle is closed.").length, again);
  }
  assertEquals((await second.store.journal.deadLetters()).length, 1);
});

Deno.test("it is no failure of the handler: the log of errors has nothing of it", async () => {
  await using bot = await start();
  const lines = await captureLogs(async () => {
    await bot.chat.say("/ask luck");
    await bot.settle();
  });
  assertEquals(lines.filter(({ level }) => level === "error" || level === "warning"), []);
});

Deno.test("the news takes the place of what was going on, and a retry shows that anew", async () => {
  await using bot = await start();
  await bot.chat.say("/slow luck");
  await bot.settle();
  isClosed = false;
  await bot.chat.press("Try again");
  await bot.settle();
  await bot.settle();
  assertEquals(shown(bot), [
    "m1: asking …",
    "m1: The oracle is closed. [Try again] [Discard]",
    "m2: Trying again.",
    "m3: asking …",
    "m3: luck? Yes.",
  ]);
});

Deno.test("an error that keeps nothing takes the place of what was going on as well", async () => {
  await using bot = await start();
  await bot.chat.say("/wrong");
  await bot.settle();
  assertEquals(shown(bot), ["m1: asking …", "m1: No such question."]);
  assertEquals(await bot.store.journal.deadLetters(), []);
});

Deno.test("where what was going on was deleted, the news is sent anew", async () => {
  await using bot = await start();
  bot.chat.script = (operation) => {
    if (operation.kind === "edit") throw new Rejected("message to edit not found", 400);
  };
  await bot.chat.say("/slow luck");
  await bot.settle();
  assertEquals(shown(bot), ["m1: asking …", "m2: The oracle is closed. [Try again] [Discard]"]);
});
