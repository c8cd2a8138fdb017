import { assert, assertEquals, assertMatch } from "@std/assert";
import { z } from "zod";
import { z as mini } from "zod/mini";
import {
  checkValue,
  command,
  type CommandContext,
  lazySchema,
  plugin,
  type Schema,
  Translations,
} from "../../../core/mod.ts";
import { TestBot } from "../../support/test_bot.ts";

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
  assertMatch(argument, /вместо `7` ожидается число не больше 6.*`\/roll число`/s);
  assertMatch(answer, /ожидается число/);
});

@plugin({ name: "words" })
class Words {
  @command("pick", {
    description: "Picks",
    args: lazySchema(() => z.tuple([z.coerce.number().int().min(1).max(9), z.enum(["C", "F"]).optional()])),
  })
  async pick(ctx: CommandContext<[number, ("C" | "F")?]>) {
    await ctx.reply(ctx.args.join());
  }

  @command("own", {
    description: "Has words of its own",
    args: z.tuple([z.coerce.number().min(2, "Too few sides").refine((n) => n % 2 === 0, "Even ones only")]),
  })
  async own(ctx: CommandContext<[number]>) {
    await ctx.reply(ctx.args.join());
  }

  @command("alone", { description: "Takes nothing", args: z.tuple([]) })
  async alone(ctx: CommandContext<[]>) {
    await ctx.reply("alone");
  }
}

Deno.test("too few words, too many and those of another kind are said in our words, in the reader's language", async () => {
  await using bot = await TestBot.start({ plugins: [Words] });
  const cases: readonly (readonly [said: string, language: string, heard: RegExp])[] = [
    ["/pick", "en", /\(1 word is missing\).*`\/pick number \[C\|F\]`/s],
    ["/pick", "ru", /\(не хватает 1 слова\)/],
    ["/pick 1 C 2", "en", /\(at most 2 words may stand behind it; quotes make one of several\)/],
    ["/pick 1 C 2", "ru", /не больше 2 слов/],
    ["/pick ten", "en", /\(`ten` should be a whole number from 1 to 9\)/],
    ["/pick 1 K", "ru", /\(вместо `K` ожидается одно из этих: C, F\)/],
    ["/alone now", "en", /\(nothing may stand behind it\)/],
    ["/own 0", "en", /\(Too few sides\)/],
    ["/own 3", "ru", /\(Even ones only\)/],
    ["/own x", "en", /\(`x` should be a number of at least 2\)/],
  ];
  for (const [said, language, heard] of cases) {
    await bot.chat.say(said, { sender: { platform: "test", user: "you", language } });
    await bot.settle();
    assertMatch(bot.chat.texts.at(-1) ?? "", heard);
  }
});

Deno.test("another library's schema is said in our words where its shape tells what is wrong, else as it says it", async () => {
  const schema: Schema<[number]> = {
    "~standard": {
      version: 1,
      vendor: "example",
      validate: (value: unknown) => ({ issues: [{ message: `No ${String(value)}.`, path: [0] }] }),
      ...{ jsonSchema: { input: () => ({ type: "array", prefixItems: [{ type: "integer" }], minItems: 1 }) } },
    },
  };
  @plugin({ name: "foreign" })
  class Foreign {
    @command("take", { description: "Takes", args: schema })
    async take(ctx: CommandContext<[number]>) {
      await ctx.reply("taken");
    }
  }
  await using bot = await TestBot.start({ plugins: [Foreign] });
  for (const said of ["/take x", "/take 1"]) {
    await bot.chat.say(said);
    await bot.settle();
  }
  assertMatch(bot.chat.texts[0], /`x` should be a whole number/);
  assertMatch(bot.chat.texts[1], /No 1\./);
});
