/** The system plugin inside a whole bot. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { command, type CommandContext, plugin, secrets, UserError } from "@portico/bot";
import { SystemPlugin } from "../../../plugins/system/mod.ts";
import { TestBot } from "../../support/test_bot.ts";

let broken = true;

@plugin({ name: "fragile" })
class Fragile {
  @command("break")
  async breakDown(ctx: CommandContext): Promise<void> {
    if (broken) throw new Error("out of paper");
    await ctx.reply("Printed.");
  }

  @command("name")
  async ask(ctx: CommandContext): Promise<void> {
    await ctx.reply(`Hello ${await ctx.ask("Your name?")}`);
  }
}

async function start() {
  const bot = await TestBot.start({ plugins: [SystemPlugin, Fragile] });
  const say = async (text: string, user = "you") => {
    await bot.chat.say(text, { user });
    await bot.settle();
    return bot.chat.texts.at(-1) ?? "";
  };
  return { bot, say };
}

Deno.test("what failed is kept, listed, and done after all when its button is pressed", async () => {
  const { bot, say } = await start();
  await using _stopped = bot;
  broken = true;
  await say("/break");
  assertStringIncludes(await say("/status"), "1 thing could not be finished: /failed");
  assertStringIncludes(await say("/failed"), "`out of paper`\n   `/break`");
  broken = false;
  await bot.chat.press("Try 1 again");
  await bot.settle();
  assertEquals(bot.chat.texts.filter((text) => text === "Printed.").length, 1);
  assertEquals(await say("/failed"), "Nothing has failed.");
});

Deno.test("/cancel ends a dialogue, and the person is told once", async () => {
  const { bot, say } = await start();
  await using _stopped = bot;
  await say("/name");
  const before = bot.chat.texts.length;
  assertEquals(await say("/cancel"), "Cancelled.");
  assertEquals(bot.chat.texts.length, before + 1);
  assertEquals(await say("/cancel"), "There is nothing to cancel.");
});

Deno.test("/help, /tasks and /plugins tell what is really there", async () => {
  const { bot, say } = await start();
  await using _stopped = bot;
  assertStringIncludes(await say("/help"), "**fragile**\n- `/break`\n- `/name`");
  assertStringIncludes(await say("/tasks"), "(`system.forget`): waiting, next in 1 hour");
  assertStringIncludes(await say("/plugins"), "- **fragile**:");
});

Deno.test("an idle bot has nothing to finish, /status itself not counted", async () => {
  const { bot, say } = await start();
  await using _stopped = bot;
  assertStringIncludes(await say("/status"), "Accepted and not finished: 0 messages");
});

Deno.test("a failure that says a secret, and a command that was given one, show it nowhere, and keep only what is needed to try again", async () => {
  secrets.add("s3cret-of-the-bot");
  @plugin({ name: "vain" })
  class VainPlugin {
    @command("keep", { description: "Keeps a key", secret: true })
    keep(): void {
      throw new Error("Nobody takes s3cret-of-the-bot here.");
    }
    @command("tell", { description: "Tells", secret: true })
    tell(): void {
      throw new UserError("It was s3cret-of-the-bot that failed.");
    }
  }
  await using bot = await TestBot.start({ plugins: [SystemPlugin, VainPlugin] });
  const [keep, tell] = [bot.chat.message("/keep my-own-key"), bot.chat.message("/tell my-own-key")];
  for (const event of [keep, tell, bot.chat.message("/failed")]) {
    await bot.chat.deliver(event);
    await bot.settle();
  }
  const { journal } = bot.store;
  assertEquals((await journal.deadLetters()).map(({ reason }) => reason), ["Nobody takes *** here."]);
  const saidOf = async () =>
    (await journal.read([keep.key, tell.key])).map(({ event }) => event.kind === "message" && event.text);
  assertEquals(await saidOf(), ["/keep my-own-key", ""]);
  assertStringIncludes(bot.chat.texts.join(), "It was *** that failed.");
  assertStringIncludes(bot.chat.texts.join(), "/keep …");
  assertEquals(JSON.stringify(bot.chat.operations).match(/s3cret|my-own-key/), null);
  await bot.chat.press("Discard 1");
  await bot.settle();
  assertEquals(await saidOf(), ["", ""]);
});
