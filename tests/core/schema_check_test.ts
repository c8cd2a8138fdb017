import { assert, assertEquals, assertMatch } from "@std/assert";
import { z } from "zod";
import { z as mini } from "zod/mini";
import { checkValue, command, type CommandContext, plugin, type Schema, Translations } from "../../core/mod.ts";
import { TestBot } from "../support/test_bot.ts";

async function messageOf(schema: Schema<unknown>, value: unknown, language: string): Promise<string> {
  const { issues } = await checkValue(schema, value, language);
  assert(issues !== undefined);
  return issues.map(({ message }) => message).join("; ");
}

Deno.test("zod's messages come in every language of the bot", async () => {
  const english = await messageOf(z.number().min(1), 0, "en");
  for (const language of new Translations().languages.filter((language) => language !== "en")) {
    assert(await messageOf(z.number().min(1), 0, language) !== english, language);
  }
  assertMatch(await messageOf(z.number(), "x", "ru"), /ожидалось число/);
  assertMatch(await messageOf(mini.number(), "x", "ru"), /ожидалось число/);
});

Deno.test("a message that a schema has of its own stays as it is", async () => {
  assertEquals(await messageOf(z.number().min(1, "Мало"), 0, "ru"), "Мало");
  assertEquals(await messageOf(z.number().min(1, "Too few"), 0, "ru"), "Too few");
});

Deno.test("checks that take time are waited for", async () => {
  const schema = z.string().refine((text) => Promise.resolve(text === "x"));
  assertEquals(await checkValue(schema, "x", "ru"), { value: "x" });
  assertMatch(await messageOf(schema, "y", "ru"), /[а-я]/);
});

Deno.test("a schema of any other library says it as it does", async () => {
  for (const vendor of ["example", "zod"]) {
    const schema: Schema<never> = {
      "~standard": { version: 1, vendor, validate: () => ({ issues: [{ message: "No." }] }) },
    };
    assertEquals(await messageOf(schema, 1, "ru"), "No.");
    assertEquals(await messageOf(schema, 1, "xx"), "No.");
  }
});

@plugin({ name: "dice" })
class Dice {
  @command("roll", { description: "Rolls", args: z.tuple([z.coerce.number().max(6)]) })
  async roll(ctx: CommandContext<[number]>) {
    const again = await ctx.ask("?", { answer: z.coerce.number() });
    await ctx.reply(`${ctx.args[0] + again}`);
  }
}

Deno.test("whoever writes in Russian reads in Russian what is wrong with an argument or an answer, and how it is written", async () => {
  await using bot = await TestBot.start({ plugins: [Dice] });
  const sender = { platform: "test", user: "you", language: "ru" };
  await bot.chat.say("/roll 7", { sender });
  await bot.settle();
  await bot.chat.say("/roll 5", { sender });
  await bot.settle();
  await bot.chat.say("x", { sender });
  await bot.settle();
  const [argument, , answer] = bot.chat.texts;
  assertMatch(argument, /Слишком большое значение.*`\/roll число`/s);
  assertMatch(answer, /ожидалось число/);
});
