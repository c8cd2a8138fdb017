import { CLOCKED, clocks } from "../../support/telegram_history.ts";
import { liveThrough } from "../histories.ts";
import { assertHold } from "../torture.ts";
import { tortureGathering } from "./gathering.ts";
import { tortureSchedules } from "./schedules.ts";
import { tortureSuspension } from "./suspension.ts";

const say = (line: string) => console.error(line);

Deno.test("four hours with a clock that is set and a process that is suspended: nothing lost, doubled, stuck or too fast", async () => {
  assertHold(await liveThrough(clocks, CLOCKED, { count: 1, seed: 20_261_126, say }));
});

Deno.test("a wall clock that is set changes no batch, nor the moment at which it closes", async () => {
  assertHold(await tortureGathering({ count: 2, seed: 20_261_126, say }));
});

Deno.test("schedules come once a day on days of 23 and 25 hours, on leap days, beyond 2038, and while the clock is set", async () => {
  assertHold(await tortureSchedules({ count: 8, seed: 0, say }));
});

Deno.test("the real program is stopped twice and goes on: nothing is lost, doubled or failed", async () => {
  assertHold(await tortureSuspension({ count: 2, seed: 20_261_126, say }));
});
