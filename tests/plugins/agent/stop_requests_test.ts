import { assertEquals } from "@std/assert";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { StopRequests } from "../../../plugins/agent/stop_requests.ts";
import { TestClock } from "../../support/clock.ts";

const here = { platform: "test", chat: "c", kind: "private" } as const;

Deno.test("a stop covers what had become a task by the time it was seen to, though it was said before, and nothing after it", async () => {
  const clock = new TestClock(10_000);
  const store = await SqliteStore.open({ path: ":memory:", clock });
  const stops = new StopRequests(store, clock);
  await stops.add("owner", here, 9_000);
  const begun = { first: 20_000, now: 20_000 };
  const covered = await Promise.all([8_000, 9_500, 10_000, 10_001].map((at) => stops.covers("owner", here, at, begun)));
  assertEquals(covered, [true, true, true, false]);
  assertEquals(await stops.covers("somebody", here, 8_000, begun), false);
  await store.close();
});
