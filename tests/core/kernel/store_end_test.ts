/** A store that can't tell any more what it keeps, and the program with it. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { command, type CommandContext, plugin, type Store, StoreError } from "../../../core/mod.ts";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { entry } from "../../contract/store/place.ts";
import { settle, TestClock } from "../../support/clock.ts";
import { TestFolder } from "../../support/folder.ts";
import { captureLogs } from "../../support/logs.ts";
import { ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { TestBot } from "../../support/test_bot.ts";

@plugin({ name: "work" })
class Work {
  static gate = Promise.withResolvers<void>();

  @command("work", { description: "Does something" })
  async work(ctx: CommandContext) {
    await Work.gate.promise;
    await ctx.reply(`done ${ctx.rest}`);
  }

  @command("quiet", { description: "Does something, and says nothing" })
  async quiet() {
    await Work.gate.promise;
  }

  @command("long", { description: "Does something until it is stopped" })
  async long({ signal }: CommandContext) {
    await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  }
}

/** Stores on one file, one after the other, and their disk, which confirms nothing once it is broken. */
class Disk implements AsyncDisposable {
  readonly clock = new TestClock();
  isBroken = false;

  private constructor(private readonly folder: TestFolder) {}

  static async make(): Promise<Disk> {
    Work.gate = Promise.withResolvers<void>();
    return new Disk(await TestFolder.make());
  }

  async open(): Promise<Store> {
    const sync = (log: Deno.FsFile) => this.isBroken ? Promise.reject(new Error("EIO")) : log.syncDataSync();
    return await SqliteStore.open({ path: this.folder.join("portico.db"), clock: this.clock, sync });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.folder[Symbol.asyncDispose]();
  }
}

Deno.test("a store that ends takes the program with it: that is told once, and nobody hears that anything is kept", async () => {
  await using disk = await Disk.make();
  const bot = await TestBot.start({ plugins: [Work], store: await disk.open() }, disk.clock);
  const lines = await captureLogs(async () => {
    for (const chat of ["a", "b", "c"]) await bot.chat.say(`/work ${chat}`, { chat });
    await bot.chat.say("/work behind", { chat: "a" });
    await bot.chat.say("/quiet", { chat: "d" });
    await bot.chat.say("/long", { chat: "e" });
    disk.isBroken = true;
    Work.gate.resolve();
    const error = await assertRejects(() => bot.kernel.drained, StoreError, "Check the disk");
    assertEquals(error.code, "ended");
    await bot.settle();
    assertEquals(await bot.stop(), []);
  });
  assertEquals(bot.chat.texts, []);
  const errors = lines.filter(({ level }) => level === "error").map(({ message }) => message);
  assertEquals(errors.length, 1, errors.join("\n"));
  assertStringIncludes(errors[0], "The store has ended, and with it the program");
});

Deno.test("what was under way when the store ended is done at the next start, once and in order", async () => {
  await using disk = await Disk.make();
  const bot = await TestBot.start({ plugins: [Work], store: await disk.open() }, disk.clock);
  await bot.chat.say("/work 1");
  await bot.chat.say("/work 2");
  disk.isBroken = true;
  await assertRejects(() => bot.chat.say("/work refused"), StoreError);
  Work.gate.resolve();
  await bot.stop();
  disk.isBroken = false;
  const chat = ScriptedAdapter.after(bot.chat);
  await using again = await TestBot.start({ plugins: [Work], store: await disk.open(), chat }, disk.clock);
  await again.settle();
  // What was refused may be on the disk all the same: then it is done as well, behind the others.
  assertEquals(chat.texts.filter((text) => text !== "done refused"), ["done 1", "done 2"]);
});

Deno.test("a store that ends while the program starts ends it before it has started", async () => {
  await using disk = await Disk.make();
  const store = await disk.open();
  const slow = new ScriptedAdapter();
  slow.start = () => new Promise(() => {});
  const bot = await TestBot.make({ plugins: [Work], store, chat: slow }, disk.clock);
  void bot.kernel.start();
  await settle();
  disk.isBroken = true;
  store.journal.append([entry("a")]).catch(() => {});
  await assertRejects(() => bot.kernel.drained, StoreError, "Check the disk");
  await bot.stop();
});
