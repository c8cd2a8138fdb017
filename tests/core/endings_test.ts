import { assertEquals, assertRejects } from "@std/assert";
import { endsWithin } from "../../core/endings.ts";
import { TestClock } from "../support/clock.ts";

Deno.test("what ends in time is waited for, and leaves no timer behind", async () => {
  const clock = new TestClock();
  assertEquals(await endsWithin(clock, 1_000, Promise.resolve()), true);
  await assertRejects(() => endsWithin(clock, 1_000, Promise.reject(new Error("broken"))), Error, "broken");
  assertEquals(clock.pending, 0);
});

Deno.test("what does not end is waited for no longer than that", async () => {
  const clock = new TestClock();
  const ended = endsWithin(clock, 1_000, new Promise(() => {}));
  await clock.advance(999);
  assertEquals(clock.pending, 1);
  await clock.advance(1);
  assertEquals([await ended, clock.pending], [false, 0]);
});
