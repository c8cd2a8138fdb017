/** `ctx.progress`: one message that shows what is going on and becomes the reply. */
import { assertEquals } from "@std/assert";
import {
  command,
  type CommandContext,
  DeadLetters,
  inject,
  NotSent,
  type Operation,
  plugin,
  Rejected,
} from "../../../core/mod.ts";
import { Life } from "../../support/life.ts";
import type { ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { TestBot } from "../../support/test_bot.ts";

let gate = Promise.withResolvers<void>();

@plugin({ name: "slow" })
class Slow {
  @command("slow", { description: "Says how far it is" })
  async run(ctx: CommandContext) {
    await ctx.progress("one");
    await ctx.progress("two");
    await gate.promise;
    await ctx.reply("done");
    await ctx.progress("three");
    await ctx.reply("and more");
  }
}

/** What was performed, in short: `send m1: text`. */
function performed({ operations }: ScriptedAdapter): string[] {
  let sent = 0;
  return operations.map((operation: Operation) => {
    if (operation.kind === "send") return `send m${++sent}: ${operation.text}`;
    return operation.kind === "edit" ? `edit ${operation.message.id}: ${operation.text}` : operation.kind;
  });
}

async function start(): Promise<TestBot> {
  gate = Promise.withResolvers<void>();
  return await TestBot.start({ plugins: [Slow] });
}

Deno.test("what is going on is one message, and the first reply takes its place", async () => {
  await using bot = await start();
  gate.resolve();
  await bot.chat.say("/slow");
  await bot.settle();
  assertEquals(performed(bot.chat), ["send m1: one", "edit m1: two", "edit m1: done", "send m2: and more"]);
});

Deno.test("where messages can't be changed, only the replies are sent", async () => {
  const bot = await TestBot.make({ plugins: [Slow] });
  await using _stopped = bot;
  bot.chat.capabilities = { ...bot.chat.capabilities, edit: false };
  await bot.kernel.start();
  gate.resolve();
  await bot.chat.say("/slow");
  await bot.settle();
  assertEquals(performed(bot.chat), ["send m1: done", "send m2: and more"]);
});

Deno.test("a reply whose place was deleted is sent anew", async () => {
  await using bot = await start();
  await bot.chat.say("/slow");
  await bot.settle();
  bot.chat.script = (operation) => {
    if (operation.kind === "edit") throw new Rejected("message to edit not found", 400);
  };
  gate.resolve();
  await bot.settle();
  assertEquals(performed(bot.chat), ["send m1: one", "edit m1: two", "send m2: done", "send m3: and more"]);
});

Deno.test("a failure to show what is going on fails nothing", async () => {
  await using bot = await start();
  bot.chat.script = (operation) => {
    if (operation.kind === "send" && operation.text === "one") throw new Rejected("no", 400);
  };
  gate.resolve();
  await bot.chat.say("/slow");
  await bot.settle();
  assertEquals(performed(bot.chat), ["send m1: done", "send m2: and more"]);
});

Deno.test("after a restart the reply takes the place of what the handler showed before it", async () => {
  gate = Promise.withResolvers<void>();
  await using life = await Life.begin({
    plugins: [Slow],
    dying: () => void (gate = Promise.withResolvers<void>()),
    ending: () => gate.resolve(),
  });
  const first = await life.start();
  await first.chat.say("/slow");
  await first.settle();
  assertEquals(performed(first.chat), ["send m1: one", "edit m1: two"]);
  await life.die();
  gate.resolve();
  const second = await life.start();
  assertEquals(performed(second.chat), ["edit m1: two", "edit m1: done", "send m1: and more"]);
});

Deno.test("a reply that was on its way as a message of its own does not come again in the place of what is shown after the restart", async () => {
  const renew = () => void (gate = Promise.withResolvers<void>());
  renew();
  await using life = await Life.begin({ plugins: [Slow], dying: renew, ending: () => gate.resolve() });
  const first = await life.start();
  first.chat.script = (operation) => {
    if (operation.kind !== "send") return;
    if (operation.text === "one") throw new NotSent("no route to host");
    return new Promise(() => {});
  };
  gate.resolve();
  await first.chat.say("/slow");
  await first.settle();
  for (let restarts = 0; restarts < 2; restarts++) {
    await life.die();
    const again = await life.start();
    gate.resolve();
    await again.settle();
    assertEquals(performed(again.chat).filter((line) => line.endsWith("done")), []);
  }
});

@plugin({ name: "again" })
@inject(DeadLetters)
class Again {
  constructor(private readonly letters: DeadLetters) {}

  @command("again", { description: "Tries all again" })
  async run(ctx: CommandContext) {
    for (const { unit } of await this.letters.list()) await this.letters.retry(unit, ctx.account);
  }
}

Deno.test("a reply on its way in the place of what was going on is no second message when its dead letter is tried again", async () => {
  const renew = () => void (gate = Promise.withResolvers());
  renew();
  await using life = await Life.begin({ plugins: [Slow, Again], dying: renew, ending: () => gate.resolve() });
  let bot = await life.start();
  await bot.chat.say("/slow");
  await bot.settle();
  while ((await bot.store.journal.stats()).dead === 0) {
    bot.chat.script = (operation) =>
      operation.kind === "edit" && operation.text === "done" ? new Promise(() => {}) : undefined;
    gate.resolve();
    await bot.settle();
    await life.die();
    bot = await life.start();
  }
  gate.resolve();
  // The news is m1 of this life, and what is going on m2; in the first life that was m1.
  await bot.chat.say("/again", { key: "test:again" });
  await bot.settle();
  assertEquals(performed(bot.chat).slice(-5), [
    "send m2: one",
    "edit m2: two",
    "delete",
    "edit m1: done",
    "send m3: and more",
  ]);
});
