import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Clock } from "../../../core/clock.ts";
import { type Deadline, Deadlines } from "../../../core/tasks/deadlines.ts";
import { configureLogs, resetLogs } from "../../../core/logs/log.ts";
import { TestClock } from "../../support/mod.ts";

function setUp(): { clock: TestClock; deadlines: Deadlines; fired: string[]; note: (name: string) => () => void } {
  const clock = new TestClock();
  const fired: string[] = [];
  const note = (name: string) => () => void fired.push(`${name}@${clock.monotonic()}`);
  return { clock, deadlines: new Deadlines(clock), fired, note };
}

Deno.test("a deadline fires once, at its time", async () => {
  const { clock, deadlines, fired, note } = setUp();
  deadlines.at(100, note("a"));
  await clock.advance(99);
  assertEquals([fired, deadlines.size], [[], 1]);
  await clock.advance(1);
  await clock.advance(1_000);
  assertEquals([fired, deadlines.size, clock.pending], [["a@100"], 0, 0]);
});

Deno.test("an object expires instead of a function being called", async () => {
  const { clock, deadlines } = setUp();
  const batch = {
    expired: 0,
    expire(): void {
      this.expired++;
    },
  };
  deadlines.at(10, batch);
  await clock.advance(10);
  assertEquals(batch.expired, 1);
});

Deno.test("any number of deadlines cost one timer", async () => {
  const { clock, deadlines, fired, note } = setUp();
  for (const at of [500, 100, 300, 100, 900]) deadlines.at(at, note("x"));
  assertEquals([deadlines.size, clock.pending, clock.next], [5, 1, 100]);
  await clock.advance(100);
  assertEquals([fired.length, clock.pending, clock.next], [2, 1, 300]);
  await clock.advance(800);
  assertEquals([fired, clock.pending], [["x@100", "x@100", "x@300", "x@500", "x@900"], 0]);
});

Deno.test("a deadline that is past fires soon, never at once", async () => {
  const { clock, deadlines, fired, note } = setUp();
  await clock.advance(50);
  deadlines.at(10, note("a"));
  deadlines.at(-Infinity, note("b"));
  assertEquals(fired, []);
  await clock.advance(0);
  assertEquals(fired.toSorted(), ["a@50", "b@50"]);
});

Deno.test("an endless deadline never fires and needs no timer", async () => {
  const { clock, deadlines, fired, note } = setUp();
  const deadline = deadlines.at(Infinity, note("a"));
  assertEquals([deadlines.size, clock.pending], [1, 0]);
  deadline.move(10);
  assertEquals(clock.pending, 1);
  deadline.move(Infinity);
  await clock.advance(1_000);
  assertEquals([fired, deadlines.size, clock.pending], [[], 1, 0]);
});

Deno.test("a deadline moved to later leaves the timer alone, which looks again when it fires", async () => {
  const { clock, deadlines, fired, note } = setUp();
  const deadline = deadlines.at(100, note("a"));
  for (let at = 101; at <= 1_000; at++) deadline.move(at);
  assertEquals([clock.pending, clock.next], [1, 100]);
  await clock.advance(100);
  assertEquals([fired, clock.pending, clock.next], [[], 1, 1_000]);
  await clock.advance(900);
  assertEquals(fired, ["a@1000"]);
});

Deno.test("a deadline moved to earlier fires earlier", async () => {
  const { clock, deadlines, fired, note } = setUp();
  deadlines.at(100, note("a"));
  const b = deadlines.at(200, note("b"));
  b.move(50);
  assertEquals([clock.pending, clock.next], [1, 50]);
  await clock.advance(200);
  assertEquals(fired, ["b@50", "a@100"]);
});

Deno.test("a deadline moved to later and back keeps its last time", async () => {
  const { clock, deadlines, fired, note } = setUp();
  const deadline = deadlines.at(100, note("a"));
  deadline.move(500);
  deadline.move(150);
  await clock.advance(1_000);
  assertEquals(fired, ["a@150"]);
});

Deno.test("deadlines fire in the order of their times, also those that were moved and come late together", async () => {
  const { deadlines, clock, fired, note } = setUp();
  const a = deadlines.at(10, note("a"));
  deadlines.at(20, note("b"));
  a.move(30);
  deadlines.at(0, () => clock.monotonic = () => 1_000);
  await clock.advance(0);
  assertEquals(fired, ["b@1000", "a@1000"]);
});

