import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { GroupCommit } from "../../../adapters/sqlite/group_commit.ts";
import { explain } from "../../../adapters/sqlite/failures.ts";
import { StoreError } from "../../../core/mod.ts";
import { settle, TestClock } from "../../support/clock.ts";

function open() {
  const db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE row (key TEXT PRIMARY KEY, value TEXT)");
  const clock = new TestClock();
  const commits = new GroupCommit(db, clock, (error) => explain(error, "test.db"));
  const insert = db.prepare("INSERT INTO row VALUES (?, ?)");
  const select = db.prepare("SELECT key FROM row ORDER BY key");
  return {
    db,
    clock,
    commits,
    write: (key: string, value = "") =>
      commits.write(() => {
        insert.run(key, value);
        return key;
      }),
    keys: () => commits.read(() => select.all().map(({ key }) => key)),
    [Symbol.dispose]: () => db.close(),
  };
}

Deno.test("writes of one turn are one transaction, and nothing is written before its end", async () => {
  using test = open();
  let transactions = 0;
  test.commits.attach({ drain: () => void transactions++, discard: () => {} });
  const writes = Promise.all(["a", "b", "c"].map((key) => test.write(key)));
  assertEquals(transactions, 0);
  assertEquals(await writes, ["a", "b", "c"]);
  assertEquals(transactions, 1);
});

Deno.test("handlers that one commit wakes meet in the next, however long their chains of promises are", async () => {
  using test = open();
  const groups: number[] = [];
  let staged = 0;
  test.commits.attach({ drain: () => void (staged > 0 && groups.push(staged), staged = 0), discard: () => {} });
  const write = (key: string) =>
    test.commits.write(() => {
      staged++;
      return key;
    });
  await Promise.all(Array.from({ length: 50 }, async (_, n) => {
    await write(`${n}`);
    for (let turn = 0; turn < n; turn++) await null;
    await write(`${n} again`);
  }));
  assertEquals(groups, [50, 50]);
});

Deno.test("what nobody waits for is committed with the next write", async () => {
  using test = open();
  const groups: string[][] = [];
  let staged: string[] = [];
  test.commits.attach({ drain: () => void (groups.push(staged), staged = []), discard: () => {} });
  const note = (items: readonly string[]) => void staged.push(...items);
  const late = ["a", "b"].map((item) => test.commits.gather(note, item, true));
  await settle();
  assertEquals(groups, []);
  const written = test.commits.write(() => {
    staged.push("c");
  });
  await Promise.all([...late, written]);
  assertEquals(groups, [["a", "b", "c"]]);
  assertEquals(test.clock.pending, 0);
});

Deno.test("what nobody waits for is read by the next reader", async () => {
  using test = open();
  const seen: string[] = [];
  void test.commits.gather((items) => void seen.push(...items), "a", true);
  assertEquals(await test.commits.read(() => [...seen]), ["a"]);
});

Deno.test("what nobody waits for is committed by itself when nothing else is called", async () => {
  using test = open();
  const late = test.commits.gather(() => {}, "a", true);
  assertEquals(test.clock.pending, 1);
  await test.clock.advance(1_000);
  await late;
  assertEquals(test.clock.pending, 0);
});

Deno.test("what nobody waits for is committed at the close", async () => {
  using test = open();
  const seen: string[] = [];
  const late = test.commits.gather((items) => void seen.push(...items), "a", true);
  await test.commits.close();
  await late;
  assertEquals(seen, ["a"]);
  assertEquals(test.clock.pending, 0);
});

Deno.test("a flood is committed in several transactions, all of it and in order", async () => {
  using test = open();
  const done: string[] = [];
  const keys = Array.from({ length: 2_500 }, (_, n) => String(n).padStart(5, "0"));
  await Promise.all(keys.map((key) => test.write(key).then((key) => done.push(key))));
  assertEquals(done, keys);
  assertEquals(await test.keys(), keys);
});

