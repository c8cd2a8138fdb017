import { assertEquals, assertRejects } from "@std/assert";
import { z } from "zod";
import { type RecordKind, StoreError } from "../../../core/mod.ts";
import type { Test } from "./place.ts";

interface Mood {
  readonly [key: string]: string | number;
  readonly name: string;
  readonly level: number;
}

const schema = z.object({ name: z.string(), level: z.number() });
const moods: RecordKind<Mood> = { namespace: "moods", version: 2, schema };
const counters: RecordKind<number> = { namespace: "counters", version: 1, schema: z.number() };

/** Namespaced JSON. */
export function testRecords(test: Test): void {
  testValues(test);
  testExpiry(test);
  testVersions(test);
}

function testValues(test: Test): void {
  test("a record is what was set last, in its namespace, for ever", async (place) => {
    const records = place.store.records(counters);
    assertEquals(await records.get("a"), undefined);
    await records.set("a", 1);
    await records.set("a", 2);
    await place.store.records({ ...counters, namespace: "others" }).set("a", 3);
    assertEquals(await records.get("a"), 2);
    assertEquals(await place.store.records(counters).get("a"), 2);
    assertEquals(await (await place.crash()).records(counters).get("a"), 2);
  });

  test("delete says whether there was one", async (place) => {
    const records = place.store.records(counters);
    await records.set("a", 1);
    assertEquals([await records.delete("a"), await records.delete("a")], [true, false]);
    assertEquals(await (await place.crash()).records(counters).get("a"), undefined);
  });

  test("update reads, changes and writes in one", async (place) => {
    const records = place.store.records(counters);
    const added = await Promise.all(Array.from({ length: 50 }, () => records.update("a", (old = 0) => old + 1)));
    assertEquals(added, Array.from({ length: 50 }, (_, n) => n + 1));
    assertEquals(await (await place.crash()).records(counters).get("a"), 50);
  });

  test("update deletes where the change says so", async ({ store }) => {
    const records = store.records(counters);
    await records.set("a", 1);
    assertEquals(await records.update("a", () => undefined), undefined);
    assertEquals(await records.get("a"), undefined);
    assertEquals(await records.update("b", () => undefined), undefined);
  });

  test("a change that throws fails alone and changes nothing", async ({ store }) => {
    const records = store.records(counters);
    await records.set("a", 1);
    const results = await Promise.allSettled([
      records.set("b", 2),
      records.update("a", () => {
        throw new RangeError("no");
      }),
      records.set("c", 3),
    ]);
    assertEquals(results.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled"]);
    assertEquals(await records.list(), [["a", 1], ["b", 2], ["c", 3]]);
  });

  test("list gives the keys of a prefix in order", async ({ store }) => {
    const records = store.records(counters);
    const keys = ["a", "a/2", "a/1", "a/10", "b", "A", "a/", "a0", "é", "ёж", 'a"', "a%", "a_"];
    for (const [n, key] of keys.entries()) await records.set(key, n);
    await store.records({ ...counters, namespace: "counters2" }).set("a/3", 0);
    assertEquals((await records.list()).map(([key]) => key), keys.toSorted());
    assertEquals(await records.list("a/"), [["a/", 6], ["a/1", 2], ["a/10", 3], ["a/2", 1]]);
    assertEquals(await records.list("a%"), [["a%", 11]]);
    assertEquals(await records.list("zz"), []);
    const ends = ["\ud7ff", "\ue000", "\u{10ffff}", "\u{10ffff}z", "\u007f\u{10ffff}a", "\u0080"];
    for (const key of ends) await records.set(key, 0);
    for (const key of ends) {
      assertEquals(
        new Set((await records.list(key)).map(([key]) => key)),
        new Set(ends.filter((end) => end.startsWith(key))),
      );
    }
  });

  test("a value that does not fit the schema is not stored", async ({ store }) => {
    const records = store.records(counters);
    await records.set("a", 1);
    await assertRejects(() => records.set("a", NaN), TypeError, '"a" of "counters"');
    await assertRejects(() => records.update("a", () => NaN), TypeError, '"a" of "counters"');
    assertEquals(await records.get("a"), 1);
  });

  test("keys come back as they are, or are refused", async ({ store }) => {
    const records = store.records(counters);
    const keys = ["", " ", '"', '"x"', "\u2028", "😀", "\u0001"];
    for (const [n, key] of keys.entries()) await records.set(key, n);
    for (const [n, key] of keys.entries()) assertEquals(await records.get(key), n);
    assertEquals(new Set((await records.list()).map(([key]) => key)), new Set(keys));
    for (const key of ["a\0b", "\ud800"]) {
      await assertRejects(() => records.set(key, 1), TypeError, "cannot name a record");
    }
  });
}

function testExpiry(test: Test): void {
  test("a record is gone after its time, everywhere", async (place) => {
    const { clock } = place;
    const records = place.store.records(counters);
    await records.set("short", 1, { expiresAt: clock.now() + 1_000 });
    await records.set("long", 2, { expiresAt: clock.now() + 5_000 });
    await records.set("ever", 3);
    await clock.advance(999);
    assertEquals((await records.list()).map(([key]) => key), ["ever", "long", "short"]);
    await clock.advance(2);
    assertEquals(await records.get("short"), undefined);
    assertEquals((await records.list()).map(([key]) => key), ["ever", "long"]);
    assertEquals(await records.delete("short"), false);
    assertEquals(await records.update("short", (old) => old), undefined);
    assertEquals(await (await place.restart()).records(counters).get("long"), 2);
  });

  test("prune sweeps what has expired, and leaves the rest", async ({ store, clock }) => {
    const records = store.records(counters);
    for (let n = 0; n < 1_200; n++) void records.set(`${n}`, n, { expiresAt: clock.now() + 1 });
    await records.set("later", 1, { expiresAt: clock.now() + 1_000 });
    await records.set("ever", 2);
    await clock.advance(10);
    await store.journal.prune(0);
    // An expired record that was only hidden would come back when the clock is set back.
    clock.setWall(clock.now() - 10);
    assertEquals(await records.list(), [["ever", 2], ["later", 1]]);
  });

  test("setting a record anew forgets its expiry, an update keeps it or sets another", async ({ store, clock }) => {
    const records = store.records(counters);
    const expiresAt = clock.now() + 1_000;
    for (const key of ["set", "kept", "moved"]) await records.set(key, 1, { expiresAt });
    await records.set("set", 2);
    await records.update("kept", () => 2);
    await records.update("moved", () => 2, { expiresAt: expiresAt + 1_000 });
    await clock.advance(1_001);
    assertEquals(await records.list(), [["moved", 2], ["set", 2]]);
    await clock.advance(1_000);
    assertEquals(await records.list(), [["set", 2]]);
  });
}

function testVersions(test: Test): void {
  test("an older record is brought up when it is read", async ({ store }) => {
    const old: RecordKind<string> = { namespace: "moods", version: 1, schema: z.string() };
    const seen: number[] = [];
    const upgraded: RecordKind<Mood> = {
      ...moods,
      upgrade: (name, from) => (seen.push(from), { name, level: 1 }),
    };
    await store.records(old).set("a", "glad");
    const records = store.records(upgraded);
    assertEquals(await records.get("a"), { name: "glad", level: 1 });
    assertEquals(await records.list(), [["a", { name: "glad", level: 1 }]]);
    assertEquals(await records.update("a", (mood) => mood && { ...mood, level: 2 }), { name: "glad", level: 2 });
    assertEquals(seen, [1, 1, 1]);
    assertEquals(await records.get("a"), { name: "glad", level: 2 });
    assertEquals(seen, [1, 1, 1]);
  });

  test("a record of a newer version is refused and kept", async ({ store }) => {
    const newer: RecordKind<Mood> = { ...moods, version: 3 };
    await store.records(newer).set("a", { name: "sad", level: 9 });
    const records = store.records(moods);
    for (const read of [() => records.get("a"), () => records.list(), () => records.update("a", () => undefined)]) {
      const error = await assertRejects(read, StoreError, '"a" of "moods"');
      assertEquals(error.code, "newer");
    }
    assertEquals(await store.records(newer).get("a"), { name: "sad", level: 9 });
  });

  test("a stored value that does not fit counts as none, and keeps no other from being read", async ({ store }) => {
    const other: RecordKind<string> = { namespace: "moods", version: 2, schema: z.string() };
    const records = store.records(moods);
    await store.records(other).set("a", "not a mood");
    await records.set("b", { name: "glad", level: 0 });
    assertEquals(await records.get("a"), undefined);
    assertEquals(await records.list(), [["b", { name: "glad", level: 0 }]]);
    assertEquals(await store.records(other).get("a"), "not a mood");
    await records.set("a", { name: "sad", level: 1 });
    assertEquals(await records.get("a"), { name: "sad", level: 1 });
  });

  test("where a change takes the place of a value that does not fit, that is kept aside", async ({ store }) => {
    const other: RecordKind<string> = { namespace: "moods", version: 2, schema: z.string() };
    await store.records(other).set("a", "not a mood");
    const changed = await store.records(moods).update("a", (old) => old ?? { name: "glad", level: 0 });
    assertEquals(changed, { name: "glad", level: 0 });
    assertEquals(await store.records({ ...other, namespace: "moods.damaged" }).get("a"), "not a mood");
  });

  test("what an upgrade fails at counts as none", async ({ store }) => {
    await store.records({ ...counters, version: 1 }).set("a", 1);
    const broken: RecordKind<number> = {
      ...counters,
      version: 2,
      upgrade: () => {
        throw new RangeError("cannot");
      },
    };
    assertEquals(await store.records(broken).get("a"), undefined);
    assertEquals(await store.records(counters).get("a"), 1);
  });
}
