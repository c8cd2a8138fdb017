import { assertEquals } from "@std/assert";
import { sayDuration, sayMoment } from "../../../plugins/system/time_words.ts";

const HOUR = 3_600_000;

Deno.test("a length of time is said in its two largest units", () => {
  const cases: readonly [number, string, string][] = [
    [0, "0 seconds", "0 секунд"],
    [-5, "0 seconds", "0 секунд"],
    [1_999, "1 second", "1 секунда"],
    [62_000, "1 minute, 2 seconds", "1 минута 2 секунды"],
    [HOUR, "1 hour", "1 час"],
    [26 * HOUR + 59_000, "1 day, 2 hours", "1 день 2 часа"],
  ];
  for (const [milliseconds, en, ru] of cases) {
    assertEquals([sayDuration("en", milliseconds), sayDuration("ru", milliseconds)], [en, ru]);
  }
});

Deno.test("a moment is said as seen from now", () => {
  const cases: readonly [number, string, string][] = [
    [0, "now", "сейчас"],
    [-999, "now", "сейчас"],
    [-61_000, "1 minute ago", "1 минуту назад"],
    [2 * HOUR, "in 2 hours", "через 2 часа"],
    [-24 * HOUR, "yesterday", "вчера"],
  ];
  for (const [away, en, ru] of cases) {
    assertEquals([sayMoment("en", 5 * HOUR + away, 5 * HOUR), sayMoment("ru", away, 0)], [en, ru]);
  }
});
