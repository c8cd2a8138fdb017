import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { z } from "zod";
import { migrations } from "../../../adapters/sqlite/migrations.ts";
import { type Damage, SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { type RecordKind, StoreError } from "../../../core/mod.ts";
import { entry, pendingNames } from "../../contract/store/place.ts";
import { TestClock } from "../../support/clock.ts";
import { FileCalls } from "../../support/file_calls.ts";

const now = Date.UTC(2026, 10, 23, 10, 0, 0, 250);
const stamp = "2026-11-23T10-00-00Z";
const notes: RecordKind<string> = { namespace: "notes", version: 1, schema: z.string() };

class Folder implements AsyncDisposable {
  readonly root = Deno.makeTempDirSync({ prefix: "portico-file-" });
  readonly path = join(this.root, "portico.db");
  readonly damages: Damage[] = [];
  readonly clock = new TestClock(now);

  open(path = this.path): Promise<SqliteStore> {
    return SqliteStore.open({ path, clock: this.clock, onDamaged: (damage) => this.damages.push(damage) });
  }

  /** Changes the database behind the store's back. */
  change(sql: string): void {
    using db = new DatabaseSync(this.path);
    db.exec(sql);
  }

  files(): string[] {
    return [...Deno.readDirSync(this.root)].map(({ name }) => name).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

async function refusal(open: () => Promise<unknown>, ...words: string[]): Promise<string> {
  const error = await assertRejects(open, StoreError);
  for (const word of words) assert(error.message.includes(word), `"${error.message}" does not say "${word}"`);
  return error.code;
}

Deno.test("a store begins where there is none, in a folder that it makes", async () => {
  await using folder = new Folder();
  const path = join(folder.root, "deep", "er", "portico.db");
  const store = await folder.open(path);
  await store.journal.append([entry("a")]);
  await store.close();
  await using again = await folder.open(path);
  assertEquals(await pendingNames(again.journal), ["a"]);
});

Deno.test("nobody else can read the database", { ignore: Deno.build.os === "windows" }, async () => {
  await using folder = new Folder();
  await using store = await folder.open();
  await store.journal.append([entry("a")]);
  for (const name of folder.files()) assertEquals((Deno.statSync(join(folder.root, name)).mode ?? 0) & 0o077, 0, name);
});

Deno.test("a store in memory needs no file and outlives nothing", async () => {
  const clock = new TestClock();
  const store = await SqliteStore.open({ path: ":memory:", clock });
  await using other = await SqliteStore.open({ path: ":memory:", clock });
  await store.journal.append([entry("a")]);
  assertEquals(await pendingNames(store.journal), ["a"]);
  assertEquals(await pendingNames(other.journal), []);
  await store.close();
});

Deno.test("an empty file is begun as a new database", async () => {
  await using folder = new Folder();
  Deno.writeTextFileSync(folder.path, "");
  await using store = await folder.open();
  assertEquals(await pendingNames(store.journal), []);
  assertEquals(folder.damages, []);
});

Deno.test("what is no database is set aside, named and kept, and an empty one begun", async () => {
  await using folder = new Folder();
  Deno.writeTextFileSync(folder.path, "garbage ".repeat(2_000));
  await using store = await folder.open();
  assertEquals(await pendingNames(store.journal), []);
  assertEquals(folder.damages.map(({ file }) => file), [`${folder.path}.damaged-${stamp}`]);
  assert(folder.damages[0].reason.includes("not a database"));
  assertEquals(Deno.readTextFileSync(folder.damages[0].file), "garbage ".repeat(2_000));
});

Deno.test("flipped bits within are found at the next start, and the whole of it is kept", async () => {
  await using folder = new Folder();
  const store = await folder.open();
  await store.journal.append(Array.from({ length: 500 }, (_, n) => entry(`e${n}`)));
  await store.close();
  const bytes = Deno.readFileSync(folder.path);
  for (let page = 2; page * 4_096 < bytes.length; page += 3) bytes.fill(0xa5, page * 4_096, page * 4_096 + 64);
  Deno.writeFileSync(folder.path, bytes);
  await using fresh = await folder.open();
  assertEquals(folder.damages.length, 1);
  assertEquals(Deno.readFileSync(folder.damages[0].file), bytes);
  assertEquals(await pendingNames(fresh.journal), []);
});

Deno.test("a flipped bit in the name of a column is found at the next start, which begins a new database", async () => {
  await using folder = new Folder();
  await (await folder.open()).close();
  folder.change("ALTER TABLE event RENAME COLUMN version TO versioo");
  await using fresh = await folder.open();
  assertEquals(folder.damages.map(({ reason }) => reason), ["Its tables are not as they were made."]);
  await fresh.journal.append([entry("a")]);
});

Deno.test("a damaged database is never overwritten by another of the same second", async () => {
  await using folder = new Folder();
  for (const garbage of ["first ", "second ", "third "]) {
    Deno.writeTextFileSync(folder.path, garbage.repeat(1_000));
    await (await folder.open()).close();
  }
  const kept = folder.damages.map(({ file }) => [file, Deno.readTextFileSync(file).split(" ")[0]]);
  const name = `${folder.path}.damaged-${stamp}`;
  assertEquals(kept, [[name, "first"], [`${name}-2`, "second"], [`${name}-3`, "third"]]);
});

Deno.test("a damaged database is set aside with its log", async () => {
  await using folder = new Folder();
  Deno.writeTextFileSync(folder.path, "garbage ".repeat(2_000));
  Deno.writeTextFileSync(`${folder.path}-wal`, "log");
  await (await folder.open()).close();
  const { file } = folder.damages[0];
  assertEquals(Deno.readTextFileSync(`${file}-wal`), "log");
});

/** Leaves behind what a process does that dies with three events in the log, each of them a transaction. */
async function leaveLog(folder: Folder): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(folder.root, "other", "portico.db");
  await using store = await folder.open(path);
  for (const key of ["first", "second", "third"]) await store.journal.append([entry(key)]);
  for (const part of ["", "-wal"]) Deno.copyFileSync(path + part, folder.path + part);
  return Deno.readFileSync(`${folder.path}-wal`);
}

/** Bytes of a page in the log, with what stands before it. */
const FRAME = 24 + 4_096;

Deno.test("a damaged log is kept and told, and what stands before the damage is gone on with", async () => {
  await using folder = new Folder();
  const log = await leaveLog(folder);
  const frames = (log.length - 32) / FRAME;
  log[32 + (frames - 4) * FRAME + 100] ^= 1;
  Deno.writeFileSync(`${folder.path}-wal`, log);
  using calls = new FileCalls(folder.root);
  await using store = await folder.open();
  assertEquals(await pendingNames(store.journal), ["first"]);
  const file = `${folder.path}.damaged-${stamp}-wal`;
  assertEquals(folder.damages.map(({ part, file }) => ({ part, file })), [{ part: "log", file }]);
  assertEquals(Deno.readFileSync(file), log);
  assert(calls.list.includes(`sync ${basename(file)}`), "A power cut would take what was kept.");
});

Deno.test("a log whose header is damaged is kept and told", async () => {
  await using folder = new Folder();
  const log = await leaveLog(folder);
  log[17] ^= 1;
  Deno.writeFileSync(`${folder.path}-wal`, log);
  await using _store = await folder.open();
  assertEquals(folder.damages.map(({ part, reason }) => [part, reason]), [["log", "from byte 0 on"]]);
});

Deno.test("wherever a process dies while it writes to the log, that is no damage", async () => {
  await using folder = new Folder();
  const log = await leaveLog(folder);
  const database = Deno.readFileSync(folder.path);
  for (const length of [10, 32, 40, 32 + FRAME + 30, log.length - FRAME - 1, log.length - 1, log.length]) {
    Deno.writeFileSync(folder.path, database);
    Deno.writeFileSync(`${folder.path}-wal`, log.subarray(0, length));
    await (await folder.open()).close();
    assertEquals(folder.damages, [], `cut after ${length} bytes`);
  }
});

Deno.test("pages that earlier rounds left in the log are no damage", async () => {
  await using folder = new Folder();
  const path = join(folder.root, "other", "portico.db");
  await using store = await folder.open(path);
  for (let n = 0; n < 40; n++) await store.records(notes).set("a", String(n).repeat(20_000));
  using other = new DatabaseSync(path);
  other.exec("PRAGMA wal_checkpoint(PASSIVE)");
  await store.journal.append([entry("next round")]);
  for (const part of ["", "-wal"]) Deno.copyFileSync(path + part, folder.path + part);
  await using again = await folder.open();
  assertEquals(await pendingNames(again.journal), ["next round"]);
  assertEquals(folder.damages, []);
});

Deno.test("what was being set aside when the process died is set aside at the next start, with its log", async () => {
  await using folder = new Folder();
  const log = await leaveLog(folder);
  const file = `${folder.path}.damaged-${stamp}`;
  Deno.renameSync(`${folder.path}-wal`, `${file}-wal`);
  Deno.writeTextFileSync(`${folder.path}.suspect`, `portico.db.damaged-${stamp}`);
  await using store = await folder.open();
  assertEquals(await pendingNames(store.journal), []);
  assertEquals(folder.damages.map(({ part, file }) => ({ part, file })), [{ part: "database", file }]);
  assertEquals(Deno.readFileSync(`${file}-wal`), log);
  assert(folder.files().includes(`portico.db.damaged-${stamp}`));
  assertEquals(folder.files().filter((name) => name.endsWith(".suspect")), []);
});

Deno.test("a power cut finds either the damaged database in its place, or a mark that tells where it is going, its log first", async () => {
  await using folder = new Folder();
  Deno.writeTextFileSync(folder.path, "garbage ".repeat(2_000));
  Deno.writeTextFileSync(`${folder.path}-wal`, "log");
  using calls = new FileCalls(folder.root);
  await (await folder.open()).close();
  const file = `portico.db.damaged-${stamp}`;
  assertEquals(calls.list.filter((call) => /damaged|suspect/.test(call) && !call.includes("-shm")), [
    "sync portico.db.suspect",
    `rename portico.db-wal ${file}-wal`,
    `rename portico.db ${file}`,
    "remove portico.db.suspect",
  ]);
});

Deno.test("damage that is met later ends the store, and the next start sets the database aside", async () => {
  await using folder = new Folder();
  const store = await folder.open();
  // More than SQLite keeps in memory, and more than is checked at every start.
  const text = "x".repeat(200_000);
  for (let n = 0; n < 90; n++) void store.records(notes).set(String(n).padStart(3, "0"), text);
  await store.close();
  const bytes = Deno.readFileSync(folder.path);
  assert(bytes.length > 8 * 1024 * 1024);
  const damagedAt = Math.floor(bytes.length / 2 / 4_096);
  bytes.fill(0xff, damagedAt * 4_096, (damagedAt + 40) * 4_096);
  Deno.writeFileSync(folder.path, bytes);

  const damaged = await folder.open();
  assertEquals(folder.damages, []);
  assertEquals(await refusal(() => damaged.records(notes).list(), "damaged", "Restart"), "ended");
  await damaged.ended;
  await damaged.close();

  await using fresh = await folder.open();
  assertEquals(folder.damages.length, 1);
  assertEquals(await fresh.records(notes).list(), []);
  assertEquals(folder.files().filter((name) => name.endsWith(".suspect")), []);
});

Deno.test("a database of a newer version is refused and left alone", async () => {
  await using folder = new Folder();
  await (await folder.open()).close();
  folder.change("PRAGMA user_version = 99");
  assertEquals(await refusal(() => folder.open(), folder.path, "newer version"), "newer");
  folder.change(`PRAGMA user_version = ${migrations.length}; UPDATE meta SET value = 99 WHERE name = 'event_version'`);
  assertEquals(await refusal(() => folder.open(), folder.path, "newer version"), "newer");
  folder.change("UPDATE meta SET value = 1 WHERE name = 'event_version'");
  await (await folder.open()).close();
  assertEquals(folder.damages, []);
});

Deno.test("another program's database is refused and left alone", async () => {
  await using folder = new Folder();
  folder.change("CREATE TABLE theirs (a)");
  const bytes = Deno.readFileSync(folder.path);
  assertEquals(await refusal(() => folder.open(), folder.path, "another program"), "unusable");
  assertEquals(Deno.readFileSync(folder.path), bytes);
});

Deno.test("a folder that cannot be made is named", async () => {
  await using folder = new Folder();
  Deno.writeTextFileSync(join(folder.root, "file"), "");
  const path = join(folder.root, "file", "data", "portico.db");
  assertEquals(await refusal(() => folder.open(path), join(folder.root, "file", "data"), "data folder"), "unusable");
});

/** A folder in which even root may not write, where the system has one; else one that this user may not write in. */
const forbidden = Deno.build.os === "linux" ? "/sys" : undefined;

Deno.test("a folder that cannot be written is named", { ignore: Deno.uid() === null }, async () => {
  await using folder = new Folder();
  if (forbidden === undefined) Deno.chmodSync(folder.root, 0o555);
  try {
    const path = forbidden === undefined ? folder.path : join(forbidden, "portico.db");
    assertEquals(await refusal(() => folder.open(path), forbidden ?? folder.root, "right to write"), "unusable");
  } finally {
    Deno.chmodSync(folder.root, 0o755);
  }
});

Deno.test("a path that is a folder is refused", async () => {
  await using folder = new Folder();
  Deno.mkdirSync(folder.path);
  assertEquals(await refusal(() => folder.open(), folder.path), "unusable");
});

Deno.test("a store that could not be opened holds no lock", async () => {
  await using folder = new Folder();
  Deno.mkdirSync(folder.path);
  await assertRejects(() => folder.open(), StoreError);
  Deno.removeSync(folder.path);
  await (await folder.open()).close();
});
