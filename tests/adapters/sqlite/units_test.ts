/** What the journal remembers of the events that are pending. */
import { assertEquals, assertLess } from "@std/assert";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { entry } from "../../contract/store/place.ts";
import { TestClock } from "../../support/clock.ts";
import { heapInUse } from "../../support/heap.ts";

function keysFrom(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `k${first + index}`);
}

Deno.test("events that come and are settled leave nothing in memory, be the pending ones ever so few", async () => {
  await using store = await SqliteStore.open({ path: ":memory:", clock: new TestClock() });
  const { journal } = store;
  let next = 0;
  const pass = async (rounds: number) => {
    for (let round = 0; round < rounds; round++, next += 4) {
      const keys = keysFrom(next, 4);
      await journal.append(keys.map((key) => entry(key)));
      await Promise.all(keys.map((key) => journal.settle(key)));
    }
    return heapInUse();
  };
  const before = await pass(500);
  assertLess((await pass(2_000) - before) / 2_000, 100, "bytes for four events");
});

Deno.test("more pending events than are remembered are all found and settled", async () => {
  await using store = await SqliteStore.open({ path: ":memory:", clock: new TestClock() });
  const { journal } = store;
  const keys = keysFrom(0, 20_500);
  await journal.append(keys.map((key) => entry(key)));
  assertEquals((await journal.stats()).pending, 20_500);
  await Promise.all(keys.map((key) => journal.settle(key)));
  assertEquals((await journal.stats()).pending, 0);
});
