import { assertEquals, assertThrows } from "@std/assert";
import { InvalidDuration, parseDuration } from "../../core/duration.ts";

Deno.test("a duration is a number of milliseconds or text with units", () => {
  assertEquals(
    ["500ms", "30s", "5m", "1h", "1d", "1.5s", " 2 m ", "1h30m", "1h 30m", "0s", "0"].map(parseDuration),
    [500, 30_000, 300_000, 3_600_000, 86_400_000, 1_500, 120_000, 5_400_000, 5_400_000, 0, 0],
  );
  assertEquals([0, 1, 2.5].map(parseDuration), [0, 1, 2.5]);
});

Deno.test("what is no duration is refused, with the value and what to write", () => {
  const nonsense = [
    "",
    "s",
    "30",
    "30 sec",
    "-5s",
    "1h30",
    "5 M",
    "1,5s",
    "1e3s",
    NaN,
    -1,
    Infinity,
    "9".repeat(400) + "d",
  ];
  for (const value of nonsense) {
    const error = assertThrows(() => parseDuration(value), InvalidDuration);
    assertEquals([error.code, error.value], ["duration", value]);
  }
  assertThrows(
    () => parseDuration("soon"),
    InvalidDuration,
    '"soon" is no length of time. Write a number with ms, s, m, h or d',
  );
});

Deno.test("what lacks its unit alone is shown with one", () => {
  assertThrows(() => parseDuration(" 5 "), InvalidDuration, '5 has no unit. Write "5s" or "5ms".');
  assertThrows(() => parseDuration("1.5"), InvalidDuration, '1.5 has no unit. Write "1.5s" or "1.5ms".');
});