Deno.test("a cancelled deadline never fires, and the last one takes the timer with it", async () => {
  const { clock, deadlines, fired, note } = setUp();
  const a = deadlines.at(100, note("a"));
  const b = deadlines.at(200, note("b"));
  a.cancel();
  a.cancel();
  a.move(10);
  assertEquals([deadlines.size, clock.pending], [1, 1]);
  b.cancel();
  assertEquals([deadlines.size, clock.pending], [0, 0]);
  await clock.advance(1_000);
  assertEquals(fired, []);
});

Deno.test("a deadline that has fired can neither be moved nor cancelled, nor hurt another by it", async () => {
  const { clock, deadlines, fired, note } = setUp();
  const a = deadlines.at(10, note("a"));
  deadlines.at(20, note("b"));
  await clock.advance(10);
  a.move(15);
  a.cancel();
  await clock.advance(100);
  assertEquals(fired, ["a@10", "b@20"]);
});

Deno.test("deadlines may be set, moved and cancelled while others fire", async () => {
  const { clock, deadlines, fired, note } = setUp();
  await clock.advance(50);
  deadlines.at(10, () => {
    later.move(300);
    never.cancel();
    deadlines.at(200, note("new"));
  });
  const later = deadlines.at(20, note("moved"));
  const never = deadlines.at(30, note("cancelled"));
  deadlines.at(40, note("same round"));
  await clock.advance(1_000);
  assertEquals([fired, clock.pending], [["same round@50", "new@200", "moved@300"], 0]);
});

Deno.test("a deadline that sets itself again for now waits for the next round", async () => {
  const { clock, deadlines } = setUp();
  let rounds = 0;
  const again = (): void => {
    if (++rounds < 5) deadlines.at(clock.monotonic(), again);
  };
  deadlines.at(0, again);
  let timers = 0;
  const setTimer = clock.setTimer.bind(clock);
  clock.setTimer = (delay, fire) => {
    timers++;
    return setTimer(delay, fire);
  };
  await clock.advance(0);
  assertEquals([rounds, timers], [5, 4]);
});

Deno.test("however many deadlines a round sets, the timer is set once, after it", async () => {
  const { clock, deadlines } = setUp();
  deadlines.at(10, () => {
    for (let at = 1_000; at > 900; at--) deadlines.at(at, () => {});
  });
  let timers = 0;
  const setTimer = clock.setTimer.bind(clock);
  clock.setTimer = (delay, fire) => {
    timers++;
    return setTimer(delay, fire);
  };
  await clock.advance(10);
  assertEquals([timers, deadlines.size, clock.next], [1, 100, 901]);
});

Deno.test("a callback that throws is logged and harms no other", async () => {
  const lines: string[] = [];
  configureLogs({ write: (line) => lines.push(line) });
  try {
    const { clock, deadlines, fired, note } = setUp();
    deadlines.at(10, () => {
      throw new Error("no such luck");
    });
    deadlines.at(10, note("a"));
    deadlines.at(20, note("b"));
    await clock.advance(20);
    assertEquals(fired, ["a@10", "b@20"]);
    assertEquals(lines.length, 1);
    assertStringIncludes(lines[0], "no such luck");
  } finally {
    resetLogs();
  }
});

Deno.test("stop forgets all deadlines and the timer, and those asked for later never fire", async () => {
  const { clock, deadlines, fired, note } = setUp();
  const a = deadlines.at(10, note("a"));
  deadlines.at(20, note("b"));
  deadlines.stop();
  deadlines.stop();
  const c = deadlines.at(30, note("c"));
  a.move(5);
  c.move(5);
  c.cancel();
  assertEquals([deadlines.size, clock.pending], [0, 0]);
  await clock.advance(100);
  assertEquals(fired, []);
});

Deno.test("stop in the middle of a round ends the round", async () => {
  const { clock, deadlines, fired, note } = setUp();
  await clock.advance(50);
  deadlines.at(10, note("a"));
  deadlines.at(20, () => deadlines.stop());
  deadlines.at(30, note("b"));
  await clock.advance(100);
  assertEquals([fired, clock.pending], [["a@50"], 0]);
});

Deno.test("a time that is no number is refused", () => {
  const { deadlines } = setUp();
  assertThrows(() => deadlines.at(NaN, () => {}), RangeError);
  const deadline = deadlines.at(1, () => {});
  assertThrows(() => deadline.move(NaN), RangeError);
});

