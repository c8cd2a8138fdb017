import { assertEquals, assertStringIncludes } from "@std/assert";
import { command, type CommandContext, plugin } from "../../core/mod.ts";
import { TestBot } from "../support/test_bot.ts";

@plugin({ name: "echo" })
class Echo {
  @command("echo", { description: "Says it again" })
  async echo(ctx: CommandContext) {
    await ctx.reply(ctx.rest);
  }
}

Deno.test("a command reaches its handler, and its reply goes out", async () => {
  await using bot = await TestBot.start({ plugins: [Echo] });
  assertEquals(await bot.chat.say("/echo hello there"), "accepted");
  const [reply] = await bot.chat.sent(1);
  assertEquals(reply.text, "hello there");
});

Deno.test("an unknown command is named with the nearest one there is", async () => {
  await using bot = await TestBot.start({ plugins: [Echo] });
  await bot.chat.say("/ecko");
  const [reply] = await bot.chat.sent(1);
  assertStringIncludes(reply.text, "/echo");
});
