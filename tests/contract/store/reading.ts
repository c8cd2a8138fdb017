import { assertEquals } from "@std/assert";
import { type Appended, conversationId, type Unit } from "../../../core/mod.ts";
import { chat, entry, message, nameOf, pendingNames, type Test, work } from "./place.ts";

/** What can be read of the journal, and what is forgotten. */
export function testReading(test: Test): void {
  testPending(test);
  testLookups(test);
  testPrune(test);
}

function keysOf(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `${prefix}${String(n).padStart(4, "0")}`);
}

function testPending(test: Test): void {
  test("pending gives the items by their creation, then the events by arrival", async (place) => {
    const { journal } = place.store;
    await journal.append(["z", "b", "a", "y"].map((key) => entry(key)));
    await journal.assign(work("w2", ["a"]));
    await journal.assign(work("w1", ["z"]));
    assertEquals(await pendingNames(journal), ["w2", "w1", "b", "y"]);
    assertEquals(await pendingNames((await place.restart()).journal), ["w2", "w1", "b", "y"]);
  });

  test("pending gives every one of many", async ({ store: { journal } }) => {
    const keys = keysOf("e", 1_500);
    await journal.append(keys.map((key) => entry(key)));
    for (const key of keys.slice(0, 700)) void journal.assign(work(`w:${key}`, [key]));
    assertEquals(await pendingNames(journal), [...keys.slice(0, 700).map((key) => `w:${key}`), ...keys.slice(700)]);
  });

  test("pending can be left, and read again from the start", async ({ store: { journal } }) => {
    await journal.append(keysOf("e", 3_000).map((key) => entry(key)));
    for await (const page of journal.pending()) if (page.length > 0) break;
    assertEquals((await pendingNames(journal)).length, 3_000);
  });

  test("pending says where each stands: its lane, and whether it may answer a question", async ({ store: { journal } }) => {
    const answers = { scope: "other", step: "ask:1" };
    const pressed = { kind: "action", sender: { platform: "test", user: "7" }, at: 0, action: "portico:x" } as const;
    const [a, press, given] = placesOf(
      await journal.append([
        entry("a"),
        entry("press", { event: { ...pressed, key: "press", conversation: chat("2") } }),
        entry("given", { answers, event: message("given", { conversation: { ...chat(), thread: "5" } }) }),
        entry("member"),
      ]),
    );
    const item = await journal.assign(work("w", ["member"], { conversation: chat("3") }));
    assertEquals((await Array.fromAsync(journal.pending())).flat(), [
      { type: "work", place: item, conversation: conversationId(chat("3")), mayAnswer: false },
      { type: "event", place: a, conversation: conversationId(chat()), mayAnswer: false },
      { type: "event", place: press, conversation: conversationId(chat("2")), mayAnswer: true },
      { type: "event", place: given, conversation: conversationId({ ...chat(), thread: "5" }), mayAnswer: true },
    ]);
  });

  test("what comes or comes back after the reader began is left to whoever brought it", async ({ store: { journal } }) => {
    const keys = keysOf("e", 3_000);
    const places = placesOf(await journal.append(keys.map((key) => entry(key))));
    await journal.bury(keys[2_900], "failed");
    const seen: number[] = [];
    const revived: (Unit | undefined)[] = [];
    for await (const page of journal.pending()) {
      if (page.length > 0 && seen.length === 0) {
        await journal.append([entry("late")]);
        revived.push(await journal.revive(keys[2_900]));
      }
      seen.push(...page.map(({ place }) => place));
    }
    assertEquals(revived.flatMap((unit) => unit ? [nameOf(unit)] : []), [keys[2_900]]);
    assertEquals(seen, places.toSpliced(2_900, 1));
    assertEquals(await pendingNames(journal), [...keys, "late"]);
  });
}

function placesOf(appended: readonly Appended[]): number[] {
  return appended.map((one) => one.outcome === "new" ? one.seq : NaN);
}

