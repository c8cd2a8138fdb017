/** What is answered is on the disk: commits, the sync of the log behind them, and what a death or a failing disk in between leaves. */
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { migrations } from "../../../adapters/sqlite/migrations.ts";
import { StoreError } from "../../../core/mod.ts";
import { entry, message, pendingNames } from "../../contract/store/place.ts";
import { settle, TestClock } from "../../support/clock.ts";
import { FileCalls } from "../../support/file_calls.ts";

/** A store whose disk answers when the test says so. */
class HeldDisk implements AsyncDisposable {
  readonly #root = Deno.makeTempDirSync({ prefix: "portico-sync-" });
  readonly path = join(this.#root, "portico.db");
  readonly #waiting: PromiseWithResolvers<void>[] = [];
  #held = true;
  syncs = 0;

  readonly clock = new TestClock();

  open(path = this.path): Promise<SqliteStore> {
    return SqliteStore.open({ path, clock: this.clock, sync: () => this.#sync() });
  }

  /** The database and its log as they are now. */
  read(): readonly Uint8Array[] {
    return ["", "-wal"].map((part) => Deno.readFileSync(this.path + part));
  }

  #sync(): Promise<void> {
    this.syncs++;
    if (!this.#held) return Promise.resolve();
    const sync = Promise.withResolvers<void>();
    this.#waiting.push(sync);
    return sync.promise;
  }

  /** Ends the sync under way, or has it fail. */
  async answer(error?: Error): Promise<void> {
    const sync = this.#waiting.shift();
    assert(sync, "no sync is under way");
    if (error) sync.reject(error);
    else sync.resolve();
    await settle();
  }

  /** From now on the disk takes no time. */
  release(): void {
    this.#held = false;
    for (const sync of this.#waiting.splice(0)) sync.resolve();
  }

  /** The files as they are now, for another store. */
  copy(name: string): string {
    const path = join(this.#root, name, "portico.db");
    Deno.mkdirSync(join(path, ".."));
    for (const part of ["", "-wal"]) Deno.copyFileSync(this.path + part, path + part);
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#root, { recursive: true });
  }
}

function note(promise: Promise<unknown>, name: string, log: string[]): void {
  promise.then(() => log.push(name), () => log.push(`${name} failed`));
}

Deno.test("a write is answered when the log is synced, and what comes meanwhile shares the next sync", async () => {
  await using disk = new HeldDisk();
  const store = await disk.open();
  const log: string[] = [];
  note(store.journal.append([entry("a")]), "a", log);
  await settle();
  for (const key of ["b", "c"]) note(store.journal.append([entry(key)]), key, log);
  await settle();
  assertEquals([log, disk.syncs], [[], 1]);
  await disk.answer();
  assertEquals([log, disk.syncs], [["a"], 2]);
  await disk.answer();
  assertEquals(log, ["a", "b", "c"]);
  disk.release();
  await store.close();
});

Deno.test("a disk is waited for in place while it is quick, and only where much was written", async () => {
  const root = await Deno.makeTempDir({ prefix: "portico-sync-" });
  const clock = new TestClock();
  let takes = 0.2;
  const inPlace: boolean[] = [];
  const sync = async (_log: Deno.FsFile, here: boolean) => {
    inPlace.push(here);
    await clock.advance(takes);
  };
  {
    await using store = await SqliteStore.open({ path: join(root, "portico.db"), clock, sync });
    let key = 0;
    const append = (count: number) => store.journal.append(Array.from({ length: count }, () => entry(String(key++))));
    await append(100); // nothing is known of the disk yet
    await append(100);
    await append(1);
    takes = 20;
    await append(100);
    takes = 0.2;
    await append(100); // it was slow the last time
    await append(100);
    assertEquals(inPlace, [false, true, false, true, false, true]);
  }
  await Deno.remove(root, { recursive: true });
});

Deno.test("a read shows nothing that is not durable yet", async () => {
  await using disk = new HeldDisk();
  const store = await disk.open();
  const log: string[] = [];
  note(store.journal.append([entry("a")]), "a", log);
  await settle();
  const read = store.journal.read(["a"]);
  note(read, "read", log);
  await settle();
  assertEquals(log, []);
  await disk.answer();
  await disk.answer();
  assertEquals(log, ["a", "read"]);
  assertEquals((await read).length, 1);
  disk.release();
  await store.close();
});

Deno.test("a sync that fails refuses what it was to cover, what waits and what comes later", async () => {
  await using disk = new HeldDisk();
  const store = await disk.open();
  const calls = [store.journal.append([entry("a")])];
  await settle();
  calls.push(store.journal.append([entry("b")]));
  await settle();
  const refused = calls.map((call) => assertRejects(() => call, StoreError, "did not confirm"));
  await disk.answer(new Error("Input/output error"));
  await Promise.all(refused);
  const error = await assertRejects(() => store.journal.read(["a"]), StoreError, "Check the disk");
  assertEquals(error, await store.ended);
  await assertRejects(() => store.journal.append([entry("c")]), StoreError, "did not confirm");
  await store.close();
  assert(Deno.statSync(`${disk.path}.suspect`).isFile, "The next start does not examine the database.");
});

Deno.test("what a sync that failed has left is neither taken into the database nor removed", async () => {
  await using disk = new HeldDisk();
  const store = await disk.open();
  const first = store.journal.append([entry("a")]); // of a disk that has answered it is known that it is not slow
  await settle();
  await disk.answer();
  await first;
  const call = assertRejects(() => store.journal.append([entry("b")]), StoreError);
  await settle();
  const before = disk.read();
  await disk.answer(new Error("Input/output error"));
  await call;
  await disk.clock.advance(2_000); // in which a log is taken into its database
  await store.close();
  assertEquals(disk.read(), before);
});

Deno.test("at the start after a sync that failed, the log is written anew before anything rests on it", async () => {
  await using disk = new HeldDisk();
  const store = await disk.open();
  const call = assertRejects(() => store.journal.append([entry("a")]), StoreError);
  await settle();
  await disk.answer(new Error("Input/output error"));
  await call;
  await store.close();
  disk.release();
  using calls = new FileCalls(dirname(disk.path));
  await using after = await disk.open();
  const name = basename(disk.path);
  const first = calls.list.indexOf(`sync ${name}-wal.new`);
  assertEquals(calls.list.slice(first, first + 3), [
    `sync ${name}-wal.new`,
    `rename ${name}-wal.new ${name}-wal`,
    "sync .",
  ]);
  // What the system had in memory was there all the same.
  assertEquals(await pendingNames(after.journal), ["a"]);
});

Deno.test("close waits for the disk", async () => {
  await using disk = new HeldDisk();
  const store = await disk.open();
  const log: string[] = [];
  note(store.journal.append([entry("a")]), "a", log);
  note(store.close(), "close", log);
  await settle();
  assertEquals(log, []);
  await disk.answer();
  assertEquals(log, ["a", "close"]);
});

Deno.test("what was answered outlives a death between commit and sync; what was not is whole or not there", async () => {
  await using disk = new HeldDisk();
  const store = await disk.open();
  const first = store.journal.append([entry("a")]);
  await settle();
  await disk.answer();
  await first;
  const synced = disk.copy("synced");
  const second = store.journal.append([entry("b"), entry("c")]);
  await settle();
  const committed = disk.copy("committed");
  disk.release();
  await second;
  await store.close();
  for (const [path, names] of [[synced, ["a"]], [committed, ["a", "b", "c"]]] as const) {
    await using after = await disk.open(path);
    assertEquals(await pendingNames(after.journal), [...names]);
  }
});

Deno.test("rows of the first version are brought up when they are read", async () => {
  await using disk = new HeldDisk();
  disk.release();
  const old = entry("old", { event: message("old", { origin: { from: "Ann" } }) });
  {
    using db = new DatabaseSync(disk.path);
    db.exec(migrations[0]);
    db.exec(`PRAGMA application_id = ${0x50727463}; PRAGMA user_version = 1`);
    db.prepare("INSERT INTO event VALUES (7, 'old', 1, ?)").run(JSON.stringify(old));
    db.exec("INSERT INTO open_event VALUES (7, 0, 0, 0)");
  }
  await using store = await disk.open();
  assertEquals(await pendingNames(store.journal), ["old"]);
  assertEquals(await store.journal.read(["old"]), [{ ...old, seq: 7 }]);
  const [answer] = await store.journal.append([entry("new", { begun: true })]);
  assert(answer.outcome === "new" && answer.seq > 7);
});

Deno.test("an event that began as it was appended counts as started once after a death, and not when it was settled", async () => {
  await using disk = new HeldDisk();
  disk.release();
  const store = await disk.open();
  await store.journal.append(["open", "done"].map((key) => entry(key, { begun: true })));
  await store.journal.settle("done");
  const dead = disk.copy("dead");
  await store.close();
  await using after = await disk.open(dead);
  assertEquals(await pendingNames(after.journal), ["open"]);
  assertEquals(await after.journal.begin("open"), 2);
});
