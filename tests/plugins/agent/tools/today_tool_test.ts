import { assertEquals } from "@std/assert";
import { TodayToolPlugin } from "../../../../plugins/agent/tools/today_tool_plugin.ts";
import { beginOf, dateOf } from "../../../../plugins/agent/tools/local_date.ts";
import { TestClock } from "../../../support/clock.ts";
import { ToolCaller } from "./support.ts";

Deno.test("today is what it is where the bot runs", async () => {
  const clock = new TestClock(new Date(2026, 4, 1, 23, 59, 59).getTime());
  const tools = new ToolCaller(new TodayToolPlugin(clock));
  const { timeZone: zone } = new Intl.DateTimeFormat().resolvedOptions();
  assertEquals(await tools.say("today", {}), { date: "2026-05-01", weekday: "Friday", time: "23:59", zone });
  await clock.advance(1_000);
  assertEquals(await tools.say("today", {}), { date: "2026-05-02", weekday: "Saturday", time: "00:00", zone });
});

Deno.test("days begin at midnight, also where one is left out of the calendar's reckoning", () => {
  for (const date of ["2024-02-29", "2026-01-01", "2026-12-31", "2026-03-29", "2026-10-25"]) {
    const begin = beginOf(date);
    assertEquals([dateOf(begin), dateOf(begin - 1) < date, dateOf(beginOf(date, 1) - 1)], [date, true, date]);
  }
});
