import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import plugin from "./mod.ts";

/** The messages about `source` if it stood in the file of that name. */
function lint(path: string, source: string): string[] {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  return Deno.lint.runPlugin(plugin, file, source).map(({ id, message }) => `${id}: ${message}`);
}

const kernel = "portico/layers: The kernel imports nothing from outside core/.";

for (
  const [path, source, message] of [
    ["core/lanes.ts", `import { a } from "./clock.ts";`],
    ["core/lanes.ts", `import { z } from "zod"; import en from "./texts/en.ftl" with { type: "text" };`],
    ["core/lanes.ts", `import "../plugins/note/mod.ts";`, kernel],
    ["core/lanes.ts", `export * from "../adapters/sqlite/mod.ts";`, kernel],
    ["core/lanes.ts", `export { a } from "../main.ts";`, kernel],
    ["core/lanes.ts", `import type { A } from "../plugins/note/mod.ts";`, kernel],
    ["core/lanes.ts", `await import("../plugins/note/mod.ts");`, kernel],
    ["core/lanes.ts", `import { Bot } from "grammy";`, "portico/layers: Only adapters know chat libraries."],
    ["core/lanes.ts", `import "npm:grammy@^1/web";`, "portico/layers: Only adapters know chat libraries."],
    ["plugins/note/mod.ts", `import "./note.ts"; import "../../core/mod.ts"; import "@portico/bot";`],
    ["plugins/note/mod.ts", `import "../vault/mod.ts";`],
    ["plugins/note/deep/a.ts", `import "../note.ts";`],
    [
      "plugins/note/mod.ts",
      `import "../vault/vault.ts";`,
      "portico/layers: From outside, plugins/vault/ is imported by its mod.ts only.",
    ],
    [
      "plugins/note/mod.ts",
      `import "../../core/lanes.ts";`,
      "portico/layers: From outside, core/ is imported by its mod.ts only.",
    ],
    [
      "plugins/note/mod.ts",
      `import "@portico/bot/adapters/console";`,
      "portico/layers: A plugin never imports an adapter: it talks to BotPort and Store.",
    ],
    [
      "plugins/note/mod.ts",
      `import "../../tests/support/mod.ts";`,
      "portico/layers: A plugin imports core/ and plugins/ only.",
    ],
    [
      "plugins/note/mod.ts",
      `import "@portico/testing";`,
      "portico/layers: A plugin imports core/ and plugins/ only.",
    ],
    ["plugins/note/mod.ts", `import "@grammyjs/types";`, "portico/layers: Only adapters know chat libraries."],
    ["adapters/telegram/mod.ts", `import "grammy"; import "../delivery/mod.ts"; import "../../core/mod.ts";`],
    [
      "adapters/telegram/mod.ts",
      `import "../delivery/outbox.ts";`,
      "portico/layers: From outside, adapters/delivery/ is imported by its mod.ts only.",
    ],
    [
      "adapters/telegram/mod.ts",
      `import "../console/mod.ts";`,
      "portico/layers: An adapter imports core/, adapters/delivery/, adapters/http/ and adapters/markdown/ only.",
    ],
    [
      "adapters/telegram/mod.ts",
      `import "../../plugins/note/mod.ts";`,
      "portico/layers: An adapter imports core/, adapters/delivery/, adapters/http/ and adapters/markdown/ only.",
    ],
    ["core/running/lanes.ts", `import "../clock.ts"; import "../store/store.ts";`],
    ["core/running/lanes.ts", `import "../../plugins/note/mod.ts";`, kernel],
    ["main.ts", `import "./core/lanes.ts"; import "./plugins/note/note.ts"; import "./adapters/sqlite/mod.ts";`],
    ["tests/core/lanes_test.ts", `import "../../core/lanes.ts";`],
  ] as const
) {
  Deno.test(`${path} ${message ? "may not" : "may"} contain ${source}`, () => {
    assertEquals(lint(path, source), message ? [message] : []);
  });
}
