import {
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertNotStrictEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeTime, TimeError } from "@std/testing/time";

Deno.test("time stands still until it is moved", () => {
  using time = new FakeTime("2026-01-01T00:00:00Z");
  assertEquals(new Date().toISOString(), "2026-01-01T00:00:00.000Z");
  time.tick(1500);
  assertEquals([Date.now() - time.start, time.now - time.start], [1500, 1500]);
});

Deno.test("a date made of values is as without fake time", () => {
  using _time = new FakeTime(0);
  const date = new Date(2026, 0, 2);
  assertInstanceOf(date, Date);
  assertEquals([date.getFullYear(), date.getDate(), Date.UTC(1970, 0, 1)], [2026, 2, 0]);
});

Deno.test("timers run in the order in which they are due, each at its time", () => {
  using time = new FakeTime(0);
  const calls: string[] = [];
  setTimeout(() => calls.push(`b${Date.now()}`), 20);
  setTimeout((name) => calls.push(`${name}${Date.now()}`), 10, "a");
  setTimeout(() => calls.push(`c${Date.now()}`), 20);
  time.tick(20);
  assertEquals(calls, ["a10", "b20", "c20"]);
});

Deno.test("a timer of 0 ms set by a timer runs at the same time", () => {
  using time = new FakeTime(0);
  const times: number[] = [];
  setTimeout(() => setTimeout(() => times.push(Date.now())), 10);
  time.tick(10);
  assertEquals(times, [10]);
});

Deno.test("a timer past 2^31 ms does not run early", () => {
  using time = new FakeTime(0);
  let ran = false;
  setTimeout(() => ran = true, 2 ** 31 + 5);
  time.tick(2 ** 31 + 4);
  assertFalse(ran);
  time.tick(1);
  assertEquals(ran, true);
});

Deno.test("an interval runs until it is cleared, also by its own callback", () => {
  using time = new FakeTime(0);
  const times: number[] = [];
  const id = setInterval(() => {
    times.push(Date.now());
    if (times.length === 3) clearInterval(id);
  }, 100);
  time.tick(1000);
  assertEquals(times, [100, 200, 300]);
});

Deno.test("a timer that throws stops time where it is, and what is due later stays due", () => {
  using time = new FakeTime(0);
  let ran = false;
  setTimeout(() => {
    throw new Error("first");
  }, 10);
  setTimeout(() => ran = true, 10);
  assertThrows(() => time.tick(50), Error, "first");
  assertEquals([time.now, ran], [10, false]);
  time.tick(0);
  assertEquals(ran, true);
});

Deno.test("next goes to the next timer, and runAll to the last", () => {
  using time = new FakeTime(0);
  assertFalse(time.next());
  clearTimeout(setTimeout(() => {}, 5));
  setTimeout(() => setTimeout(() => {}, 50), 10);
  assertEquals([time.next(), time.now], [true, 10]);
  time.runAll();
  assertEquals([time.now, time.next()], [60, false]);
});

Deno.test("the asynchronous steps run microtasks first", async () => {
  using time = new FakeTime(0);
  let at: number | undefined;
  Promise.resolve().then(() => setTimeout(() => at = Date.now(), 30));
  await time.tickAsync(30);
  assertEquals(at, 30);
});

Deno.test("AbortSignal.timeout follows fake time", () => {
  using time = new FakeTime();
  const signal = AbortSignal.timeout(100);
  time.tick(99);
  assertFalse(signal.aborted);
  time.tick(1);
  assertEquals(signal.reason.name, "TimeoutError");
});

Deno.test("time cannot go back", () => {
  using time = new FakeTime(1000);
  assertThrows(() => time.now = 999, RangeError, "Cannot set current time in the past");
});

Deno.test("only one fake time can be in force, and restoring twice is an error", () => {
  const { setTimeout, Date } = globalThis;
  const time = new FakeTime();
  assertThrows(() => new FakeTime(), TimeError, "already faked");
  const faked = globalThis.setTimeout;
  assertNotStrictEquals(faked, setTimeout);
  time.restore();
  assertStrictEquals(globalThis.setTimeout, setTimeout);
  assertStrictEquals(globalThis.Date, Date);
  assertThrows(() => FakeTime.restore(), TimeError, "already restored");
  assertThrows(() => faked(() => {}), TimeError, "not faked");
});

Deno.test("an invalid start is refused and fakes nothing", () => {
  const { Date } = globalThis;
  assertThrows(() => new FakeTime("never"), TypeError, "invalid start time");
  assertStrictEquals(globalThis.Date, Date);
});

Deno.test("restoreFor gives the real time for as long as its callback takes", async () => {
  const { setTimeout } = globalThis;
  await assertRejects(() => FakeTime.restoreFor(() => {}), TimeError, "not faked");
  using _time = new FakeTime();
  const faked = globalThis.setTimeout;
  const inside = await FakeTime.restoreFor(async (value: number) => {
    await Promise.resolve();
    return [value, globalThis.setTimeout === setTimeout];
  }, 7);
  assertEquals(inside, [7, true]);
  assertStrictEquals(globalThis.setTimeout, faked);
});

Deno.test("delay is in real time and can be aborted", async () => {
  using time = new FakeTime(0);
  await time.delay(1);
  assertEquals(time.now, 0);
  const controller = new AbortController();
  const waiting = assertRejects(() => time.delay(3_600_000, { signal: controller.signal }), DOMException);
  controller.abort();
  assertEquals((await waiting).name, "AbortError");
});
