/** What the kernel's README shows is so. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import type { Constructor } from "../../core/mod.ts";
import { Readme, ROOT } from "../support/readme.ts";
import { TestBot } from "../support/test_bot.ts";

const readme = await Readme.read("core/README.md");

Deno.test("the plugin in the kernel's README asks, rolls, offers another roll and reacts", async () => {
  await using stack = new AsyncDisposableStack();
  const { Dice } = await readme.load<{ Dice: Constructor }>();
  const bot = stack.use(await TestBot.start({ plugins: [Dice] }));
  await bot.chat.say("/roll 6");
  await bot.settle();
  await bot.chat.press("Yes");
  await bot.settle();
  await bot.chat.press("Again");
  await bot.settle();
  await bot.chat.say("luck 🎲");
  await bot.settle();
  assertEquals(bot.chat.texts.length, 2);
  assertMatch(bot.chat.texts[1], /^You rolled [1-6]\.$/);
  const answers = bot.chat.operations.filter(({ kind }) => kind === "answerAction");
  assertEquals(answers.map((answer) => "text" in answer ? answer.text : undefined), [undefined, "One of 6 sides…"]);
  const reaction = bot.chat.operations.at(-1);
  assert(reaction?.kind === "react");
  assertEquals(reaction.emoji, "🎲");
});

Deno.test("the files that the kernel's README names are there", async () => {
  const there = new Set<string>();
  const rooms: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, "core"))) {
    there.add(isDirectory ? `${name}/` : name);
    if (isDirectory) rooms.push(name);
  }
  for (const room of rooms) {
    for await (const { name } of Deno.readDir(join(ROOT, "core", room))) there.add(`${room}/${name}`);
  }
  const named = [...readme.text.matchAll(/`((?:\w+\/)?\w+\.ts|\w+\/)`/g)].map(([, name]) => name);
  assert(named.length > 10);
  assertEquals(named.filter((name) => !there.has(name)), []);
});
