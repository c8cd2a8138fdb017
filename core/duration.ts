import { PorticoError } from "./errors.ts";

/** A length of time that cannot be understood. */
export class InvalidDuration extends PorticoError {
  /** Stable for programs. */
  readonly code = "duration";
  /** What could not be understood. */
  readonly value: unknown;

  /** Says what could not be understood, and what to write. */
  constructor(value: unknown) {
    super(sayWrong(value));
    this.value = value;
  }
}

const units: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

const bareNumber = /^\d+(?:\.\d+)?$/;
const wholeText = /^(?:\d+(?:\.\d+)?\s*(?:ms|s|m|h|d)\s*)+$/;
const part = /(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)/g;

/**
 * Milliseconds of a duration: a number of milliseconds as it is, or text such as `"500ms"`, `"30s"`, `"5m"`, `"1h 30m"`, `"1d"`. Text without a unit is
 * none, as nobody can tell which one was meant, but for `"0"`.
 *
 * @throws {InvalidDuration} for anything else, and for what is negative or endless.
 */
export function parseDuration(value: number | string): number {
  if (typeof value === "number") {
    if (!Number.isFinite(value) || value < 0) throw new InvalidDuration(value);
    return value;
  }
  const text = value.trim();
  if (text === "0") return 0;
  if (text.length > 100 || !wholeText.test(text)) throw new InvalidDuration(value);
  let total = 0;
  for (const [, amount, unit] of text.matchAll(part)) total += Number(amount) * (units.get(unit) ?? NaN);
  if (!Number.isFinite(total)) throw new InvalidDuration(value);
  return total;
}

function sayWrong(value: unknown): string {
  if (typeof value !== "string") {
    return `${String(value)} is no length of time. Give a number of milliseconds, not negative, or text such as "30s".`;
  }
  const text = value.trim();
  if (text.length < 20 && bareNumber.test(text)) return `${text} has no unit. Write "${text}s" or "${text}ms".`;
  return `${JSON.stringify(value)} is no length of time. ` +
    'Write a number with ms, s, m, h or d, such as "30s", "1h 30m" or "1d".';
}
