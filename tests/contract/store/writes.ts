import { assertEquals, assertRejects } from "@std/assert";
import { z } from "zod";
import { type RecordKind, type Store, StoreError } from "../../../core/mod.ts";
import { chat, entry, message, pendingNames, type Test, work } from "./place.ts";

const notes: RecordKind<string> = { namespace: "notes", version: 1, schema: z.string() };

/** Order and durability of all writes, and closing. */
export function testWrites(test: Test): void {
  test("what resolved is durable", async (place) => {
    await place.store.journal.append([entry("a"), entry("b")]);
    await place.store.journal.assign(work("w", ["a"]));
    await place.store.journal.settle("b");
    await place.store.records(notes).set("k", "v");
    const store = await place.crash();
    assertEquals(await pendingNames(store.journal), ["w"]);
    assertEquals(await store.records(notes).get("k"), "v");
  });

  test("when a later write is durable, so are all before it", async (place) => {
    const { store } = place;
    void store.journal.append([entry("a"), entry("b")]);
    void store.journal.settle("a");
    void store.journal.bury("b", "failed");
    await store.records(notes).set("k", "v");
    const again = await place.crash();
    assertEquals(await again.journal.stats(), { pending: 0, work: 0, dead: 1 });
  });

  test("what is read is behind every write called before", async ({ store }) => {
    const { journal } = store;
    const records = store.records(notes);
    void journal.append([entry("a"), entry("b"), entry("c", { event: message("c", { conversation: chat("2") }) })]);
    void journal.settle("a");
    void journal.assign(work("w", ["b"]));
    void records.set("k", "v");
    const [read, stats, value, list] = await Promise.all([
      journal.read(["c"]),
      journal.stats(),
      records.get("k"),
      records.list(),
    ]);
    assertEquals(read.length, 1);
    assertEquals(stats, { pending: 1, work: 1, dead: 0 });
    assertEquals([value, list], ["v", [["k", "v"]]]);
    void journal.bury("c", "failed");
    assertEquals((await journal.deadLetters()).length, 1);
    void journal.settle("w");
    assertEquals(await pendingNames(journal), []);
  });

  test("what is read is not ahead of writes called after", async ({ store }) => {
    const records = store.records(notes);
    void records.set("k", "before");
    const read = records.get("k");
    void records.set("k", "after");
    assertEquals(await read, "before");
  });

  test("close commits what was called before it", async (place) => {
    void place.store.journal.append([entry("a")]);
    const set = place.store.records(notes).set("k", "v");
    const store = await place.restart();
    await set;
    assertEquals(await pendingNames(store.journal), ["a"]);
    assertEquals(await store.records(notes).get("k"), "v");
  });

  test("closing twice is closing", async ({ store }) => {
    await Promise.all([store.close(), store.close()]);
    await store.close();
  });

  test("calls after close are rejected, and a store that is closed has not ended", async ({ store }) => {
    let hasEnded = false;
    store.ended.then(() => hasEnded = true);
    await store.close();
    for (const call of callsOf(store)) assertEquals((await assertRejects(call, StoreError)).code, "closed");
    assertEquals(hasEnded, false);
  });

  test("a store that has ended says so before any caller hears of it, and rejects every call", async (place) => {
    const { store } = place;
    if (place.end === undefined) return;
    const heard: string[] = [];
    store.ended.then(() => heard.push("end"));
    const under = store.journal.append([entry("a")]).catch((error) => {
      heard.push("call");
      return error;
    });
    await place.end();
    const error = await store.ended;
    assertEquals([error.code, await under, heard], ["ended", error, ["end", "call"]]);
    for (const call of callsOf(store)) assertEquals(await assertRejects(call, StoreError), error);
    await store.close();
  });

  test("what was durable before the store ended is there at the next start", async (place) => {
    if (place.end === undefined) return;
    await place.store.journal.append([entry("a")]);
    await place.end();
    const store = await place.restart();
    assertEquals((await pendingNames(store.journal))[0], "a");
    await store.records(notes).set("k", "v");
    assertEquals(await (await place.crash()).records(notes).get("k"), "v");
  });
}

/** A call of each kind. */
function callsOf(store: Store): readonly (() => Promise<unknown>)[] {
  const records = store.records(notes);
  return [
    () => store.journal.append([entry("a")]),
    () => store.journal.begin("a"),
    () => store.journal.release("a"),
    () => store.journal.assign(work("w", [])),
    () => store.journal.settle("a"),
    () => store.journal.bury("a", "failed"),
    () => store.journal.deadLetters(),
    () => store.journal.revive("a"),
    () => store.journal.discard("a"),
    () => pendingNames(store.journal),
    () => store.journal.read(["a"]),
    () => Array.fromAsync(store.journal.workOf(chat())),
    () => store.journal.prune(0),
    () => store.journal.stats(),
    () => store.once("a", "s", () => 1, { inDoubt: "rerun" }),
    () => records.get("k"),
    () => records.set("k", "v"),
    () => records.update("k", () => "v"),
    () => records.delete("k"),
    () => records.list(),
  ];
}
