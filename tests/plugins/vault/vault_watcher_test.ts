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

  /** Lets the platform tell of changes, and the time pass after which they are looked at, until something is so. */
  async until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    while (!await isSo()) {
      if (this.test.clock.pending > 0) await this.test.clock.advance(1_000);
      else await settle();
    }
  }

  /** Waits until the notes in the index that a search finds are these. */
  async untilFound(query: string, ...paths: readonly string[]): Promise<void> {
    await this.until(async () => (await this.test.vault.find(query)).map(({ path }) => path).join() === paths.join());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.watcher.close();
    await this.test[Symbol.asyncDispose]();
  }
}

Deno.test("a note written, edited or deleted by hand is found soon", async () => {
  await using watched = await Watched.start();
  const { test } = watched;
  await test.vault.create(newNote("1"));
  await test.edit("By hand.md", "zebra");
  await watched.untilFound("zebra", "By hand.md");
  await test.edit("By hand.md", "giraffe");
  await watched.untilFound("giraffe", "By hand.md");
  await Deno.remove(test.file("By hand.md"));
  await watched.until(async () => await test.vault.count() === 1);
});

Deno.test("only notes that have changed are looked at", async () => {
  await using watched = await Watched.start();
  await watched.test.vault.create(newNote("1"));
  await watched.until(() => watched.looks.length > 0); // its folder was new
  watched.looks.length = 0;
  for (const name of [".obsidian.json", "picture.png"]) await watched.test.edit(name, "");
  for (const name of ["a", "b", "c"]) await watched.test.edit(`${name}.md`, "zebra");
  await watched.until(() => watched.looks.flat().includes("c.md"));
  assertEquals(new Set(watched.looks.flat().filter((path) => path !== "Note 1.md")), new Set(["a.md", "b.md", "c.md"]));
});

Deno.test("a folder that is renamed by hand has the whole vault looked through", async () => {
  await using watched = await Watched.start();
  const { test } = watched;
  await test.vault.create(newNote("1", { folder: "Sea", body: "zebra" }));
  await watched.untilFound("zebra", "Sea/Note 1.md");
  await Deno.rename(test.file("Sea"), test.file("Lake"));
  await watched.untilFound("zebra", "Lake/Note 1.md");
  assertEquals(watched.looks.includes("everything"), true);
});

Deno.test("a vault that is written before there is any folder is watched from its first note on", async () => {
  await using watched = await Watched.start();
  await watched.test.vault.count(); // looked through while there is nothing
  await watched.test.edit("First.md", "zebra");
  await watched.untilFound("zebra", "First.md");
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

Deno.test("a folder that was deleted by hand is watched again once it is there again", async () => {
  await using watched = await Watched.start();
  const { test, watcher } = watched;
  await test.vault.create(newNote("1"));
  await Deno.remove(test.vaults.folder, { recursive: true });
  await watched.until(() => !watcher.isWatching);
  await watcher.watch();
  await test.edit("New.md", "zebra");
  await watched.untilFound("zebra", "New.md");
  await watched.until(() => watcher.isWatching);
});

Deno.test("notes whose folder is moved away are forgotten, and found and watched once it is back", async () => {
  await using watched = await Watched.start();
  const { test, watcher } = watched;
  await test.vault.create(newNote("1", { body: "zebra" }));
  await watched.untilFound("zebra", "Note 1.md");
  await Deno.rename(test.vaults.folder, `${test.data}/away`);
  await watched.until(async () => await test.vault.count() === 0);
  await watcher.watch(); // the regular look puts nothing in its place
  await Deno.rename(`${test.data}/away`, test.vaults.folder);
  await watched.untilFound("zebra", "Note 1.md");
  await watched.until(() => watcher.isWatching);
  await test.edit("New.md", "giraffe");
  await watched.untilFound("giraffe", "New.md");
  assertEquals(test.warnings.length, 1);
  assertStringIncludes(test.warnings[0], "gone from");
});
