import { assert, assertEquals, assertRejects } from "@std/assert";
import { entry, nameOf, pendingNames, type Test, work } from "./place.ts";
import { pendingUnits } from "../../support/pending_units.ts";

/** The life of a unit: starts, items, settlement, dead letters. */
export function testUnits(test: Test): void {
  testStarts(test);
  testAssign(test);
  testSettle(test);
  testDeadLetters(test);
}

function testStarts(test: Test): void {
  test("begin counts the starts of an event and of an item", async ({ store: { journal } }) => {
    await journal.append([entry("a"), entry("b")]);
    await journal.assign(work("w", ["b"]));
    for (const unit of ["a", "w"]) {
      assertEquals([await journal.begin(unit), await journal.begin(unit), await journal.begin(unit)], [1, 2, 3]);
    }
  });

  test("an entry that is begun as it is appended has its first start behind it", async ({ store: { journal } }) => {
    await journal.append([entry("a", { begun: true }), entry("b"), entry("c", { begun: true })]);
    assertEquals(await Promise.all(["a", "b", "c"].map((unit) => journal.begin(unit))), [2, 1, 2]);
  });

  test("a start that the process did not survive counts", async (place) => {
    await place.store.journal.append([entry("a", { begun: true }), entry("b"), entry("c")]);
    await place.store.journal.begin("b");
    const { journal } = await place.crash();
    assertEquals(await Promise.all(["a", "b", "c"].map((unit) => journal.begin(unit))), [2, 2, 1]);
    assertEquals(await (await place.crash()).journal.begin("a"), 3);
  });

  test("release takes the last start back, that of append too", async (place) => {
    const { journal } = place.store;
    await journal.append([entry("a", { begun: true }), entry("b")]);
    await journal.release("a");
    assertEquals(await journal.begin("a"), 1);
    assertEquals(await journal.begin("a"), 2);
    await journal.release("a");
    assertEquals(await (await place.crash()).journal.begin("a"), 2);
  });

  test("release takes back one start, and none where there is none", async ({ store: { journal } }) => {
    await journal.append([entry("a")]);
    await journal.release("a");
    await journal.begin("a");
    await journal.begin("a");
    await journal.release("a");
    await journal.release("a");
    assertEquals(await journal.begin("a"), 2);
    await journal.release("unknown");
  });

  test("release takes back no start of a process that died", async (place) => {
    await place.store.journal.append([entry("a", { begun: true })]);
    const { journal } = await place.crash();
    await journal.release("a");
    assertEquals(await journal.begin("a"), 2);
  });

  test("a new result begins the count again, once", async ({ store }) => {
    await store.journal.append([entry("a")]);
    await store.journal.begin("a");
    await store.journal.begin("a");
    await store.once("a", "step", () => 1, { inDoubt: "rerun" });
    assertEquals(await store.journal.begin("a"), 1);
    await store.once("a", "step", () => 1, { inDoubt: "rerun" });
    assertEquals(await store.journal.begin("a"), 2);
  });

  test("a new result before the process died is progress", async (place) => {
    const { store } = place;
    await store.journal.append([entry("a", { begun: true })]);
    await store.journal.begin("a");
    await store.once("a", "step", () => "done", { inDoubt: "rerun" });
    await store.journal.settle("unknown");
    assertEquals(await (await place.crash()).journal.begin("a"), 1);
  });

  test("a result from before the last start is no progress", async ({ store }) => {
    await store.once("a", "early", () => 1, { inDoubt: "rerun" });
    await store.journal.append([entry("a", { begun: true })]);
    assertEquals(await store.journal.begin("a"), 2);
    assertEquals(await store.journal.begin("a"), 3);
  });

  test("a failed step and another unit's step are no progress", async ({ store }) => {
    await store.journal.append([entry("a"), entry("b")]);
    await store.journal.begin("a");
    await assertRejects(() => store.once("a", "step", () => Promise.reject(new Error("no")), { inDoubt: "rerun" }));
    await store.once("b", "step", () => 1, { inDoubt: "rerun" });
    assertEquals(await store.journal.begin("a"), 2);
  });

  test("progress of a start that was released is not forgotten", async ({ store }) => {
    await store.journal.append([entry("a")]);
    await store.journal.begin("a");
    await store.journal.begin("a");
    await store.once("a", "step", () => 1, { inDoubt: "rerun" });
    await store.journal.release("a");
    assertEquals(await store.journal.begin("a"), 1);
  });
}

