import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { DeliveryUnknown, type Json, StepInDoubt, type StepIntent } from "../../../core/mod.ts";
import { entry, type Test } from "./place.ts";

const rerun = { inDoubt: "rerun" } as const;
const fail = { inDoubt: "fail" } as const;
const own = { inDoubt: "fail", intent: "own" } as const;

/** Steps that run once. */
export function testOnce(test: Test): void {
  testResults(test);
  testDoubt(test);
}

function testResults(test: Test): void {
  test("a step runs once, and its result is remembered", async (place) => {
    let runs = 0;
    const step = () => ({ id: ++runs, list: [null, "ё", 1.5] });
    assertEquals(await place.store.once("a", "s", step, rerun), { id: 1, list: [null, "ё", 1.5] });
    assertEquals(await place.store.once("a", "s", step, fail), { id: 1, list: [null, "ё", 1.5] });
    await place.store.journal.settle("none");
    assertEquals(await (await place.crash()).once("a", "s", step, fail), { id: 1, list: [null, "ё", 1.5] });
    assertEquals(runs, 1);
  });

  test("every JSON value is remembered, and nothing is remembered as nothing", async (place) => {
    const values: readonly (Json | void)[] = [undefined, null, false, 0, "", "null", [], {}, [null]];
    for (const [n, value] of values.entries()) await place.store.once("a", `${n}`, () => value, rerun);
    const store = await place.restart();
    for (const [n, value] of values.entries()) {
      assertEquals(await store.once<Json | void>("a", `${n}`, () => "again", rerun), value);
    }
  });

  test("steps differ by scope and by name", async ({ store }) => {
    const names = [["a", "b"], ["ab", ""], ["", "ab"], ["a", "B"], ["a\0", "b"], ["a", "\0b"], ["\ud800", ""], [
      "\ud801",
      "",
    ]];
    for (const [n, [scope, step]] of names.entries()) assertEquals(await store.once(scope, step, () => n, fail), n);
    for (const [n, [scope, step]] of names.entries()) assertEquals(await store.once(scope, step, () => -1, fail), n);
  });

  test("who asks for a step under way gets its promise's result", async ({ store }) => {
    const gate = Promise.withResolvers<string>();
    let runs = 0;
    const step = () => (runs++, gate.promise);
    const both = [store.once("a", "s", step, fail), store.once("a", "s", step, fail)];
    gate.resolve("one");
    assertEquals(await Promise.all(both), ["one", "one"]);
    assertEquals(runs, 1);
  });

  test("a step that throws has not run: it is tried again next time", async (place) => {
    const error = new TypeError("no");
    const thrown = await assertRejects(() => place.store.once("a", "s", () => Promise.reject(error), fail));
    assertStrictEquals(thrown, error);
    await assertRejects(() =>
      place.store.once("a", "s", () => {
        throw error;
      }, fail)
    );
    assertEquals(await place.store.once("a", "s", () => "now", fail), "now");
    await assertRejects(() => place.store.once("a", "t", () => Promise.reject(error), fail));
    await place.store.journal.settle("none");
    assertEquals(await (await place.crash()).once("a", "t", () => "later", fail), "later");
  });

  test("many steps at once each run once", async ({ store }) => {
    const steps = Array.from({ length: 300 }, (_, n) => n);
    const run = () => Promise.all(steps.map((n) => store.once(`unit ${n % 10}`, `s${n}`, () => n, fail)));
    assertEquals(await run(), steps);
    assertEquals(await run(), steps);
  });
}

