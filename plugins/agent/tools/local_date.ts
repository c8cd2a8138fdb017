/** Dates as a person at the bot's place would write them, and as tools read and write them: `YYYY-MM-DD`. */
import { ToolError } from "../tool.ts";

/** The date at a wall time in milliseconds. */
export function dateOf(time: number): string {
  const date = new Date(time);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part, index) => String(part).padStart(index === 0 ? 4 : 2, "0")).join("-");
}

/** When a date begins, or with `days` the date so many days later; wall time in milliseconds. */
export function beginOf(date: string, days = 0): number {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date.trim());
  const [year, month, day] = parts?.slice(1).map(Number) ?? [];
  if (year !== undefined && month !== undefined && day !== undefined) {
    const begin = new Date(year, month - 1, day + days);
    if (dateOf(new Date(year, month - 1, day).getTime()) === parts?.[0]) return begin.getTime();
  }
  throw new ToolError(`${JSON.stringify(date)} is no date. Write it as YYYY-MM-DD, such as 2026-05-01.`);
}