function testAssign(test: Test): void {
  test("assign makes one unit of its members", async (place) => {
    const item = work("w", ["b", "a"]);
    await place.store.journal.append([entry("a"), entry("b"), entry("c")]);
    const seq = await place.store.journal.assign(item);
    for (const { journal } of [place.store, await place.crash()]) {
      const units = await pendingUnits(journal);
      assertEquals(units.map(nameOf), ["w", "c"]);
      assertEquals(units[0], { type: "work", item, seq });
      assertEquals((await journal.read(item.members)).map(({ event }) => event.key), ["b", "a"]);
    }
  });

  test("the same id twice is one item, the first, even when it is settled", async ({ store: { journal } }) => {
    await journal.append([entry("a"), entry("b")]);
    await journal.assign(work("w", ["a"]));
    await journal.assign(work("w", ["a"]));
    await journal.assign(work("w", ["a", "b"], { data: "other" }));
    const units = await pendingUnits(journal);
    assertEquals(units.map(nameOf), ["w", "b"]);
    assertEquals(units[0].type === "work" && units[0].item.data, work("w", []).data);
    await journal.settle("w");
    await journal.assign(work("w", ["a"]));
    assertEquals(await pendingNames(journal), ["b"]);
  });

  test("assign refuses members that are not free, and changes nothing", async ({ store: { journal } }) => {
    await journal.append(["free", "settled", "dead", "taken"].map((key) => entry(key)));
    await journal.settle("settled");
    await journal.bury("dead", "failed");
    await journal.assign(work("first", ["taken"]));
    for (const member of ["settled", "dead", "taken", "unknown", "first", "free"]) {
      await assertRejects(() => journal.assign(work("second", ["free", member])), Error, "second");
    }
    assertEquals(await pendingNames(journal), ["first", "free"]);
    await journal.assign(work("second", ["free"]));
    assertEquals(await pendingNames(journal), ["first", "second"]);
  });

  test("an assignment that is refused fails alone", async ({ store: { journal } }) => {
    const results = await Promise.allSettled([
      journal.append([entry("a"), entry("b")]),
      journal.assign(work("bad", ["a", "missing"])),
      journal.assign(work("good", ["a"])),
      journal.assign(work("late", ["a", "b"])),
      journal.begin("b"),
    ]);
    assertEquals(results.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled", "rejected", "fulfilled"]);
    assertEquals(await pendingNames(journal), ["good", "b"]);
  });

  test("an item may have no members", async ({ store: { journal } }) => {
    await journal.assign(work("alone", []));
    assertEquals(await pendingNames(journal), ["alone"]);
    await journal.settle("alone");
    assertEquals(await pendingNames(journal), []);
  });

  test("an item cannot be called as an event is", async ({ store: { journal } }) => {
    await journal.append([entry("a"), entry("b")]);
    await assertRejects(() => journal.assign(work("a", ["b"])), Error, '"a"');
    assertEquals(await pendingNames(journal), ["a", "b"]);
  });
}

function testSettle(test: Test): void {
  test("what is settled is pending no more", async (place) => {
    await place.store.journal.append([entry("a"), entry("b"), entry("c", { begun: true })]);
    await Promise.all(["a", "c"].map((unit) => place.store.journal.settle(unit)));
    assertEquals(await pendingNames(place.store.journal), ["b"]);
    assertEquals(await pendingNames((await place.crash()).journal), ["b"]);
  });

  test("an event can be settled in the turn that appends it", async ({ store: { journal } }) => {
    await Promise.all([journal.append([entry("a")]), journal.settle("a"), journal.append([entry("b")])]);
    assertEquals(await pendingNames(journal), ["b"]);
  });

  test("settling a key before its event comes settles nothing", async ({ store: { journal } }) => {
    await Promise.all([journal.settle("a"), journal.append([entry("a")])]);
    assertEquals(await pendingNames(journal), ["a"]);
  });

  test("an item is settled with its members", async (place) => {
    const { journal } = place.store;
    await journal.append([entry("a"), entry("b"), entry("c")]);
    await journal.assign(work("w", ["a", "b"]));
    await journal.settle("w");
    assertEquals(await pendingNames(journal), ["c"]);
    assertEquals(await pendingNames((await place.restart()).journal), ["c"]);
  });

  test("settling what is not pending changes nothing", async ({ store: { journal } }) => {
    await journal.append(["a", "dead", "member"].map((key) => entry(key)));
    await journal.bury("dead", "failed");
    await journal.assign(work("w", ["member"]));
    for (const unit of ["a", "a", "dead", "member", "unknown"]) await journal.settle(unit);
    assertEquals(await pendingNames(journal), ["w"]);
    assertEquals((await journal.deadLetters()).map(({ unit }) => unit), ["dead"]);
    await journal.prune(Infinity);
    assertEquals((await journal.read(["a", "dead", "member"])).map(({ event }) => event.key), ["dead", "member"]);
  });
}

function testDeadLetters(test: Test): void {
  test("a buried unit is a dead letter with its reason, and pending no more", async (place) => {
    const { clock } = place;
    await place.store.journal.append([entry("a"), entry("b", { account: "ann" }), entry("c")]);
    await place.store.journal.assign(work("w", ["c"]));
    await place.store.journal.bury("b", "It failed 3 times.");
    const first = clock.now();
    await clock.advance(1_000);
    await place.store.journal.bury("w", "Too slow.");
    const letters = [
      {
        unit: "b",
        conversation: entry("b").event.conversation,
        account: "ann",
        reason: "It failed 3 times.",
        at: first,
      },
      { unit: "w", conversation: work("w", []).conversation, account: "owner", reason: "Too slow.", at: first + 1_000 },
    ];
    for (const { journal } of [place.store, await place.crash()]) {
      assertEquals(await journal.deadLetters(), letters);
      assertEquals(await journal.deadLetters("ann"), letters.slice(0, 1));
      assertEquals(await journal.deadLetters("nobody"), []);
      assertEquals(await pendingNames(journal), ["a"]);
    }
  });

  test("burying what is not pending changes nothing", async ({ store: { journal } }) => {
    await journal.append(["settled", "dead", "member"].map((key) => entry(key)));
    await journal.settle("settled");
    await journal.assign(work("w", ["member"]));
    await journal.bury("dead", "first");
    for (const unit of ["settled", "dead", "member", "unknown"]) await journal.bury(unit, "second");
    assertEquals((await journal.deadLetters()).map(({ unit, reason }) => [unit, reason]), [["dead", "first"]]);
    assertEquals(await pendingNames(journal), ["w"]);
  });

  test("a revived event is pending again at its place, with its starts forgotten and its steps kept", async (place) => {
    const { store } = place;
    await store.journal.append([entry("a", { begun: true }), entry("b")]);
    await store.once("a", "step", () => "kept", { inDoubt: "fail" });
    await store.journal.begin("a");
    await store.journal.begin("a");
    await store.journal.bury("a", "failed");
    const revived = await store.journal.revive("a");
    assert(revived?.type === "event");
    assertEquals([revived], (await pendingUnits(store.journal)).slice(0, 1));
    assertEquals(await pendingNames(store.journal), ["a", "b"]);
    assertEquals(await store.journal.deadLetters(), []);
    assertEquals(await store.journal.begin("a"), 1);
    assertEquals(await store.once("a", "step", () => "again", { inDoubt: "fail" }), "kept");
  });

  test("a revived unit forgets the steps it is told to, and no others", async ({ store }) => {
    await store.journal.append([entry("a", { begun: true }), entry("b", { begun: true })]);
    for (const [unit, step] of [["a", "ask:1"], ["a", "ask:1:sent"], ["a", "asked"], ["b", "ask:1"]]) {
      await store.once(unit, step, () => "old", { inDoubt: "fail" });
    }
    await store.journal.bury("a", "failed");
    await store.journal.revive("a", "ask:");
    const now = (unit: string, step: string) => store.once(unit, step, () => "new", { inDoubt: "fail" });
    assertEquals([await now("a", "ask:1"), await now("a", "ask:1:sent")], ["new", "new"]);
    assertEquals([await now("a", "asked"), await now("b", "ask:1")], ["old", "old"]);
  });

  test("a revived item is pending again with its members", async (place) => {
    const item = work("w", ["a"]);
    await place.store.journal.append([entry("a")]);
    const seq = await place.store.journal.assign(item);
    await place.store.journal.begin("w");
    await place.store.journal.bury("w", "failed");
    const { journal } = await place.crash();
    assertEquals(await journal.revive("w"), { type: "work", item, seq });
    assertEquals(await journal.begin("w"), 1);
    assertEquals(await pendingNames(journal), ["w"]);
    await journal.settle("w");
    assertEquals(await journal.stats(), { pending: 0, work: 0, dead: 0 });
  });

  test("only a dead letter can be revived", async ({ store: { journal } }) => {
    await journal.append([entry("a"), entry("b")]);
    await journal.settle("b");
    for (const unit of ["a", "b", "unknown"]) assertEquals(await journal.revive(unit), undefined);
    assertEquals(await pendingNames(journal), ["a"]);
  });

  test("a discarded dead letter is settled with its members", async ({ store: { journal } }) => {
    await journal.append([entry("a"), entry("b")]);
    await journal.assign(work("w", ["b"]));
    await journal.bury("a", "failed");
    await journal.bury("w", "failed");
    assertEquals([await journal.discard("a"), await journal.discard("a")], [true, false]);
    assertEquals([await journal.discard("w"), await journal.discard("unknown")], [true, false]);
    assertEquals(await journal.stats(), { pending: 0, work: 0, dead: 0 });
    assertEquals((await journal.append([entry("b")]))[0].outcome, "duplicate");
    await journal.prune(Infinity);
    assertEquals(await journal.read(["a", "b"]), []);
  });

  test("what is forgotten says nothing any more, and its keys are still known", async (place) => {
    const { journal } = place.store;
    await journal.append([entry("a"), entry("b"), entry("c")]);
    await journal.assign(work("w", ["b", "c"]));
    for (const unit of ["a", "w"]) {
      await place.store.once(unit, "step:x", () => "result", { inDoubt: "rerun" });
      await journal.settle(unit);
      await journal.forget(unit);
    }
    for (const reopen of [() => place.store, () => place.restart()]) {
      const { journal } = await reopen();
      const said = (await journal.read(["a", "b", "c"])).map(({ event }) => event.kind !== "action" && event.text);
      assertEquals(said, ["", "", ""]);
      assertEquals((await journal.append([entry("b")]))[0].outcome, "duplicate");
    }
    for (const unit of ["a", "w"]) {
      assertEquals(await place.store.once(unit, "step:x", () => "anew", { inDoubt: "fail" }), "anew");
    }
  });

  test("of what is pending or dead nothing is forgotten", async ({ store: { journal } }) => {
    await journal.append([entry("a"), entry("b")]);
    await journal.bury("b", "failed");
    for (const unit of ["a", "b", "unknown"]) await journal.forget(unit);
    assertEquals(await journal.read(["a", "b"]), [{ ...entry("a"), seq: 1 }, { ...entry("b"), seq: 2 }]);
    assertEquals(await pendingNames(journal), ["a"]);
  });
}
