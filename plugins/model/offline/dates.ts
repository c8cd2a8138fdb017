/** The days of a period, once it is known what day it is. All days are `YYYY-MM-DD`. */
import type { Period } from "./request.ts";

/** From the first day to the last one, both included. */
export interface Days {
  readonly since: string;
  readonly until: string;
}

const DAY = 24 * 60 * 60_000;

/** Whether one has to know what day it is. */
export function needsToday(period: Period): boolean {
  return !(period.span === "date" || period.span === "calendar" ||
    (period.span === "named" && period.year !== undefined));
}

/** The days of a period. `today` counts only where `needsToday` says so. */
export function daysOf(period: Period, today: string): Days {
  const now = new Date(`${today}T00:00:00Z`);
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  switch (period.span) {
    case "date":
      return { since: period.date, until: period.date };
    case "calendar":
      return { since: `${period.year}-01-01`, until: `${period.year}-12-31` };
    case "day":
      return between(back(now, period.ago), back(now, period.ago));
    case "days":
      return between(back(now, period.count - 1), now);
    case "week": {
      const monday = back(now, (now.getUTCDay() + 6) % 7 + 7 * period.ago);
      return between(monday, back(monday, -6));
    }
    case "weekday": {
      const day = back(now, (now.getUTCDay() + 7 - period.day % 7) % 7);
      return between(day, day);
    }
    case "month":
      return monthOf(year, month - period.ago);
    case "year":
      return { since: `${year - period.ago}-01-01`, until: `${year - period.ago}-12-31` };
    case "named":
      return monthOf(period.year ?? (period.month - 1 > month ? year - 1 : year), period.month - 1);
  }
}

/** Whether a day, or a time that begins with one, is among these. */
export function isWithin({ since, until }: Days, time: string): boolean {
  const day = time.slice(0, 10);
  return since <= day && day <= until;
}

/** `month` from 0, which may be below 0. */
function monthOf(year: number, month: number): Days {
  return between(new Date(Date.UTC(year, month, 1)), new Date(Date.UTC(year, month + 1, 0)));
}

function back(day: Date, days: number): Date {
  return new Date(day.getTime() - days * DAY);
}

function between(since: Date, until: Date): Days {
  return { since: since.toISOString().slice(0, 10), until: until.toISOString().slice(0, 10) };
}