/** A clock on which looking costs time: every look at the monotonic time takes a millisecond. */
class SlowClock extends TestClock {
  looks = 0;
  override monotonic(): number {
    return super.monotonic() + (this.looks++);
  }
}

Deno.test("a round of very many yields to the event loop and goes on in the next, leaving out none", async () => {
  const clock: SlowClock & Clock = new SlowClock();
  const deadlines = new Deadlines(clock);
  let fired = 0;
  let seen = -1;
  for (let count = 0; count < 10_000; count++) deadlines.at(0, () => void fired++);
  clock.setTimer(0, () => seen = fired);
  await clock.advance(10_000);
  assertEquals([fired, deadlines.size], [10_000, 0]);
  assertEquals(seen > 0 && seen < 10_000, true);
});

type Step =
  | { readonly kind: "at"; readonly delay: number }
  | { readonly kind: "move"; readonly which: number; readonly delay: number }
  | { readonly kind: "cancel"; readonly which: number }
  | { readonly kind: "advance"; readonly by: number };

const delay = fc.nat({ max: 50 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("at"), delay }),
  fc.record({ kind: fc.constant("move"), which: fc.nat(), delay }),
  fc.record({ kind: fc.constant("cancel"), which: fc.nat() }),
  fc.record({ kind: fc.constant("advance"), by: fc.nat({ max: 20 }) }),
);

/** As {@link TestClock}, but fires at once instead of letting promises settle: properties need many runs. */
class QuickClock extends Clock {
  time = 0;
  timers = new Set<{ due: number; fire: () => void }>();

  now(): number {
    return this.time;
  }
  monotonic(): number {
    return this.time;
  }
  setTimer(delay: number, fire: () => void): () => void {
    const timer = { due: this.time + delay, fire };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }
  pass(duration: number): void {
    const end = this.time + duration;
    while (true) {
      const [next] = [...this.timers].filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due);
      if (next === undefined) break;
      this.timers.delete(next);
      this.time = Math.max(this.time, next.due);
      next.fire();
    }
    this.time = end;
  }
}

Deno.test("property: whatever is set, moved and cancelled, each deadline fires exactly at its last time, in order", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: "max" }), (steps) => {
      const clock = new QuickClock();
      const deadlines = new Deadlines(clock);
      const handles: Deadline[] = [];
      const model = new Map<number, number>();
      const fired: [id: number, at: number][] = [];
      for (const step of steps) {
        if (step.kind === "at") {
          const id = handles.length;
          model.set(id, clock.time + step.delay);
          handles.push(deadlines.at(clock.time + step.delay, () => fired.push([id, clock.time])));
        } else if (step.kind === "advance") {
          const due = [...model].filter(([, at]) => at <= clock.time + step.by);
          fired.length = 0;
          const before = clock.time;
          clock.pass(step.by);
          const expected = due.map(([id, at]): [number, number] => [id, Math.max(at, before)]);
          const order = (a: [number, number], b: [number, number]): number => a[1] - b[1] || a[0] - b[0];
          assertEquals(fired.map(([, at]) => at), fired.map(([, at]) => at).toSorted((a, b) => a - b));
          assertEquals(fired.toSorted(order), expected.toSorted(order));
          for (const [id] of due) model.delete(id);
        } else if (handles.length > 0) {
          const id = step.which % handles.length;
          if (step.kind === "cancel") {
            handles[id].cancel();
            model.delete(id);
          } else {
            handles[id].move(clock.time + step.delay);
            if (model.has(id)) model.set(id, clock.time + step.delay);
          }
        }
        assertEquals(deadlines.size, model.size);
        assertEquals(clock.timers.size, model.size === 0 ? 0 : 1);
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("cancelling gives the memory back: a million set and cancelled leave nothing behind", () => {
  const clock = new QuickClock();
  const deadlines = new Deadlines(clock);
  const kept = deadlines.at(1e9, () => {});
  for (let round = 0; round < 100; round++) {
    const handles = Array.from(
      { length: 10_000 },
      (_, index) => deadlines.at(1_000 + (index * 7919) % 10_000, () => {}),
    );
    for (const handle of handles) handle.cancel();
    assertEquals(deadlines.size, 1);
  }
  kept.cancel();
  assertEquals([deadlines.size, clock.timers.size], [0, 0]);
});
