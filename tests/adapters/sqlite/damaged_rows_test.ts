/** A bit that flips within a row costs that row, and nothing else. */
import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { StepInDoubt, StoreError } from "../../../core/mod.ts";
import { chat, entry, pendingNames, work } from "../../contract/store/place.ts";
import { TestClock } from "../../support/clock.ts";
import { TestFolder } from "../../support/folder.ts";
import { captureLogs, type LoggedLine } from "../../support/logs.ts";

/** What may stand where JSON of another shape has stood: half of it, another value, another shape. */
const SPOILT = ["[1", "null", "{}", "[]", '["message",1,2]'];

/** A store that is closed and opened again, with its rows changed in between. */
class MeddledStore implements AsyncDisposable {
  readonly clock = new TestClock();

  private constructor(private readonly folder: TestFolder, public store: SqliteStore) {}

  static async begin(): Promise<MeddledStore> {
    const folder = await TestFolder.make();
    return new MeddledStore(
      folder,
      await SqliteStore.open({ path: folder.join("portico.db"), clock: new TestClock() }),
    );
  }

  async change(sql: string, ...values: string[]): Promise<void> {
    await this.store.close();
    const path = this.folder.join("portico.db");
    {
      using db = new DatabaseSync(path);
      const { changes } = db.prepare(sql).run(...values);
      assert(changes === 1, `${changes} rows were changed`);
    }
    this.store = await SqliteStore.open({ path, clock: this.clock });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
    await this.folder[Symbol.asyncDispose]();
  }
}

/** What was logged as an error. */
function errorsIn(lines: readonly LoggedLine[]): string[] {
  return lines.filter(({ level }) => level === "error").map(({ message }) => message.replace(/: .*/s, ""));
}

for (const spoilt of SPOILT) {
  Deno.test(`a pending event that can't be read (${spoilt}) is passed over and told once, and the others go on`, async () => {
    await using place = await MeddledStore.begin();
    await place.store.journal.append([entry("a"), entry("b"), entry("c")]);
    await place.change("UPDATE event SET body = ? WHERE key = 'b'", spoilt);
    const lines = await captureLogs(async () => {
      for (let times = 0; times < 2; times++) assertEquals(await pendingNames(place.store.journal), ["a", "c"]);
      assertEquals((await place.store.journal.pendingAt([1, 2, 3])).length, 2);
    });
    assertEquals(errorsIn(lines), [
      "The event 2 of the journal can't be read, and is passed over; it stays in the database",
    ]);
    await assertRejects(() => place.store.journal.read(["b"]));
    assertEquals((await place.store.journal.stats()).pending, 3);
  });

  Deno.test(`a pending work item that can't be read (${spoilt}) is passed over and told once, and the others go on`, async () => {
    await using place = await MeddledStore.begin();
    await place.store.journal.append([entry("a"), entry("b")]);
    await place.store.journal.assign(work("one", ["a"]));
    await place.store.journal.assign(work("two", ["b"]));
    await place.change("UPDATE work SET body = ? WHERE id = 'one'", spoilt);
    const lines = await captureLogs(async () => {
      assertEquals(await pendingNames(place.store.journal), ["two"]);
      assertEquals((await place.store.journal.pendingAt([3, 4])).length, 1);
      assertEquals((await Array.fromAsync(place.store.journal.workOf(chat()))).map(({ id }) => id), ["two"]);
    });
    assertEquals(errorsIn(lines), [
      "The work item 3 of the journal can't be read, and is passed over; it stays in the database",
    ]);
  });

  Deno.test(`a dead letter that can't be read (${spoilt}) is passed over, and the others are listed`, async () => {
    await using place = await MeddledStore.begin();
    await place.store.journal.append([entry("a"), entry("b")]);
    for (const key of ["a", "b"]) await place.store.journal.bury(key, "failed");
    await place.change("UPDATE event SET body = ? WHERE key = 'a'", spoilt);
    assertEquals((await place.store.journal.deadLetters()).map(({ unit }) => unit), ["b"]);
  });
}

Deno.test("a work item of which nobody knows any more what it is made of can be settled, with the others", async () => {
  await using place = await MeddledStore.begin();
  await place.store.journal.append([entry("a"), entry("b")]);
  await place.store.journal.assign(work("one", ["a"]));
  await place.store.journal.assign(work("two", ["b"]));
  await place.change("UPDATE work SET members = '{' WHERE id = 'one'");
  await Promise.all(["one", "two"].map((id) => place.store.journal.settle(id)));
  assertEquals(await pendingNames(place.store.journal), []);
});

Deno.test("a settlement that can't be read has its events handled again, and keeps no start and no pruning from its end", async () => {
  await using place = await MeddledStore.begin();
  await place.store.journal.append([{ ...entry("a"), begun: true }]);
  await place.store.journal.settle("a");
  await place.change("UPDATE settlement SET seqs = '[1'");
  assertEquals(await pendingNames(place.store.journal), ["a"]);
  await place.store.journal.settle("a");
  await place.store.journal.prune(place.clock.now() + 1);
  assertEquals(await place.store.journal.read(["a"]), []);
});

Deno.test("a member of an item that can't be read says so", async () => {
  await using place = await MeddledStore.begin();
  await place.store.journal.append([entry("a")]);
  await place.change("UPDATE event SET body = '{}'");
  const error = await assertRejects(() => place.store.journal.read(["a"]), StoreError, '"a"');
  assertEquals(error.code, "damaged");
});

Deno.test("a step whose result can't be read is in doubt", async () => {
  await using place = await MeddledStore.begin();
  await place.store.once("a", "step", () => 1, { inDoubt: "rerun" });
  await place.change("UPDATE step SET result = '{'");
  const again = () => Promise.resolve(2);
  await assertRejects(() => place.store.once("a", "step", again, { inDoubt: "fail" }), StepInDoubt);
  assertEquals(await place.store.once("a", "step", again, { inDoubt: "rerun" }), 2);
  assertEquals(await place.store.once("a", "step", () => 3, { inDoubt: "fail" }), 2);
});