function testDoubt(test: Test): void {
  test("the intent is durable before the step starts", async (place) => {
    const store = place.store;
    const started = Promise.withResolvers<void>();
    void store.once("a", "s", () => (started.resolve(), new Promise<void>(() => {})), fail);
    await started.promise;
    const again = await place.crash();
    const error = await assertRejects(() => again.once("a", "s", () => "twice", fail), StepInDoubt);
    assertEquals([error.scope, error.step], ["a", "s"]);
  });

  test("a step in doubt is in doubt every time, after every start", async (place) => {
    await dieWithin(place, "s");
    for (let n = 0; n < 2; n++) {
      await assertRejects(() => place.store.once("a", "s", () => "twice", fail), StepInDoubt);
      await assertRejects(() => place.store.once("a", "s", () => "twice", fail), StepInDoubt);
      await place.restart();
    }
  });

  test("a step in doubt that does no harm is run again, and remembered", async (place) => {
    await dieWithin(place, "s");
    assertEquals(await place.store.once("a", "s", () => "again", rerun), "again");
    assertEquals(await (await place.restart()).once("a", "s", () => "thrice", fail), "again");
  });

  test("a step in doubt that fails when it is run again has not run", async (place) => {
    await dieWithin(place, "s");
    await assertRejects(() => place.store.once("a", "s", () => Promise.reject(new Error("no")), rerun), Error, "no");
    assertEquals(await place.store.once("a", "s", () => "now", fail), "now");
  });

  test("a step with an intent of its own is as new while it waits, and in doubt from its commit on", async (place) => {
    const waiting = Promise.withResolvers<StepIntent>();
    void place.store.once("a", "s", (intent) => (waiting.resolve(intent), new Promise<void>(() => {})), own);
    await waiting.promise;
    let store = await place.crash();
    const committed = Promise.withResolvers<void>();
    void store.once("a", "s", async (intent) => {
      await intent.commit();
      await intent.commit();
      committed.resolve();
      await new Promise<void>(() => {});
    }, own);
    await committed.promise;
    store = await place.crash();
    await assertRejects(() => store.once("a", "s", () => "twice", own), StepInDoubt);
    assertEquals(await store.once("a", "s", () => "again", { ...own, inDoubt: "rerun" }), "again");
  });

  test("an intent that was taken back is as new, until it is committed again", async (place) => {
    const back = Promise.withResolvers<void>();
    void place.store.once("a", "s", async (intent) => {
      intent.takeBack();
      await intent.commit();
      intent.takeBack();
      back.resolve();
      await new Promise<void>(() => {});
    }, own);
    await back.promise;
    await place.store.journal.settle("none");
    let store = await place.crash();
    const again = Promise.withResolvers<void>();
    void store.once("a", "s", async (intent) => {
      await intent.commit();
      intent.takeBack();
      await intent.commit();
      again.resolve();
      await new Promise<void>(() => {});
    }, own);
    await again.promise;
    await store.journal.settle("none");
    store = await place.crash();
    await assertRejects(() => store.once("a", "s", () => "twice", own), StepInDoubt);
  });

  test("a step with an intent of its own is remembered, and one that throws has not run, at once and later", async (place) => {
    assertEquals(await place.store.once("a", "never committed", () => "done", own), "done");
    const fails = async (intent: StepIntent) => {
      await intent.commit();
      throw new Error("no");
    };
    await assertRejects(() => place.store.once("a", "s", fails, own), Error, "no");
    await assertRejects(() => place.store.once("a", "s", fails, own), Error, "no");
    await place.store.journal.settle("none");
    const store = await place.crash();
    assertEquals(await store.once("a", "never committed", () => "twice", fail), "done");
    assertEquals(await store.once("a", "s", () => "now", own), "now");
  });

  test("a step of which nobody knows whether it has happened stays in doubt, unless running it again does no harm", async (place) => {
    const lost = () => Promise.reject(new DeliveryUnknown("no answer"));
    await assertRejects(() => place.store.once("a", "fail", lost, fail), DeliveryUnknown);
    await assertRejects(() => place.store.once("a", "rerun", lost, rerun), DeliveryUnknown);
    await assertRejects(() => place.store.once("a", "fail", () => "twice", fail), StepInDoubt);
    await place.store.journal.settle("none");
    const store = await place.crash();
    await assertRejects(() => store.once("a", "fail", () => "twice", fail), StepInDoubt);
    assertEquals(await store.once("a", "rerun", () => "again", rerun), "again");
  });

  test("a step in doubt is no progress", async (place) => {
    await place.store.journal.append([entry("a", { begun: true })]);
    await dieWithin(place, "s");
    assertEquals(await place.store.journal.begin("a"), 2);
  });
}

/** Ends the process within a step of "a". */
async function dieWithin(place: Parameters<Parameters<Test>[1]>[0], step: string): Promise<void> {
  const started = Promise.withResolvers<void>();
  void place.store.once("a", step, () => (started.resolve(), new Promise<void>(() => {})), fail);
  await started.promise;
  await place.crash();
}