Deno.test("a write that SQLite refuses fails alone", async () => {
  using test = open();
  const results = await Promise.allSettled([test.write("a"), test.write("a"), test.write("b"), test.keys()]);
  assertEquals(results.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  assert(results[1].status === "rejected" && results[1].reason instanceof StoreError);
  assert(results[3].status === "fulfilled");
  assertEquals(results[3].value, ["a", "b"]);
});

Deno.test("a full disk rejects the whole group and changes nothing; reads go on, and writes when there is space", async () => {
  using test = open();
  await test.write("before");
  test.db.exec("PRAGMA max_page_count = 20");
  const group = [test.write("small"), test.write("big", "x".repeat(200_000)), test.write("behind")];
  const read = test.keys();
  for (const write of group) assertEquals((await assertRejects(() => write, StoreError, "space")).code, "unusable");
  assertEquals(await read, ["before"]);
  assertEquals(test.db.isTransaction, false);
  await test.write("small");
  test.db.exec("PRAGMA max_page_count = 1000000");
  await test.write("big", "x".repeat(200_000));
  assertEquals(await test.keys(), ["before", "big", "small"]);
});

Deno.test("what a buffer collected is forgotten with the transaction that is rolled back", async () => {
  using test = open();
  const collected: string[] = [];
  const insert = test.db.prepare("INSERT INTO row VALUES (?, NULL)");
  test.commits.attach({
    drain: () => {
      for (const key of collected.splice(0)) insert.run(key);
    },
    discard: () => void collected.splice(0),
  });
  const collect = (key: string) =>
    test.commits.write(() => {
      collected.push(key);
      return key;
    });
  const results = await Promise.allSettled([collect("a"), test.write("b"), test.write("b"), collect("c")]);
  assertEquals(results.map(({ status }) => status), ["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  assertEquals(await test.keys(), ["a", "b", "c"]);
});

Deno.test("a call from within a transaction waits for the next", async () => {
  using test = open();
  let inner: Promise<unknown> | undefined;
  const outer = test.commits.write(() => {
    inner = test.keys();
    return "outer";
  });
  const written = test.write("a");
  await outer;
  await written;
  assertEquals(await inner, ["a"]);
});

Deno.test("close commits what is queued and refuses what comes later", async () => {
  using test = open();
  const keys = Array.from({ length: 1_500 }, (_, n) => `${n}`);
  const writes = Promise.all(keys.map((key) => test.write(key)));
  test.commits.close();
  assertEquals(test.db.prepare("SELECT count(*) AS n FROM row").get()?.n, 1_500);
  assertEquals((await assertRejects(() => test.write("late"), StoreError)).code, "closed");
  assertEquals((await assertRejects(() => test.keys(), StoreError)).code, "closed");
  assertEquals(await writes, keys);
});

Deno.test("a database that is gone rejects every caller, and is the end", async () => {
  const test = open();
  const calls = [test.write("a"), test.keys()];
  test.db.close();
  for (const call of calls) await assertRejects(() => call, Error);
  assertEquals((await test.commits.ended).code, "ended");
});

/** What SQLite throws with an extended result code. */
function sqliteError(errcode: number): Error {
  return Object.assign(new Error("disk I/O error"), { code: "ERR_SQLITE_ERROR", errcode });
}

const IOERR_WRITE = 10 | 3 << 8;
const IOERR_FSYNC = 10 | 4 << 8;

Deno.test("a write that the disk refuses is no end: nothing of it is kept, and the next one may succeed", async () => {
  using test = open();
  const refused = test.commits.write(() => {
    throw sqliteError(IOERR_WRITE);
  });
  assertEquals((await assertRejects(() => refused, StoreError)).code, "unusable");
  await test.write("a");
  assertEquals(await test.keys(), ["a"]);
});

Deno.test("a sync of SQLite's own that the disk does not confirm is the end, for all that is called with it, and later", async () => {
  using test = open();
  const calls = [
    test.commits.write(() => {
      throw sqliteError(IOERR_FSYNC);
    }),
    test.write("a"),
    test.keys(),
  ];
  const error = await test.commits.ended;
  for (const call of [...calls, test.write("b"), test.keys()]) {
    assertEquals(await assertRejects(() => call, StoreError, "Check the disk"), error);
  }
});
