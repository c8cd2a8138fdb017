import { assertEquals, assertStringIncludes } from "@std/assert";
import { Deadlines } from "../../../core/mod.ts";
import { VaultWatcher } from "../../../plugins/vault/vault_watcher.ts";
import { settle } from "../../support/clock.ts";
import { newNote, TestVaults } from "./support.ts";

function watcherOf({ vaults, clock, log }: TestVaults): VaultWatcher {
  return new VaultWatcher(vaults, clock, new Deadlines(clock), log, { defer: (_label, undo) => undo });
}

/** Vaults with somebody who watches them. */
class Watched implements AsyncDisposable {
  readonly looks: (readonly string[] | "everything")[] = [];
  readonly watcher: VaultWatcher;

  private constructor(readonly test: TestVaults) {
    const { vaults } = test;
    const look = vaults.look.bind(vaults);
    vaults.look = async (account, changed) => {
      await look(account, changed);
      this.looks.push(changed === "everything" ? changed : changed.toSorted());
    };
    this.watcher = watcherOf(test);
  }

  static async start(): Promise<Watched> {
    const watched = new Watched(await TestVaults.create());
    await watched.watcher.watch();
    return watched;
  }

  /** Lets the platform tell of a change, and the time pass after which it is looked at. */
  async look(): Promise<void> {
    const before = this.looks.length;
    while (this.test.clock.pending === 0) await settle();
    await settle();
    await this.test.clock.advance(1_000);
    while (this.looks.length === before) await settle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.watcher.close();
    await this.test[Symbol.asyncDispose]();
  }
}

Deno.test("a note written, edited or deleted by hand is found a second later", async () => {
  await using watched = await Watched.start();
  const { test } = watched;
  await test.vault.create(newNote("1"));
  await watched.look();
  await test.edit("By hand.md", "zebra");
  await watched.look();
  assertEquals((await test.vault.find("zebra")).map(({ title }) => title), ["By hand"]);
  await test.edit("By hand.md", "giraffe");
  await watched.look();
  assertEquals((await test.vault.find("giraffe")).length, 1);
  await Deno.remove(test.file("By hand.md"));
  await watched.look();
  assertEquals(await test.vault.count(), 1);
});

Deno.test("many changes within a second are one look, at the notes that have changed", async () => {
  await using watched = await Watched.start();
  await watched.test.vault.create(newNote("1"));
  await watched.look();
  for (const name of ["a", "b", "c", "a"]) await watched.test.edit(`${name}.md`, `${name} and more`);
  await watched.test.edit(".obsidian.json", "{}");
  await watched.test.edit("picture.png", "");
  await watched.look();
  assertEquals(watched.looks.slice(1), [["a.md", "b.md", "c.md"]]);
});

Deno.test("a folder that is renamed by hand has the whole vault looked through", async () => {
  await using watched = await Watched.start();
  const { test } = watched;
  await test.vault.create(newNote("1", { folder: "Sea", body: "zebra" }));
  await watched.look();
  await Deno.rename(test.file("Sea"), test.file("Lake"));
  await watched.look();
  assertEquals(watched.looks.at(-1), "everything");
  assertEquals((await test.vault.find("zebra")).map(({ path }) => path), ["Lake/Note 1.md"]);
});

Deno.test("a vault that is written before there is any folder is watched from its first note on", async () => {
  await using watched = await Watched.start();
  await watched.test.edit("First.md", "zebra");
  await watched.look();
  assertEquals((await watched.test.vault.find("zebra")).length, 1);
});

Deno.test("where the folder can't be watched, that is said once, and nothing fails", async () => {
  await using test = await TestVaults.create();
  await Deno.symlink(`${test.data}/nowhere`, test.vaults.folder);
  const watcher = watcherOf(test);
  await watcher.watch();
  await watcher.watch();
  await watcher.close();
  assertEquals(test.warnings.length, 1);
  assertStringIncludes(test.warnings[0], "every ten minutes only");
});

Deno.test("a folder that was deleted by hand is watched again at the next regular look", async () => {
  await using watched = await Watched.start();
  const { test, watcher } = watched;
  await test.vault.create(newNote("1"));
  await watched.look();
  await Deno.remove(test.vaults.folder, { recursive: true });
  await watched.look();
  await watcher.watch();
  await test.edit("New.md", "zebra");
  await watched.look();
  assertEquals((await test.vault.find("zebra")).length, 1);
});
