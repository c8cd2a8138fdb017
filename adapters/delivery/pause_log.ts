import type { Clock, Logger, Operation, RateLimited } from "../../core/mod.ts";
import { writeLine } from "./log_line.ts";

/** A pause of which whoever watches the program has to hear, in milliseconds: people wait, and wonder. */
const LONG = 60_000;

/** Tells of a pause that the platform has asked for; of a long one, until when. @param wait milliseconds, as they were understood. */
export function logPause(
  log: Logger | undefined,
  clock: Clock,
  { operation, name, error, wait }: {
    readonly operation: Operation;
    readonly name: string;
    readonly error: RateLimited;
    readonly wait: number;
  },
): void {
  const isLong = wait >= LONG;
  const end = isLong ? `, until ${timeOf(clock.now() + wait)}` : "";
  const text = `${name} waits ${error.retryAfter} ms${end}, as the platform asks for this ${error.scope}`;
  writeLine(log, isLong ? "warn" : "info", operation, text);
}

/** To the second; what no calendar holds, is far away. */
function timeOf(wall: number): string {
  const date = new Date(wall);
  return Number.isNaN(date.getTime()) ? "the end of time" : date.toISOString().replace(/\.\d+/, "");
}
