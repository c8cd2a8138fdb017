/** What the README of the aggregation shows is so. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Constructor } from "../../../core/mod.ts";
import { AggregationPlugin } from "../../../plugins/aggregation/mod.ts";
import { SettingsPlugin } from "../../../plugins/settings/mod.ts";
import { SystemPlugin } from "../../../plugins/system/mod.ts";
import { Readme } from "../../support/readme.ts";
import { TestBot } from "../../support/test_bot.ts";

Deno.test("the mode in the README gathers what is said for ten seconds and keeps it, a page each", async () => {
  const { DiaryPlugin } = await (await Readme.read("plugins/aggregation/README.md")).load<
    { DiaryPlugin: Constructor }
  >();
  await using bot = await TestBot.start({ plugins: [SettingsPlugin, AggregationPlugin, SystemPlugin, DiaryPlugin] });
  const say = (text: string) => bot.chat.say(text, { at: bot.clock.now() });
  await say("/diary Got up");
  await bot.clock.advance(9_000);
  await say("and had breakfast");
  await bot.clock.advance(9_000);
  assertEquals(bot.chat.texts, []);
  await bot.clock.advance(1_000);
  assertEquals(await bot.chat.sent(1).then(([{ text }]) => text), "That is page 1 of your diary.");
  await say("/diary Went to bed");
  await bot.clock.advance(10_000);
  assertEquals((await bot.chat.sent(2))[1].text, "That is page 2 of your diary.");
  await say("/help diary");
  await bot.settle();
  assertStringIncludes(bot.chat.texts.at(-1) ?? "", "`/diary [text]`: Write into the diary");
});
