import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { SystemClock } from "../../core/clock.ts";
import { TestClock } from "../support/mod.ts";

/** Runs `body` over a platform whose timers and monotonic time stand still, as the real one would behave. */
function withPlatform(body: (platform: Platform) => void): void {
  const original = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, now: performance.now };
  const platform = new Platform();
  Object.assign(globalThis, {
    setTimeout: (fire: () => void, delay: number) => platform.set(fire, delay),
    clearTimeout: (id: number) => platform.clear(id),
  });
  performance.now = () => platform.time;
  try {
    body(platform);
  } finally {
    Object.assign(globalThis, { setTimeout: original.setTimeout, clearTimeout: original.clearTimeout });
    performance.now = original.now;
  }
}

class Platform {
  time = 100.5;
  #id = 0;
  readonly timeouts = new Map<number, { delay: number; fire: () => void }>();

  set(fire: () => void, delay: number): number {
    this.timeouts.set(++this.#id, { delay, fire });
    return this.#id;
  }

  clear(id: number): void {
    this.timeouts.delete(id);
  }

  /** The only timeout there is fires, `elapsed` milliseconds from now. */
  fire(elapsed: number): void {
    assertEquals(this.timeouts.size, 1);
    const [[id, timeout]] = this.timeouts;
    this.timeouts.delete(id);
    this.time += elapsed;
    timeout.fire();
  }

  get delays(): number[] {
    return [...this.timeouts.values()].map((timeout) => timeout.delay);
  }
}

Deno.test("SystemClock tells the wall time and a monotonic time", () => {
  const clock = new SystemClock();
  const before = Date.now();
  const now = clock.now();
  assert(now >= before && now <= Date.now());
  const first = clock.monotonic();
  assert(clock.monotonic() >= first);
});

Deno.test("SystemClock fires a timer", async () => {
  const clock = new SystemClock();
  const begun = clock.monotonic();
  await new Promise<void>((resolve) => clock.setTimer(1, resolve));
  assert(clock.monotonic() >= begun + 1);
});

Deno.test("SystemClock takes a delay that the platform's timers cannot hold in steps, and fires once", () => {
  withPlatform((platform) => {
    let fired = 0;
    const day = 86_400_000;
    new SystemClock().setTimer(60 * day, () => fired++);
    assertEquals(platform.delays, [2 ** 31 - 1]);
    platform.fire(2 ** 31 - 1);
    assertEquals(platform.delays, [2 ** 31 - 1]);
    platform.fire(2 ** 31 - 1);
    assertEquals([fired, platform.delays], [0, [60 * day - 2 * (2 ** 31 - 1)]]);
    platform.fire(60 * day - 2 * (2 ** 31 - 1));
    assertEquals([fired, platform.delays], [1, []]);
  });
});

Deno.test("SystemClock never fires early: a timeout that comes too soon is set again for the rest", () => {
  withPlatform((platform) => {
    let fired = 0;
    new SystemClock().setTimer(10.2, () => fired++);
    assertEquals(platform.delays, [11]);
    platform.fire(10);
    assertEquals([fired, platform.delays], [0, [1]]);
    platform.fire(1);
    assertEquals(fired, 1);
  });
});

Deno.test("SystemClock cancels a timer, also between two steps of a long one, and twice", () => {
  withPlatform((platform) => {
    const cancel = new SystemClock().setTimer(2 ** 31, () => {});
    platform.fire(2 ** 31 - 1);
    assertEquals(platform.timeouts.size, 1);
    cancel();
    cancel();
    assertEquals(platform.timeouts.size, 0);
  });
});

Deno.test("SystemClock takes a delay that is past as none, and an endless one as never", () => {
  withPlatform((platform) => {
    const clock = new SystemClock();
    let fired = 0;
    clock.setTimer(-5, () => fired++);
    assertEquals(platform.delays, [0]);
    platform.fire(0);
    assertEquals(fired, 1);
    clock.setTimer(Infinity, () => fired++);
    platform.fire(2 ** 31 - 1);
    assertEquals([fired, platform.delays], [1, [2 ** 31 - 1]]);
  });
});

Deno.test("both clocks refuse a delay that is no number", () => {
  assertThrows(() => new SystemClock().setTimer(NaN, () => {}), RangeError);
  assertThrows(() => new TestClock().setTimer(NaN, () => {}), RangeError);
});

Deno.test("TestClock fires timers in the order of their time, those of one time in the order they were set", async () => {
  const clock = new TestClock();
  const fired: string[] = [];
  clock.setTimer(20, () => fired.push("c"));
  clock.setTimer(10, () => fired.push("a"));
  clock.setTimer(10, () => fired.push("b"));
  clock.setTimer(21, () => fired.push("later"));
  assertEquals([clock.pending, clock.next], [4, 10]);
  await clock.advance(20);
  assertEquals(fired, ["a", "b", "c"]);
  assertEquals([clock.pending, clock.next], [1, 21]);
});

Deno.test("TestClock lets promises settle between timers and fires those that were set on the way", async () => {
  const clock = new TestClock();
  const seen: [string, number][] = [];
  clock.setTimer(10, async () => {
    for (let job = 0; job < 100; job++) await Promise.resolve();
    clock.setTimer(5, () => seen.push(["inner", clock.monotonic()]));
  });
  clock.setTimer(20, () => seen.push(["outer", clock.monotonic()]));
  await clock.advance(30);
  assertEquals(seen, [["inner", 15], ["outer", 20]]);
  assertEquals(clock.monotonic(), 30);
});

Deno.test("TestClock keeps wall and monotonic time apart", async () => {
  const clock = new TestClock(5_000);
  const fired: number[] = [];
  clock.setTimer(100, () => fired.push(clock.now()));
  clock.setWall(1_000_000);
  assertEquals([clock.now(), clock.monotonic()], [1_000_000, 0]);
  await clock.advance(100);
  assertEquals(fired, [1_000_100]);
});

Deno.test("TestClock cancels timers, and goes forward only", async () => {
  const clock = new TestClock();
  const cancel = clock.setTimer(1, () => assert(false, "cancelled, yet fired"));
  cancel();
  assertEquals(clock.pending, 0);
  await clock.advance(10);
  await assertRejects(() => clock.advance(-1), RangeError);
});
