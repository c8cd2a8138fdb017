/** Finds the time that a phrase names. */
import type { Period } from "../request.ts";
import type { Grammar, NoteForms } from "./grammar.ts";
import { Pattern, type Slots } from "./forms.ts";

const DATE = /(?<![\p{L}\p{N}])(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?![\p{L}\p{N}])/u;
const MAX_DAYS = 3_660;

/** A phrase without the time that was in it. */
export interface TimedPhrase {
  readonly rest: string;
  readonly period?: Period;
}

/** Reads periods of one language. */
export class PeriodReader {
  readonly #periods: readonly (readonly [Pattern, Period])[];
  readonly #before: Pattern;

  constructor(forms: NoteForms, classes: Grammar["classes"], private readonly numberOf: (word: string) => number) {
    const before = `[${forms.periodBefore} ]`;
    this.#periods = forms.periods.map(([form, period]) => {
      const behind = forms.periodBehind === undefined ? "" : `[${forms.periodBehind}]`;
      return [new Pattern(`${before}${before}${form}${behind}`, classes, "within"), period];
    });
    this.#before = new Pattern(forms.periodBefore, classes, "ends");
  }

  /** Takes the first period out of a phrase. */
  read(phrase: string): TimedPhrase {
    const date = DATE.exec(phrase);
    if (date !== null) {
      const before = this.#before.strip(phrase.slice(0, date.index).trim());
      const rest = `${before} ${phrase.slice(date.index + date[0].length)}`.trim();
      return { rest, period: { span: "date", date: date[1] } };
    }
    for (const [pattern, period] of this.#periods) {
      const found = pattern.match(phrase);
      const filled = found && this.#fill(period, found.slots);
      if (found === undefined || filled === undefined) continue;
      return { rest: `${phrase.slice(0, found.start)} ${phrase.slice(found.end)}`.trim(), period: filled };
    }
    return { rest: phrase };
  }

  #fill(period: Period, { count, weeks, year }: Slots): Period | undefined {
    const number = this.numberOf(year ?? count ?? weeks ?? "");
    switch (period.span) {
      case "days": {
        const days = count !== undefined ? number : weeks !== undefined ? number * 7 : period.count;
        return days > 0 && days <= MAX_DAYS ? { span: "days", count: days } : undefined;
      }
      case "calendar":
        return isYear(number) ? { span: "calendar", year: number } : undefined;
      case "named":
        if (year === undefined) return period;
        return isYear(number) ? { ...period, year: number } : undefined;
      default:
        return period;
    }
  }
}

function isYear(year: number): boolean {
  return year >= 1900 && year <= 2999;
}
