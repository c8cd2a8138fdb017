/** When background tasks run. */
import { Cron } from "croner";
import type { Clock } from "../clock.ts";
import { parseDuration } from "../duration.ts";
import { messageOf, PorticoError } from "../errors.ts";

/** When a task runs: now and once when none is given. Durations are milliseconds or text such as `"30s"`, `"1h"`. */
export type TaskSchedule =
  | {
    /** First after one interval; each next one an interval after the start of the last, never two at a time. */
    readonly every: number | string;
    readonly cron?: never;
    readonly at?: never;
  }
  | {
    /** A cron pattern in local time. Runs missed while the machine slept are made up by one. */
    readonly cron: string;
    readonly every?: never;
    readonly at?: never;
  }
  | {
    /** Wall time in milliseconds; at once when it is past. */
    readonly at: number;
    readonly every?: never;
    readonly cron?: never;
  }
  | { readonly every?: never; readonly cron?: never; readonly at?: never };

/** A schedule that cannot be followed. */
export class InvalidSchedule extends PorticoError {
  /** Stable for programs. */
  readonly code = "schedule";
}

/** A moment by one of the two clocks: intervals are monotonic, appointments go by the wall. */
export type Moment = { readonly monotonic: number } | { readonly wall: number };

/** What a task asks about its schedule. */
export interface TaskPlan {
  /** Repeats, or ends after a run that went well. */
  readonly repeats: boolean;
  /** The next run; `undefined` for at once. Asked again while waiting for the wall clock, which may have been set. */
  first(): Moment | undefined;
  /** The run after one that started at the given times; `undefined` when there is none. */
  next(started: { readonly wall: number; readonly monotonic: number }): Moment | undefined;
}

/**
 * A wall clock set back by less than this does not repeat what has run: an hour of daylight saving, a correction. By more, the
 * earlier time was wrong and the new one counts.
 */
const correction = 3 * 3_600_000;

/**
 * Makes a plan of a schedule.
 *
 * @throws {InvalidSchedule} for a pattern that is wrong or never comes, an interval of nothing, or more than one of the three.
 * @throws {InvalidDuration} for an interval that cannot be understood.
 */
export function planOf(schedule: TaskSchedule, clock: Clock): TaskPlan {
  const { every, cron, at } = schedule;
  if ([every, cron, at].filter((value) => value !== undefined).length > 1) {
    throw new InvalidSchedule("A task has one of every, cron and at, not several. Register one task for each.");
  }
  if (every !== undefined) return planEvery(parseDuration(every), clock);
  if (cron !== undefined) return planCron(cron, clock);
  return planOnce(at);
}

function planOnce(at: number | undefined): TaskPlan {
  if (at !== undefined && !Number.isFinite(at)) {
    throw new InvalidSchedule(`${at} is no time. Give "at" the milliseconds since 1970.`);
  }
  return {
    repeats: false,
    first: () => at === undefined ? undefined : { wall: at },
    next: () => undefined,
  };
}

function planEvery(interval: number, clock: Clock): TaskPlan {
  if (interval < 1) throw new InvalidSchedule("A task cannot run every 0 ms. Give it an interval of at least 1 ms.");
  const registered = clock.monotonic();
  return {
    repeats: true,
    first: () => ({ monotonic: registered + interval }),
    next: ({ monotonic }) => {
      // Intervals that passed while it ran are left out, not made up for.
      const passed = Math.max(1, Math.ceil((clock.monotonic() - monotonic) / interval));
      return { monotonic: monotonic + passed * interval };
    },
  };
}

function planCron(pattern: string, clock: Clock): TaskPlan {
  const nextAfter = cronOf(pattern);
  const follow = (wall: number): Moment | undefined => {
    const next = nextAfter(wall);
    return next === undefined ? undefined : { wall: next };
  };
  if (nextAfter(clock.now()) === undefined) {
    throw new InvalidSchedule(`The cron pattern "${pattern}" never comes. Check its day, month and year.`);
  }
  return {
    repeats: true,
    first: () => follow(clock.now()),
    next: ({ wall }) => {
      const now = clock.now();
      return follow(wall > now && wall - now < correction ? wall : now);
    },
  };
}

function cronOf(pattern: string): (wall: number) => number | undefined {
  let cron: Cron;
  try {
    // Without a callback it only computes: the timers are ours.
    cron = new Cron(pattern);
  } catch (error) {
    throw new InvalidSchedule(
      `"${pattern}" is no cron pattern: ${
        messageOf(error)
      }. Write "minute hour day month weekday", such as "30 7 * * 1-5".`,
      { cause: error },
    );
  }
  if (cron.getOnce() !== null) {
    throw new InvalidSchedule(`"${pattern}" is a time, not a cron pattern. Use "at" for a task that runs once.`);
  }
  return (wall) => cron.nextRun(new Date(wall))?.getTime();
}
