import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { declarationsOf } from "../../../core/plugins/contribution.ts";
import { Translations } from "../../../core/i18n/i18n.ts";
import { VaultPlugin } from "../../../plugins/vault/vault_plugin.ts";
import en from "../../../plugins/vault/texts/en.ftl" with { type: "text" };
import ru from "../../../plugins/vault/texts/ru.ftl" with { type: "text" };
import { Person } from "../../support/context.ts";
import { newNote, TestVaults } from "./support.ts";

async function withPlugin(
  test: (plugin: VaultPlugin, vaults: TestVaults, person: (language?: string) => Person) => Promise<void>,
): Promise<void> {
  await using vaults = await TestVaults.create();
  const translations = new Translations();
  translations.add("vault", { en, ru });
  const scope = { signal: new AbortController().signal, defer: (_label: string, undo: () => unknown) => undo };
  const buttons = {
    rows: (_ctx: unknown, notes: readonly string[]) => [
      notes.map((note, index) => ({ text: `${index + 1}`, action: { name: "note.open", payload: note } })),
    ],
  };
  const plugin = new VaultPlugin(vaults.vaults, { watch: () => Promise.resolve() }, buttons, vaults.clock, scope);
  await test(
    plugin,
    vaults,
    (language) => new Person("vault", translations, language === undefined ? {} : { language }),
  );
}

const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, "");

Deno.test("/notes lists the newest with title, date and file", async () => {
  await withPlugin(async (plugin, vaults, person) => {
    await vaults.vault.create(newNote("1", { title: "Older *star*", created: Date.UTC(2026, 0, 5, 12) }));
    await vaults.vault.create(newNote("2", { title: "Newer", folder: "Work" }));
    const anna = person();
    await plugin.list({ ...anna.command("notes"), args: [] });
    assertEquals(
      plain(anna.heard),
      "**The newest 2 of your 2 notes**\n\n1. **Newer**, Mar 1, 2026, `Work/Newer.md`\n2. **Older \\*star\\***, Jan 5, 2026, `Older star.md`",
    );
    assertEquals(anna.buttons, [["1", "2"]]);
    assertEquals([anna.button("1").payload, anna.button("2").payload], ["2", "1"]);
    await plugin.list({ ...anna.command("notes", "1"), args: [1] });
    assertEquals(plain(anna.heard).split("\n").length, 3);
  });
});

Deno.test("/notes says when there are none", async () => {
  await withPlugin(async (plugin, _vaults, person) => {
    const anna = person();
    await plugin.list({ ...anna.command("notes"), args: [] });
    assertStringIncludes(anna.heard, "no notes yet");
  });
});

Deno.test("/find shows the passage with the words in bold", async () => {
  await withPlugin(async (plugin, vaults, person) => {
    await vaults.vault.create(newNote("1", { title: "List", body: "Buy milk_1 and **breads** [now]" }));
    const anna = person();
    await plugin.find(anna.command("find", "bread"));
    assertEquals(anna.button("1"), { name: "note.open", payload: "1" });
    assertEquals(
      plain(anna.heard),
      "**1 note found**\n\n1. **List**, Mar 1, 2026, `List.md`\n   Buy milk\\_1 and **breads** \\[now\\]",
    );
  });
});

Deno.test("/find looks for any of the words when no note has all", async () => {
  await withPlugin(async (plugin, vaults, person) => {
    await vaults.vault.create(newNote("1", { body: "bread" }));
    const anna = person();
    await plugin.find(anna.command("find", "bread unicorn"));
    assertStringIncludes(plain(anna.heard), "1 has some");
    await plugin.find(anna.command("find", "unicorn"));
    assertStringIncludes(anna.heard, "Nothing found");
    await plugin.find(anna.command("find", "  "));
    assertStringIncludes(anna.heard, "/find milk bread");
  });
});

Deno.test("Russian counts in Russian", async () => {
  await withPlugin(async (plugin, vaults, person) => {
    const anna = person("ru");
    for (
      const [n, expected] of [[1, "Показана 1 заметка из 1"], [2, "Показаны 2 заметки из 2"], [
        5,
        "Показано 5 заметок из 5",
      ]] as const
    ) {
      while (await vaults.vault.count() < n) {
        await vaults.vault.create(newNote(`id ${await vaults.vault.count()}`, { body: "молоко" }));
      }
      await plugin.list({ ...anna.command("notes"), args: [] });
      assertStringIncludes(plain(anna.heard), expected);
    }
    await plugin.find(anna.command("find", "молока"));
    assertStringIncludes(plain(anna.heard), "Найдено 5 заметок");
  });
});

Deno.test("each account sees its own notes only", async () => {
  await withPlugin(async (plugin, vaults, person) => {
    await vaults.vaults.of("anna").create(newNote("1", { body: "secret" }));
    const owner = person();
    await plugin.find(owner.command("find", "secret"));
    assertStringIncludes(owner.heard, "Nothing found");
  });
});

Deno.test("both languages have the same texts", () => {
  const ids = (source: string) => [...source.matchAll(/^(?:[a-z][\w-]*| +\.\w+) =/gm)].map(([id]) => id.trim()).sort();
  assertEquals(ids(ru), ids(en));
  assert(ids(en).length > 5);
});

Deno.test("soon after the start, and by a task, every vault is looked through", async () => {
  await withPlugin(async (plugin, vaults) => {
    await vaults.edit("By hand.md", "zebra");
    await vaults.edit("../anna/Hers.md", "zebra");
    let looks = 0;
    const rescan = vaults.vaults.rescan.bind(vaults.vaults);
    const done = new Promise<void>((resolve) => {
      vaults.vaults.rescan = async (signal) => {
        looks++;
        await rescan(signal);
        resolve();
      };
    });
    plugin.start();
    assertEquals(looks, 0);
    await vaults.clock.advance(2_000);
    await done;
    assertEquals(looks, 1);
    assertEquals((await vaults.vaults.of("anna").list()).map(({ title }) => title), ["Hers"]);
    const task = declarationsOf(VaultPlugin).find(({ point }) => point.id === "task");
    assertEquals(task?.method, "rescan");
  });
});
