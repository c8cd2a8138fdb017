/** The settings plugin inside a whole bot. */
// Loaded when somebody asks, which takes turns of the event loop.
import "../../../plugins/settings/setting_pages.ts";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { command, type CommandContext, config, inject, plugin } from "@portico/bot";
import { SettingsManager, SettingsPlugin } from "../../../plugins/settings/mod.ts";
import { TestBot } from "../../support/test_bot.ts";
import { schema, texts } from "./weather.ts";

const WeatherConfig = config(schema);

@plugin({ name: "weather", config: WeatherConfig, texts })
@inject(SettingsManager)
class Weather {
  constructor(private readonly settings: SettingsManager) {}

  @command("weather")
  async show(ctx: CommandContext): Promise<void> {
    const { unit, hours } = await this.settings.of(ctx.account.id, "weather");
    await ctx.reply(`${hours} hours in ${unit}, ${ctx.language}`);
  }
}

async function start(sections: Readonly<Record<string, unknown>> = {}) {
  const bot = await TestBot.start({ plugins: [SettingsPlugin, Weather], config: sections });
  const say = async (text: string, user = "you") => {
    await bot.chat.say(text, { user, chat: user });
    await bot.settle();
    return bot.chat.texts.at(-1) ?? "";
  };
  return { bot, say };
}

Deno.test("a marked field of any plugin can be changed by each account for itself, over what is configured", async () => {
  const { bot, say } = await start({ weather: { hours: 6 } });
  await using _stopped = bot;
  assertEquals(await say("/weather"), "6 hours in C, en");
  assertStringIncludes(await say("/settings"), "- Hours ahead: **6**");
  await bot.chat.press("Unit: Celsius", { chat: "you" });
  await bot.settle();
  await say("/settings weather.hours 24");
  assertEquals(await say("/weather"), "24 hours in C, en");
  assertEquals(await say("/weather", "guest"), "6 hours in C, en");
});

Deno.test("a value is asked for in a dialogue, and a wrong one leaves it open", async () => {
  const { bot, say } = await start();
  await using _stopped = bot;
  await say("/settings hours");
  await bot.chat.press("Change", { chat: "you" });
  await bot.settle();
  assertStringIncludes(bot.chat.texts.at(-1) ?? "", "**Hours ahead** takes a whole number from 1 to 48.");
  assertStringIncludes(await say("99"), "Hours ahead takes a whole number from 1 to 48");
  await say("30");
  assertEquals(await say("/weather"), "30 hours in C, en");
});

Deno.test("the chosen language is that of everything that follows", async () => {
  const { bot, say } = await start();
  await using _stopped = bot;
  assertEquals(await say("/language ru"), "Теперь я отвечаю по-русски.");
  assertEquals(await say("/weather"), "12 hours in C, ru");
  assertStringIncludes(await say("/nonsense"), "Команды");
  assertEquals(await say("/weather", "guest"), "12 hours in C, en");
});
