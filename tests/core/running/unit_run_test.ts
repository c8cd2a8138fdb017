/** The time of a handler, while its process is suspended and while its platform lets it wait. */
import { assertEquals } from "@std/assert";
import { Deadlines } from "../../../core/tasks/deadlines.ts";
import { Lanes } from "../../../core/running/lanes.ts";
import { TimeLimits } from "../../../core/running/time_limits.ts";
import { UnitRun } from "../../../core/running/unit_run.ts";
import { settle, TestClock } from "../../support/clock.ts";
import { MachineClock, type Suspension } from "../../support/machine_clock.ts";

const subject = { unit: "u", handler: "plugin.method", account: "you", limit: 60_000, lane: "none" } as const;

function begin(lanes = new Lanes({ concurrency: 1, perAccount: 1 })) {
  const world = new TestClock();
  const machine = new MachineClock(world);
  const ends: string[] = [];
  const limits = new TimeLimits(machine, new Deadlines(machine));
  const run = new UnitRun(subject, undefined, lanes, limits, (why) => ends.push(why));
  run.startClock();
  return { world, machine, run, ends, limits };
}

for (const monotonic of ["runs", "stands"] as const satisfies readonly Suspension[]) {
  Deno.test(`a handler is not given up for an hour in which its process was suspended, where monotonic time ${monotonic}`, async () => {
    const { world, machine, ends } = begin();
    await world.advance(10_000);
    machine.suspend(monotonic);
    await world.advance(3_600_000);
    machine.resume();
    await world.advance(49_999);
    assertEquals(ends, []);
    await world.advance(10_001);
    assertEquals(ends, ["expired"]);
  });
}

Deno.test("a handler that is held up again and again gets its time once more, and no third time", async () => {
  const { world, machine, ends } = begin();
  for (let times = 0; times < 2; times++) {
    machine.suspend("runs");
    await world.advance(3_600_000);
    machine.resume();
    await settle();
  }
  assertEquals(ends, ["expired"]);
});

Deno.test("what a handler has used of its time before it waits for its platform does not come back", async () => {
  const { world, run, ends } = begin();
  await world.advance(40_000);
  const sent = Promise.withResolvers<void>();
  const wait = run.pause(() => sent.promise);
  await world.advance(3_600_000);
  sent.resolve();
  await wait;
  await world.advance(19_999);
  assertEquals(ends, []);
  await world.advance(1);
  assertEquals(ends, ["expired"]);
});

Deno.test("a handler that was given up because the program stops does not run out of time as well", async () => {
  const { world, run, ends } = begin();
  run.stop(new Error("The program is stopping."));
  await world.advance(3_600_000);
  assertEquals(ends, ["stopped"]);
});

Deno.test("how long a handler has run does not change when the wall clock is set", async () => {
  const { world, machine, run } = begin();
  await world.advance(10_000);
  machine.set(-86_400_000);
  assertEquals(machine.now() - run.since, 10_000);
});

Deno.test("a handler that waits for its platform for long gives its room to others, keeps its lane, and goes on", async () => {
  const lanes = new Lanes({ concurrency: 1, perAccount: 1 });
  const { world, limits } = begin(lanes);
  const done: string[] = [];
  const sent = Promise.withResolvers<void>();
  lanes.push("a", "you", async (turn) => {
    const run = new UnitRun({ ...subject, lane: "intake" }, turn, lanes, limits, () => {});
    run.limitTime();
    await run.pause(() => sent.promise);
    done.push("first of a");
  });
  lanes.push("a", "you", () => void done.push("second of a"));
  lanes.push("b", "you", () => void done.push("b"));
  await world.advance(4_999);
  assertEquals(done, []);
  await world.advance(1);
  assertEquals(done, ["b"]);
  sent.resolve();
  await settle();
  assertEquals(done, ["b", "first of a", "second of a"]);
});
