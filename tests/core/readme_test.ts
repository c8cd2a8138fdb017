/** What the kernel's README shows is so. */
import { assert, assertEquals, assertExists, assertMatch } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Constructor } from "../../core/mod.ts";
import { TestBot } from "../support/test_bot.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const readme = await Deno.readTextFile(join(root, "core/README.md"));

/** The plugin of the README in a file of its own. */
async function writePlugin(stack: AsyncDisposableStack): Promise<string> {
  const source = readme.match(/^```ts\n([\s\S]+?)^```$/m)?.[1];
  assertExists(source, "The README has no plugin.");
  const folder = await Deno.makeTempDir({ prefix: "portico-readme-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const path = join(folder, "dice.ts");
  await Deno.writeTextFile(path, source);
  return path;
}

Deno.test("the plugin in the kernel's README passes the compiler", async () => {
  await using stack = new AsyncDisposableStack();
  const args = ["check", "--config", join(root, "deno.json"), await writePlugin(stack)];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  assert(success, new TextDecoder().decode(stderr));
});

Deno.test("the plugin in the kernel's README asks, rolls, offers another roll and reacts", async () => {
  await using stack = new AsyncDisposableStack();
  const { Dice } = await import(pathToFileURL(await writePlugin(stack)).href) as { Dice: Constructor };
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
  const [answer, reaction] = bot.chat.operations.slice(2);
  assert(answer.kind === "answerAction");
  assertEquals(answer.text, "One of 6 sides…");
  assert(reaction.kind === "react");
  assertEquals(reaction.emoji, "🎲");
});

Deno.test("the files that the kernel's README names are there", async () => {
  const there = new Set<string>();
  for await (const { name } of Deno.readDir(join(root, "core"))) there.add(name);
  const named = [...readme.matchAll(/`(\w+\.ts)`/g)].map(([, name]) => name);
  assert(named.length > 10);
  assertEquals(named.filter((name) => !there.has(name)), []);
});
