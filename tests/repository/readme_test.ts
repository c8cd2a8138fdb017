/** What the documents say is so. */
import { assert, assertEquals, assertExists, assertMatch } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import project from "../../deno.json" with { type: "json" };
import type { Constructor } from "../../core/mod.ts";
import { TestBot } from "../support/test_bot.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const readme = await Deno.readTextFile(join(root, "README.md"));
const contributing = await Deno.readTextFile(join(root, "CONTRIBUTING.md"));

/** The plugin of the README in a file of its own, outside of the repository. */
async function writePlugin(stack: AsyncDisposableStack): Promise<string> {
  const source = readme.match(/^```ts\n([\s\S]+?)^```$/m)?.[1];
  assertExists(source, "The README has no plugin.");
  const folder = await Deno.makeTempDir({ prefix: "portico-readme-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const path = join(folder, "dice.ts");
  await Deno.writeTextFile(path, source);
  return path;
}

Deno.test("the plugin in the README passes the compiler", async () => {
  await using stack = new AsyncDisposableStack();
  const args = ["check", "--config", join(root, "deno.json"), await writePlugin(stack)];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  assert(success, new TextDecoder().decode(stderr));
});

Deno.test("the plugin in the README does what the README says", async () => {
  await using stack = new AsyncDisposableStack();
  const { DicePlugin } = await import(pathToFileURL(await writePlugin(stack)).href) as { DicePlugin: Constructor };
  const bot = stack.use(await TestBot.start({ plugins: [DicePlugin], config: { dice: { sides: 20 } } }));
  await bot.chat.say("/roll 3");
  const [answer] = await bot.chat.sent(1);
  assertMatch(answer.text, /^(\d+) \+ (\d+) \+ (\d+) = \d+$/);
  await bot.chat.say("/roll x");
  const [, problem] = await bot.chat.sent(2);
  assertMatch(problem.text, /\/roll/);
});

for (const [name, text] of Object.entries({ "README.md": readme, "CONTRIBUTING.md": contributing })) {
  Deno.test(`what ${name} links to and names is there`, () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path);
    const paths = [...text.matchAll(/\b((?:tests|core|adapters|plugins|links)\/[\w./-]*)/g)].map(([, path]) => path);
    const missing = [...new Set([...links, ...paths])].filter((path) => !exists(join(root, path)));
    assertEquals(missing, []);
  });

  Deno.test(`the tasks that ${name} names exist`, () => {
    const named = [...text.matchAll(/deno(?:@[\d.]+)? task (\w+)/g)].map(([, task]) => task);
    assertEquals(named.filter((task) => !(task in project.tasks)), []);
  });
}

Deno.test("the Deno that the README starts is that of the CI", async () => {
  const versions = await Promise.all(
    [".ci/run", "README.md", "CONTRIBUTING.md"].map(async (path) =>
      [...(await Deno.readTextFile(join(root, path))).matchAll(/npx -y deno@([\d.]+\d)/g)].map(([, version]) => version)
    ),
  );
  assertEquals(new Set(versions.flat()).size, 1);
});

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
