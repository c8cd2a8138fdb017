/** Which days a period has. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { daysOf, isWithin } from "../../../../plugins/model/offline/dates.ts";
import type { Period } from "../../../../plugins/model/offline/request.ts";

// A Thursday.
const TODAY = "2026-05-14";

const periods: readonly (readonly [name: string, Period, since: string, until: string])[] = [
  ["today", { span: "day", ago: 0 }, "2026-05-14", "2026-05-14"],
  ["yesterday", { span: "day", ago: 1 }, "2026-05-13", "2026-05-13"],
  ["this week, which begins on Monday", { span: "week", ago: 0 }, "2026-05-11", "2026-05-17"],
  ["last week", { span: "week", ago: 1 }, "2026-05-04", "2026-05-10"],
  ["last month", { span: "month", ago: 1 }, "2026-04-01", "2026-04-30"],
  ["last year", { span: "year", ago: 1 }, "2025-01-01", "2025-12-31"],
  ["the last 7 days", { span: "days", count: 7 }, "2026-05-08", "2026-05-14"],
  ["Thursday, on a Thursday", { span: "weekday", day: 4 }, "2026-05-14", "2026-05-14"],
  ["Friday", { span: "weekday", day: 5 }, "2026-05-08", "2026-05-08"],
  ["Sunday", { span: "weekday", day: 7 }, "2026-05-10", "2026-05-10"],
  ["May", { span: "named", month: 5 }, "2026-05-01", "2026-05-31"],
  ["June, which has not begun", { span: "named", month: 6 }, "2025-06-01", "2025-06-30"],
  ["February 2024", { span: "named", month: 2, year: 2024 }, "2024-02-01", "2024-02-29"],
  ["2025", { span: "calendar", year: 2025 }, "2025-01-01", "2025-12-31"],
  ["a date", { span: "date", date: "2026-01-02" }, "2026-01-02", "2026-01-02"],
];

for (const [name, period, since, until] of periods) {
  Deno.test(`${name}: ${since} to ${until}`, () => assertEquals(daysOf(period, TODAY), { since, until }));
}

Deno.test("January's last month is December", () => {
  assertEquals(daysOf({ span: "month", ago: 1 }, "2026-01-15"), { since: "2025-12-01", until: "2025-12-31" });
});

Deno.test("today is in this day, week, month and year, whatever day it is", () => {
  const day = fc.date({ min: new Date("1970-01-02"), max: new Date("2999-12-30"), noInvalidDate: true });
  fc.assert(fc.property(day, fc.constantFrom("day", "week", "month", "year"), (date, span) => {
    const today = date.toISOString().slice(0, 10);
    assert(isWithin(daysOf({ span, ago: 0 }, today), `${today}T10:00:00Z`));
  }));
});
