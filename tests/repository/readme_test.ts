/** What the documents say is so. */
import { assert, assertEquals, assertMatch, assertObjectMatch } from "@std/assert";
import { join } from "node:path";
import project from "../../deno.json" with { type: "json" };
import { type ConfigToken, type Constructor, readConfig, RealConfigFiles } from "../../core/mod.ts";
import { AccessConfig } from "../../plugins/access/mod.ts";
import { ModelConfig } from "../../plugins/model/mod.ts";
import { NoteConfig } from "../../plugins/note/mod.ts";
import { TestFolder } from "../support/folder.ts";
import { compile, Readme, ROOT } from "../support/readme.ts";
import { TestBot } from "../support/test_bot.ts";

const readme = await Readme.read("README.md");
const contributing = await Deno.readTextFile(join(ROOT, "CONTRIBUTING.md"));

Deno.test("every module that a README shows passes the compiler, outside of the repository", async () => {
  const outside = (await Readme.all()).filter(({ path }) => !path.startsWith("tests/")); // what tests share is imported by path
  assert(outside.flatMap(({ modules }) => modules).length >= 3);
  assertEquals(await compile(outside), "");
});

Deno.test("the plugin in the README does what the README says", async () => {
  await using stack = new AsyncDisposableStack();
  const { DicePlugin } = await readme.load<{ DicePlugin: Constructor }>();
  const bot = stack.use(await TestBot.start({ plugins: [DicePlugin], config: { dice: { sides: 20 } } }));
  await bot.chat.say("/roll 3");
  const [answer] = await bot.chat.sent(1);
  assertMatch(answer.text, /^(\d+) \+ (\d+) \+ (\d+) = \d+$/);
  await bot.chat.say("/roll x");
  const [, problem] = await bot.chat.sent(2);
  assertMatch(problem.text, /\/roll/);
});

Deno.test("the portico.yaml in the README is taken as it stands", async () => {
  const [, yaml] = /^```yaml\n([\s\S]+?)^```$/m.exec(readme.text) ?? [];
  assert(yaml !== undefined);
  await using folder = await TestFolder.make();
  await Deno.writeTextFile(folder.join("portico.yaml"), yaml);
  const files = new RealConfigFiles(folder.path);
  const { data, plugins, shutdownDeadline, pluginValues } = await readConfig({ args: [], env: {}, files });
  assertEquals([data, plugins, shutdownDeadline], ["/srv/portico", [folder.join("dice.ts")], 30_000]);
  const values = async (name: string, token: ConfigToken<object>) => {
    const { value, problems } = await pluginValues.pluginConfig(name, token);
    assertEquals(problems, undefined);
    return value;
  };
  assertObjectMatch(await values("access", AccessConfig) ?? {}, {
    owner: [{ platform: "telegram", user: "123456789" }],
  });
  assertObjectMatch(await values("model", ModelConfig) ?? {}, { url: "http://localhost:11434/v1", name: "qwen3" });
  assertObjectMatch(await values("note", NoteConfig) ?? {}, { quiet: 10 });
});

for (const [name, text] of Object.entries({ "README.md": readme.text, "CONTRIBUTING.md": contributing })) {
  Deno.test(`what ${name} links to and names is there`, () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path);
    const paths = [...text.matchAll(/\b((?:tests|core|adapters|plugins|links)\/[\w./-]*)/g)].map(([, path]) => path);
    const missing = [...new Set([...links, ...paths])].filter((path) => !exists(join(ROOT, path)));
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
      [...(await Deno.readTextFile(join(ROOT, path))).matchAll(/npx -y deno@([\d.]+\d)/g)].map(([, version]) => version)
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
