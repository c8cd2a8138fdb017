/** What is kept of what was said to a command whose arguments may be secret. */
import { assertEquals, assertFalse } from "@std/assert";
import { command, type CommandContext, DeadLetters, inject, plugin, secrets } from "../../../core/mod.ts";
import { TestBot } from "../../support/test_bot.ts";

@plugin({ name: "keys" })
@inject(DeadLetters)
class Keys {
  constructor(private readonly letters: DeadLetters) {}

  @command("key", { description: "Takes a key", secret: true })
  async key(ctx: CommandContext) {
    if (ctx.rest.includes("wrong")) throw new Error(`${ctx.rest} is no key`);
    await ctx.reply("taken");
  }

  @command("later", { description: "Takes a key in the work lane", secret: true, lane: "work" })
  async later(ctx: CommandContext) {
    await ctx.reply("taken");
  }

  @command("discard", { description: "Discards a dead letter" })
  async discard(ctx: CommandContext) {
    await ctx.reply(await this.letters.discard(ctx.rest, ctx.account));
  }
}

/** Says it, and resolves with what reads what the journal keeps of it. */
async function say(bot: TestBot, text: string) {
  const event = bot.chat.message(text);
  await bot.chat.deliver(event);
  await bot.clock.advance(1_000);
  const kept = async () =>
    (await bot.store.journal.read([event.key])).map(({ event }) => "text" in event && event.text);
  return { key: event.key, kept };
}

for (const name of ["key", "later"]) {
  Deno.test(`what was said to a secret command is forgotten when it is done: /${name}`, async () => {
    await using bot = await TestBot.start({ plugins: [Keys] });
    const { kept } = await say(bot, `/${name} 1234`);
    assertEquals(bot.chat.texts, ["taken"]);
    assertEquals(await kept(), [""]);
  });
}

Deno.test("what was said to a secret command that has failed is kept to be tried again, and forgotten when it is discarded", async () => {
  await using bot = await TestBot.start({ plugins: [Keys] });
  const { key, kept } = await say(bot, "/key wrong");
  assertEquals(await kept(), ["/key wrong"]);
  await say(bot, `/discard ${key}`);
  assertEquals(bot.chat.texts.at(-1), "discarded");
  assertEquals(await kept(), [""]);
});

Deno.test("no secret is in the reason of a dead letter", async () => {
  const secret = "wrong-secret-of-this-test";
  secrets.add(secret);
  await using bot = await TestBot.start({ plugins: [Keys] });
  await say(bot, `/key ${secret}`);
  const [letter] = await bot.store.journal.deadLetters();
  assertFalse(letter.reason.includes(secret), letter.reason);
});
