/** The clock is set, the process is suspended, days have 23 hours: nothing is lost, stuck, doubled or done too fast. */
import { CLOCKED, clocks } from "../../support/telegram_history.ts";
import { liveThrough } from "../histories.ts";
import type { Figure, TortureOptions } from "../torture.ts";
import { tortureGathering } from "./gathering.ts";
import { tortureSchedules } from "./schedules.ts";
import { tortureSuspension } from "./suspension.ts";

/** A round is a history of four hours, and a share of everything else. */
export async function tortureTime(options: TortureOptions): Promise<readonly Figure[]> {
  const suspensions = Math.min(20, options.count);
  return [
    ...await liveThrough(clocks, CLOCKED, options),
    ...await tortureGathering(options),
    ...await tortureSchedules(options),
    ...await tortureSuspension({ ...options, count: suspensions }),
  ];
}
