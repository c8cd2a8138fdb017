/** Schedules by the wall clock, where days have 23 or 25 hours, in leap years, beyond 2038, and while the clock is set. */
import { planOf } from "../../../core/tasks/task_schedule.ts";
import { BackgroundTaskManager } from "../../../core/tasks/background_tasks.ts";
import { Deadlines } from "../../../core/tasks/deadlines.ts";
import { MachineClock } from "../../support/machine_clock.ts";
import { randomOf } from "../../support/random.ts";
import { TestClock } from "../../support/clock.ts";
import type { Figure, TortureOptions } from "../torture.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Where clocks go forward and back: by an hour, by half an hour, at midnight, in the south, for Ramadan; and where they never do. */
const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Havana",
  "America/Santiago",
  "Africa/Casablanca",
  "Asia/Kolkata",
  "UTC",
];

/** Patterns that come once a day, some of them in the hours that are left out or come twice. */
const DAILY = [
  "0 0 * * *",
  "30 0 * * *",
  "15 1 * * *",
  "30 1 * * *",
  "0 2 * * *",
  "30 2 * * *",
  "0 3 * * *",
  "0 12 * * *",
];

/** All runs between two moments, as a task has them that runs on time. */
function* runsOf(cron: string, from: number, to: number): Generator<number> {
  const clock = new TestClock(from);
  const plan = planOf({ cron }, clock);
  for (let moment = plan.first(); moment !== undefined && "wall" in moment && moment.wall < to;) {
    yield moment.wall;
    clock.setWall(moment.wall);
    moment = plan.next({ wall: moment.wall, monotonic: 0 });
  }
}

/** A day as people there call it. */
function dayOf(wall: number): string {
  const date = new Date(wall);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** Days of these years on which a daily pattern came not once, in this zone. */
function wrongDays(zone: string, year: number, say: (line: string) => void): number {
  Deno.env.set("TZ", zone);
  const [from, to] = [new Date(year, 0, 1).getTime() - 1, new Date(year + 1, 0, 1).getTime()];
  const days = new Set<string>();
  for (let noon = new Date(year, 0, 1, 12).getTime(); noon < to; noon += DAY) days.add(dayOf(noon));
  let wrong = 0;
  for (const cron of DAILY) {
    const times = new Map<string, number>();
    for (const run of runsOf(cron, from, to)) times.set(dayOf(run), (times.get(dayOf(run)) ?? 0) + 1);
    const bad = [...days].filter((day) => times.get(day) !== 1);
    if (bad.length > 0) {
      say(`${zone}: "${cron}" came ${bad.map((day) => `${times.get(day) ?? 0} times on ${day}`).join(", ")}`);
    }
    wrong += bad.length;
  }
  // What comes each quarter of an hour, comes so in any zone.
  const quarters = [...runsOf("*/15 * * * *", from, to)];
  const gaps = quarters.filter((run, index) => index > 0 && run - quarters[index - 1] !== 15 * MINUTE);
  if (gaps.length > 0) {
    say(`${zone}: every 15 minutes came otherwise before ${gaps.map((gap) => new Date(gap).toString())}`);
  }
  return wrong + gaps.length;
}

/** Leap days that a schedule for them misses within two centuries. */
function missedLeapDays(say: (line: string) => void): number {
  Deno.env.set("TZ", "UTC");
  const [from, to] = [Date.UTC(2027, 0, 1), Date.UTC(2200, 0, 1)];
  const right = Array.from({ length: 200 }, (_, n) => new Date(Date.UTC(2027 + n, 1, 29)))
    .filter((date) => date.getUTCDate() === 29 && date.getTime() < to).map((date) => date.getTime());
  const found = new Set(runsOf("0 0 29 2 *", from, to));
  const missed = right.filter((day) => !found.has(day));
  if (missed.length > 0) say(`Leap days missed: ${missed.map((day) => new Date(day).toISOString())}`);
  return missed.length + (found.size - (right.length - missed.length));
}

/**
 * An hourly task while the clock is set now and then: within a minute it has caught up, and nothing runs twice unless the clock was set back by more than a
 * correction.
 */
async function runWhileSet(
  seed: number,
  say: (line: string) => void,
): Promise<{ runs: number; late: number; twice: number }> {
  const random = randomOf(seed);
  const world = new TestClock(Date.UTC(2038, 0, 19));
  const machine = new MachineClock(world);
  const tasks = new BackgroundTaskManager(machine, new Deadlines(machine));
  tasks.start();
  let last = -Infinity;
  const sums = { runs: 0, late: 0, twice: 0 };
  let setBack = false;
  tasks.register("hourly", () => {
    sums.runs++;
    const slot = Math.floor(machine.now() / HOUR);
    if (slot <= last && !setBack) {
      sums.twice++;
      say(`seed ${seed}: ran again at ${new Date(machine.now()).toISOString()}`);
    }
    last = slot;
    setBack = false;
  }, { description: "Hourly", owner: "torture", cron: "0 * * * *" });
  for (let step = 0; step < 60; step++) {
    await world.advance(random() * 90 * MINUTE);
    const by = [0, 5_000, -5_000, HOUR, -HOUR, DAY, -DAY][Math.floor(random() * 7)];
    const before = Math.floor(machine.now() / HOUR);
    machine.set(by);
    if (by === -DAY) setBack = true;
    const isSkipped = by > 0 && Math.floor(machine.now() / HOUR) > before;
    await world.advance(MINUTE + 1);
    // What came meanwhile by a clock that goes on, has run by now.
    if (isSkipped && last < Math.floor((machine.now() - MINUTE) / HOUR)) {
      sums.late++;
      say(`seed ${seed}: nothing had run a minute after ${new Date(machine.now()).toISOString()}`);
    }
  }
  await tasks.stop({ deadline: 0 });
  return sums;
}

/** See the file's comment. */
export async function tortureSchedules({ count, seed, say }: TortureOptions): Promise<readonly Figure[]> {
  const zone = Deno.env.get("TZ");
  let [wrong, runs, late, twice] = [0, 0, 0, 0];
  try {
    const years = [2026, 2028, 2038];
    for (let n = 0; n < Math.min(count, ZONES.length * years.length); n++) {
      const index = (seed + n) % (ZONES.length * years.length);
      wrong += wrongDays(ZONES[index % ZONES.length], years[Math.floor(index / ZONES.length)], say);
    }
    const leap = missedLeapDays(say);
    for (let round = 0; round < count; round++) {
      const found = await runWhileSet(seed + round, say);
      [runs, late, twice] = [runs + found.runs, late + found.late, twice + found.twice];
    }
    return [
      { what: "days on which a daily schedule did not come once", value: wrong, most: 0 },
      { what: "leap days missed until 2200", value: leap, most: 0 },
      { what: "runs of an hourly task while the clock was set", value: runs, least: 20 * count },
      { what: "runs more than a minute late", value: late, most: 0 },
      { what: "runs made twice", value: twice, most: 0 },
    ];
  } finally {
    if (zone === undefined) Deno.env.delete("TZ");
    else Deno.env.set("TZ", zone);
  }
}
