import { assert, assertEquals } from "@std/assert";
import { NoteToolsPlugin, TodayToolPlugin, WebToolPlugin } from "../../../../plugins/agent/mod.ts";
import { VaultPlugin } from "../../../../plugins/vault/mod.ts";
import { pluginOptionsOf } from "../../../../core/plugins/plugin.ts";
import { textProblems } from "../../../../core/i18n/text_problems.ts";
import { TestFolder } from "../../../support/folder.ts";
import { TestBot } from "../../../support/test_bot.ts";
import { NoteTools, type ToolCaller } from "./support.ts";
import { WebTools } from "./fake_web.ts";

const PLUGINS = [NoteToolsPlugin, TodayToolPlugin, WebToolPlugin];

Deno.test("a bot starts with them", async () => {
  await using folder = await TestFolder.make();
  await using _ = await TestBot.start({ plugins: [VaultPlugin, ...PLUGINS], data: folder.path });
});

Deno.test("every tool says in both languages what it does, and those that ask first say what for", async () => {
  await using notes = await NoteTools.create();
  const callers: readonly ToolCaller[] = [notes, new WebTools()];
  const texts = PLUGINS.map((plugin) => pluginOptionsOf(plugin)?.texts);
  for (const [index, text] of texts.entries()) {
    assert(text !== undefined);
    assertEquals(textProblems(PLUGINS[index]?.name ?? "", text), []);
  }
  const english = texts.map((text) => text?.en).join("\n");
  for (const [name, { options: { effect, hidden = false } }] of callers.flatMap(({ tools }) => [...tools])) {
    const text = new RegExp(`^tool-${name} = .+\n(    \\.about = .+\n)?(    \\.confirm = )?`, "m").exec(english);
    assertEquals(text?.[1] === undefined, hidden, name);
    assertEquals(text?.[2] !== undefined, effect === "destroy" || effect === "send", name);
  }
});
