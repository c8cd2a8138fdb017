/** What the page for authors of plugins shows is so. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import type { Constructor } from "../../core/mod.ts";
import { SettingsPlugin } from "../../plugins/settings/mod.ts";
import { SystemPlugin } from "../../plugins/system/mod.ts";
import { TestClock } from "../support/clock.ts";
import { TestFolder } from "../support/folder.ts";
import { captureLogs } from "../support/logs.ts";
import { Readme, ROOT } from "../support/readme.ts";
import { TestBot } from "../support/test_bot.ts";

const readme = await Readme.read("plugins/README.md");

Deno.test("the plugin on the page for authors asks, brews, and is described as the page says", async () => {
  const { TeaPlugin } = await readme.load<{ TeaPlugin: Constructor }>();
  const plugins = [SettingsPlugin, SystemPlugin, TeaPlugin];
  await using bot = await TestBot.start({ plugins, config: { tea: { goal: 2 } } });
  const say = async (...texts: string[]) => {
    for (const text of texts) {
      await bot.chat.say(text);
      await bot.settle();
    }
    return bot.chat.texts.at(-1) ?? "";
  };
  assertEquals(await say("/tea", "green", "1"), "2 × green tea, 1 lumps each.");
  assertEquals(await say("/tea mint 3", "0"), "3 × mint tea, 0 lumps each.");
  assertStringIncludes(await say("/tea", "mint"), "one of these: Green, Black");
  await say("/cancel");
  const help = await say("/help tea");
  assertStringIncludes(help, "`/tea [kind] [cups]`: Brew some tea\n\n- `kind`: a text; may be left out\n");
  assertStringIncludes(help, "With a kind it is brewed at once");
  assertStringIncludes(await say("/tea green ten"), "`ten` should be a whole number from 1 to 9");
  assertStringIncludes(await say("/settings"), "**Tea**\n- Cups a day: **2**");
});

Deno.test("the middleware on the page for authors lets the owner in at any time, others when it is open", async () => {
  const { TeaPlugin } = await readme.load<{ TeaPlugin: Constructor }>();
  const { OpeningHoursPlugin } = await readme.load<{ OpeningHoursPlugin: Constructor }>(1);
  const at = (hour: number) => new TestClock(new Date(2026, 0, 1, hour).getTime());
  const answers = async (hour: number, user: string) => {
    await using bot = await TestBot.start({ plugins: [OpeningHoursPlugin, TeaPlugin] }, at(hour));
    for (const text of ["/tea green 2", "0"]) {
      await bot.chat.say(text, { user });
      await bot.settle();
    }
    return bot.chat.texts;
  };
  const served = ["How many lumps of sugar?", "2 × green tea, 0 lumps each."];
  assertEquals((await answers(8, "guest"))[0], "We are closed until 9 o'clock.");
  assertEquals(await answers(9, "guest"), served);
  const lines = await captureLogs(async () => assertEquals(await answers(8, "you"), served));
  assert(lines.some(({ message }) => /^tea\.brew took \d+ ms$/.test(message)));
});

Deno.test("the test on the page for authors passes beside its plugin outside of the repository, by the task that it names", async () => {
  await using folder = await TestFolder.make();
  const path = (await readme.write(folder.path)).find((path) => path.endsWith("tea_test.ts"));
  assert(path !== undefined);
  const args = ["task", "--quiet", "test", "--no-check", path];
  const { code, stdout } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT, env: { NO_COLOR: "1" } })
    .output();
  assertStringIncludes(new TextDecoder().decode(stdout), "ok | 1 passed");
  assertEquals(code, 0);
});

Deno.test("what the page for authors links to is there", async () => {
  const links = [...readme.text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path);
  for (const path of links) await Deno.stat(join(ROOT, dirname(readme.path), path));
});
