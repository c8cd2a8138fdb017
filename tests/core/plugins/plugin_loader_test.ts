import { assertEquals, assertMatch } from "@std/assert";
import { loadPluginModules } from "../../../core/mod.ts";
import { planPlugins } from "../../../core/plugins/plugin_graph.ts";
import { settle, TestClock } from "../../support/clock.ts";
import { TestFolder } from "../../support/folder.ts";

/** A module's text as something to import. */
async function moduleOf(folder: TestFolder, name: string, text: string): Promise<string> {
  await Deno.writeTextFile(folder.join(name), text);
  return folder.join(name);
}

const PLUGIN = `import { plugin } from "@portico/bot";`;

Deno.test("every exported plugin of a module is found, and nothing else", async () => {
  await using folder = await TestFolder.make();
  const path = await moduleOf(
    folder,
    "two.ts",
    `${PLUGIN}
     @plugin({ name: "one" }) export class One {}
     @plugin({ name: "two" }) export default class Two {}
     export class Helper {}
     export const value = 1;`,
  );
  const { types, problems } = await loadPluginModules([path], new TestClock());
  assertEquals(types.map(({ name }) => name).toSorted(), ["One", "Two"]);
  assertEquals(problems, []);
});

Deno.test("a module that can't be used is a problem with its name, and the next one is loaded all the same", async () => {
  await using folder = await TestFolder.make();
  const broken = await moduleOf(folder, "broken.ts", "throw new Error('no such luck');");
  const empty = await moduleOf(folder, "empty.ts", "export const nothing = 1;");
  const good = await moduleOf(folder, "good.ts", `${PLUGIN} @plugin({ name: "good" }) export class Good {}`);
  const { types, problems } = await loadPluginModules([broken, empty, good], new TestClock());
  assertEquals(types.length, 1);
  assertEquals(problems.map(({ plugin }) => plugin), [broken, empty]);
  assertMatch(problems[0].problem, /no such luck/);
});

Deno.test("a module that never comes to an end is given up", async () => {
  await using folder = await TestFolder.make();
  const clock = new TestClock();
  const path = await moduleOf(folder, "hang.ts", "export default () => new Promise(() => {});");
  const loading = loadPluginModules([path], clock);
  while (clock.pending === 0) await settle();
  await clock.advance(20_000);
  const { problems } = await loading;
  assertMatch(problems[0].problem, /20 s/);
});

Deno.test("two plugins of one name are told with where each is from", async () => {
  await using folder = await TestFolder.make();
  const paths = [];
  for (const name of ["a.ts", "b.ts"]) {
    paths.push(await moduleOf(folder, name, `${PLUGIN} @plugin({ name: "same" }) export class Same {}`));
  }
  const { types } = await loadPluginModules(paths, new TestClock());
  const [{ problem }] = planPlugins(types, new Map()).problems;
  assertEquals(problem, `Two plugins have the name "same": ${paths.join(" and ")}.`);
});
