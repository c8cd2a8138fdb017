/** When the log is taken into the database. */
import { join } from "node:path";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { StoreError } from "../../../core/mod.ts";
import { entry, pendingNames } from "../../contract/store/place.ts";
import { TestClock } from "../../support/clock.ts";

/** A store on a disk that confirms after so many milliseconds, and how many bytes its database has. */
async function open(
  takes = 0,
): Promise<{ store: SqliteStore; clock: TestClock; root: string; size: () => number } & AsyncDisposable> {
  const root = await Deno.makeTempDir({ prefix: "portico-checkpoints-" });
  const path = join(root, "portico.db");
  const clock = new TestClock();
  const store = await SqliteStore.open({ path, clock, sync: () => clock.advance(takes) });
  return {
    store,
    clock,
    root,
    size: () => Deno.statSync(path).size,
    async [Symbol.asyncDispose]() {
      await store.close();
      await Deno.remove(root, { recursive: true });
    },
  };
}

Deno.test("the log is taken into the database when nothing has been written for a while", async () => {
  await using test = await open();
  const before = test.size();
  await test.store.journal.append([entry("a")]);
  await test.clock.advance(400);
  await test.store.journal.append([entry("b")]);
  await test.clock.advance(400);
  assertEquals(test.size(), before);
  await test.clock.advance(200);
  assert(test.size() > before);
  assertEquals(await pendingNames(test.store.journal), ["a", "b"]);
});

Deno.test("a slow disk is not waited for while others want something: its log is taken when the store is closed", async () => {
  const test = await open(200);
  const before = test.size();
  await test.store.journal.append([entry("a")]);
  await test.clock.advance(2_000);
  assertEquals(test.size(), before);
  await test.store.close();
  assert(test.size() > before);
  await test[Symbol.asyncDispose]();
});

Deno.test("a store that is idle sets no timer", async () => {
  await using test = await open();
  await test.store.journal.append([entry("a")]);
  await test.clock.advance(1_000);
  assertEquals(test.clock.pending, 0);
});

Deno.test("a store that is closed sets no timer", async () => {
  await using test = await open();
  await test.store.journal.append([entry("a")]);
  await test.store.close();
  assertEquals(test.clock.pending, 0);
});

for (const part of ["portico.db", "portico.db-wal", "portico.lock"]) {
  Deno.test(`a store whose ${part} is moved, replaced or deleted ends soon behind the next write`, {
    ignore: Deno.build.os === "windows", // nobody can
  }, async () => {
    await using test = await open();
    const path = join(test.root, part);
    Deno.renameSync(path, `${path}.moved`);
    Deno.writeTextFileSync(path, "");
    await test.store.journal.append([entry("a")]);
    await test.clock.advance(500);
    assertStringIncludes((await test.store.ended).message, path);
    await assertRejects(() => test.store.journal.append([entry("b")]), StoreError, "Somebody has moved");
  });
}

Deno.test("a store under constant writing sees as well that it is written in vain", async () => {
  await using test = await open();
  Deno.removeSync(join(test.root, "portico.db"));
  let hasEnded = false;
  test.store.ended.then(() => hasEnded = true);
  for (let n = 0; n < 8; n++) {
    test.store.journal.append([entry(`${n}`)]).catch(() => {});
    await test.clock.advance(100);
  }
  assert(hasEnded);
});