function testLookups(test: Test): void {
  test("read gives events in the order of the keys, whatever became of them, and leaves unknown ones out", async (place) => {
    const { journal } = place.store;
    await journal.append(["a", "b", "c", "d"].map((key) => entry(key)));
    await journal.settle("a");
    await journal.bury("b", "failed");
    await journal.assign(work("w", ["c"]));
    const read = await journal.read(["d", "unknown", "c", "w", "b", "a"]);
    assertEquals(read.map(({ event }) => event.key), ["d", "c", "b", "a"]);
    assertEquals(await journal.read([]), []);
  });

  test("pendingAt gives the units at these places that are pending, in the order of the places", async (place) => {
    const { journal } = place.store;
    const keys = ["a", "begun", "settled", "dead", "member", "b"];
    const appended = await journal.append(keys.map((key) => entry(key, { begun: key === "begun" })));
    const [a, begun, settled, dead, member, b] = placesOf(appended);
    void journal.settle("settled");
    void journal.bury("dead", "failed");
    const item = await journal.assign(work("w", ["member"]));
    const places = [item, b, member, begun, dead, settled, a];
    const found = async () => (await place.store.journal.pendingAt(places)).map(nameOf);
    assertEquals(await found(), ["w", "b", "begun", "a"]);
    assertEquals(await journal.pendingAt([]), []);
    await place.restart();
    assertEquals(await found(), ["w", "b", "begun", "a"]);
  });

  test("placeOf gives the place of what is neither settled, dead, part of an item nor unknown", async (place) => {
    const { journal } = place.store;
    const keys = ["a", "begun", "settled", "dead", "member"];
    const [a, begun] = placesOf(await journal.append(keys.map((key) => entry(key, { begun: key === "begun" }))));
    void journal.settle("settled", { late: true });
    void journal.bury("dead", "failed");
    const item = await journal.assign(work("w", ["member"]));
    const found = () => Promise.all([...keys, "w", "unknown"].map((unit) => place.store.journal.placeOf(unit)));
    const expected = [a, begun, undefined, undefined, undefined, item, undefined];
    assertEquals(await found(), expected);
    await place.restart();
    assertEquals(await found(), expected);
  });

  test("workOf gives the items of one conversation, newest first, settled and dead ones too", async ({ store: { journal } }) => {
    const ids = keysOf("w", 150);
    for (const id of ids) void journal.assign(work(id, []));
    await journal.assign(work("other", [], { conversation: chat("2") }));
    await journal.assign(work("thread", [], { conversation: { ...chat(), thread: "1" } }));
    await journal.settle(ids[3]);
    await journal.bury(ids[4], "failed");
    const items = await Array.fromAsync(journal.workOf(chat()));
    assertEquals(items.map(({ id }) => id), ids.toReversed());
    assertEquals(items[0], work(ids[149], []));
    assertEquals((await Array.fromAsync(journal.workOf(chat("2")))).map(({ id }) => id), ["other"]);
    assertEquals(await Array.fromAsync(journal.workOf(chat("3"))), []);
  });

  test("stats counts pending events of no item, pending items and dead letters", async ({ store: { journal } }) => {
    assertEquals(await journal.stats(), { pending: 0, work: 0, dead: 0 });
    await journal.append(keysOf("e", 10).map((key) => entry(key)));
    await journal.assign(work("w1", ["e0000", "e0001"]));
    await journal.assign(work("w2", ["e0002"]));
    await journal.bury("e0003", "failed");
    await journal.bury("w2", "failed");
    await journal.settle("e0004");
    assertEquals(await journal.stats(), { pending: 5, work: 1, dead: 2 });
  });
}

function testPrune(test: Test): void {
  test("prune forgets what was settled before a time, and not what was settled later", async ({ store: { journal }, clock }) => {
    await journal.append(["a", "b", "c"].map((key) => entry(key)));
    await journal.settle("a");
    await clock.advance(1_000);
    await journal.settle("b");
    await journal.prune(clock.now());
    assertEquals((await journal.read(["a", "b", "c"])).map(({ event }) => event.key), ["b", "c"]);
    assertEquals((await journal.append([entry("b"), entry("a")])).map(({ outcome }) => outcome), ["duplicate", "new"]);
  });

  test("prune forgets an item with its members and steps", async ({ store, clock }) => {
    const { journal } = store;
    await journal.append(["a", "b"].map((key) => entry(key)));
    await journal.assign(work("w", ["a"]));
    await store.once("w", "step", () => 1, { inDoubt: "fail" });
    await store.once("b", "step", () => 1, { inDoubt: "fail" });
    await journal.settle("w");
    await clock.advance(1);
    await journal.prune(clock.now());
    assertEquals((await journal.read(["a", "b"])).map(({ event }) => event.key), ["b"]);
    assertEquals(await Array.fromAsync(journal.workOf(chat())), []);
    assertEquals(await store.once("w", "step", () => 2, { inDoubt: "fail" }), 2);
    assertEquals(await store.once("b", "step", () => 2, { inDoubt: "fail" }), 1);
  });

  test("prune never touches what is pending or dead", async (place) => {
    const { journal } = place.store;
    await journal.append(["a", "b", "c", "d"].map((key) => entry(key)));
    await journal.assign(work("w", ["a"]));
    await journal.assign(work("dead", ["b"]));
    await journal.bury("dead", "failed");
    await journal.bury("c", "failed");
    await journal.prune(Infinity);
    const { journal: again } = await place.restart();
    assertEquals(await pendingNames(again), ["w", "d"]);
    assertEquals((await again.deadLetters()).map(({ unit }) => unit), ["dead", "c"]);
    assertEquals((await again.read(["a", "b", "c", "d"])).length, 4);
  });

  test("prune forgets thousands, and lets others write meanwhile", async ({ store: { journal }, clock }) => {
    const keys = keysOf("e", 3_000);
    await journal.append(keys.map((key) => entry(key)));
    await Promise.all(keys.map((key) => journal.settle(key)));
    await clock.advance(1);
    const pruned = journal.prune(clock.now());
    await journal.append([entry("meanwhile", { event: message("meanwhile") })]);
    await pruned;
    assertEquals((await journal.read([...keys, "meanwhile"])).map(({ event }) => event.key), ["meanwhile"]);
  });
}
