import { assertEquals, assertThrows } from "@std/assert";
import { InvalidDuration } from "../../../core/duration.ts";
import { InvalidSchedule, planOf, type TaskSchedule } from "../../../core/tasks/task_schedule.ts";
import { TestClock } from "../../support/mod.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
/** A local midnight, so that patterns mean the same in every time zone. */
const midnight = new Date(2026, 0, 5).getTime();

Deno.test("without a schedule a task runs at once, and once", () => {
  const plan = planOf({}, new TestClock());
  assertEquals([plan.repeats, plan.first(), plan.next({ wall: 0, monotonic: 0 })], [false, undefined, undefined]);
});

Deno.test("at: once, at a time of the wall clock", () => {
  const plan = planOf({ at: 123 }, new TestClock());
  assertEquals([plan.repeats, plan.first(), plan.next({ wall: 123, monotonic: 0 })], [false, { wall: 123 }, undefined]);
});

Deno.test("every: an interval after registration, then after each start, leaving out what passed meanwhile", async () => {
  const clock = new TestClock();
  await clock.advance(7);
  const plan = planOf({ every: "10s" }, clock);
  assertEquals([plan.repeats, plan.first()], [true, { monotonic: 10_007 }]);
  await clock.advance(10_000);
  const started = { wall: 0, monotonic: 10_007 };
  assertEquals(plan.next(started), { monotonic: 20_007 });
  await clock.advance(10_000);
  assertEquals(plan.next(started), { monotonic: 20_007 });
  await clock.advance(1);
  assertEquals(plan.next(started), { monotonic: 30_007 });
  await clock.advance(25_000);
  assertEquals(plan.next(started), { monotonic: 50_007 });
});

Deno.test("cron: the next time of the pattern, strictly after the last run", () => {
  const clock = new TestClock(midnight);
  const plan = planOf({ cron: "30 7 * * *" }, clock);
  const first = midnight + 7 * hour + 30 * minute;
  assertEquals([plan.repeats, plan.first()], [true, { wall: first }]);
  clock.setWall(first);
  assertEquals(plan.next({ wall: first, monotonic: 0 }), { wall: new Date(2026, 0, 6, 7, 30).getTime() });
});

Deno.test("cron: runs missed while the clock jumped ahead are left out", () => {
  const clock = new TestClock(midnight);
  const plan = planOf({ cron: "0 * * * *" }, clock);
  clock.setWall(midnight + 10 * hour + minute);
  assertEquals(plan.next({ wall: midnight + hour, monotonic: 0 }), { wall: midnight + 11 * hour });
});

Deno.test("cron: a clock set back a little repeats nothing; set back by more than three hours, the new time counts", () => {
  const clock = new TestClock(midnight);
  const plan = planOf({ cron: "0 * * * *" }, clock);
  const ran = { wall: midnight + 10 * hour, monotonic: 0 };
  clock.setWall(ran.wall - hour + 1);
  assertEquals(plan.next(ran), { wall: midnight + 11 * hour });
  clock.setWall(ran.wall - 4 * hour + 1);
  assertEquals(plan.next(ran), { wall: midnight + 7 * hour });
});

Deno.test("cron: an end of the pattern ends the plan", () => {
  const clock = new TestClock(midnight);
  const plan = planOf({ cron: "0 0 12 5 1 * 2026" }, clock);
  assertEquals(plan.first(), { wall: midnight + 12 * hour });
  clock.setWall(midnight + 12 * hour);
  assertEquals(plan.next({ wall: midnight + 12 * hour, monotonic: 0 }), undefined);
});

Deno.test("a schedule that cannot be followed is refused with what to do", () => {
  const clock = new TestClock(midnight);
  const refuse = (schedule: TaskSchedule, text: string): void => {
    assertEquals(assertThrows(() => planOf(schedule, clock), InvalidSchedule, text).code, "schedule");
  };
  refuse({ cron: "every morning" }, '"every morning" is no cron pattern');
  refuse({ cron: "61 * * * *" }, '"61 * * * *" is no cron pattern');
  refuse({ cron: "0 0 30 2 *" }, "never comes");
  refuse({ cron: "2030-01-01T00:00:00" }, 'Use "at"');
  refuse({ every: 0 }, "at least 1 ms");
  refuse({ every: "0s" }, "at least 1 ms");
  refuse({ at: NaN }, "milliseconds since 1970");
  assertThrows(() => planOf({ every: "often" }, clock), InvalidDuration, '"often"');
  const two: object = { every: "1s", at: 5 };
  refuse(two, "one of every, cron and at");
});
