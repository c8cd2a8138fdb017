/** A store that can't tell any more what it keeps, and the program with it. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
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

const confirm = (log: Deno.FsFile) => log.syncDataSync();
const fail = () => Promise.reject(new Error("EIO"));

/** Stores on one file, one after the other, and their disk. */
class Disk implements AsyncDisposable {
  readonly clock = new TestClock();
  /** How it answers whoever waits for it. */
  answer: (log: Deno.FsFile) => Promise<void> | void = confirm;

  private constructor(private readonly folder: TestFolder) {}

  static async make(): Promise<Disk> {
    Work.gate = Promise.withResolvers<void>();
    return new Disk(await TestFolder.make());
  }

  async open(): Promise<Store> {
    const sync = (log: Deno.FsFile) => this.answer(log);
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
    disk.answer = fail;
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
  disk.answer = fail;
  await assertRejects(() => bot.chat.say("/work refused"), StoreError);
  Work.gate.resolve();
  await bot.stop();
  disk.answer = confirm;
  const chat = ScriptedAdapter.after(bot.chat);
  await using again = await TestBot.start({ plugins: [Work], store: await disk.open(), chat }, disk.clock);
  await again.settle();
  // What was refused may be on the disk all the same: then it is done as well, behind the others.
  assertEquals(chat.texts.filter((text) => text !== "done refused"), ["done 1", "done 2"]);
});

Deno.test("a disk that does not answer any more keeps no stop past its deadline", async () => {
  await using disk = await Disk.make();
  const bot = await TestBot.start({ plugins: [Work], store: await disk.open() }, disk.clock);
  disk.answer = () => new Promise(() => {});
  bot.chat.say("/work").catch(() => {});
  await settle();
  const asked = disk.clock.monotonic();
  await bot.stop(4_000);
  assert(disk.clock.monotonic() - asked <= 4_000);
});

Deno.test("a store that ends while the program starts ends it before it has started", async () => {
  await using disk = await Disk.make();
  const store = await disk.open();
  const slow = new ScriptedAdapter();
  slow.start = () => new Promise(() => {});
  const bot = await TestBot.make({ plugins: [Work], store, chat: slow }, disk.clock);
  void bot.kernel.start();
  await settle();
  disk.answer = fail;
  store.journal.append([entry("a")]).catch(() => {});
  await assertRejects(() => bot.kernel.drained, StoreError, "Check the disk");
  await bot.stop();
});
