/** Lengths and moments of time in words, in any language. */

const UNITS = [
  ["day", "days", 86_400_000],
  ["hour", "hours", 3_600_000],
  ["minute", "minutes", 60_000],
  ["second", "seconds", 1_000],
] as const;

/** A length of time in its two largest units, such as "2 hours 5 minutes". */
export function sayDuration(language: string, milliseconds: number): string {
  let rest = Math.max(0, milliseconds);
  const parts: Partial<Record<"days" | "hours" | "minutes" | "seconds", number>> = {};
  for (const [, name, size] of UNITS) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0 && Object.keys(parts).length < 2) parts[name] = amount;
  }
  if (Object.keys(parts).length > 0) return new Intl.DurationFormat(language, { style: "long" }).format(parts);
  return new Intl.DurationFormat(language, { style: "long", secondsDisplay: "always" }).format({ seconds: 0 });
}

/** A moment as seen from another, such as "3 minutes ago" or "in 2 hours". */
export function sayMoment(language: string, moment: number, now: number): string {
  const away = moment - now;
  const [unit, , size] = UNITS.find(([, , size]) => Math.abs(away) >= size) ?? UNITS[3];
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(Math.trunc(away / size), unit);
}
