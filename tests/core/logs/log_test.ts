import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { getLogger } from "@logtape/logtape";
import { configureLogs, logger, type LogOptions, resetLogs, Secrets, secrets } from "../../../core/logs/log.ts";
import { TestClock } from "../../support/mod.ts";

/** What stands in every line for people: a local time, whatever the time zone. */
const time = "2026-03-04 05:06:07.089";
const clock = new TestClock(new Date(2026, 2, 4, 5, 6, 7, 89).getTime());

function linesOf(options: LogOptions, body: () => void): string[] {
  const lines: string[] = [];
  configureLogs({ clock, ...options, write: (line) => lines.push(line) });
  try {
    body();
  } finally {
    resetLogs();
  }
  return lines;
}

function jsonOf(body: () => void, options: LogOptions = {}): Record<string, unknown>[] {
  return linesOf({ format: "json", ...options }, body).map((line) => JSON.parse(line));
}

Deno.test("a line for people: time, level, category, message, and what the message does not show", () => {
  const lines = linesOf({}, () => {
    logger("vault", "index").info("Indexed {notes} notes of {account}", {
      notes: 3,
      account: "owner",
      took: 12,
      from: "a b",
    });
    logger().warn("No category");
    getLogger(["other", "library"]).error("Not ours");
  });
  assertEquals(lines, [
    `${time} INFO  vault.index Indexed 3 notes of owner took=12 from="a b"`,
    `${time} WARN  No category`,
    `${time} ERROR other.library Not ours`,
  ]);
});

Deno.test("values in a line for people are text as it is, and anything else as JSON", () => {
  const lines = linesOf({}, () => {
    logger("x").info("{text} {list} {nothing} {missing}", { text: 'say "hi"', list: ["a", { b: 1n }], nothing: null });
    getLogger(["portico", "x"]).info`Tagged ${"too"} ${[1]}`;
  });
  assertEquals(lines, [`${time} INFO  x say "hi" ["a",{"b":"1"}] null undefined`, `${time} INFO  x Tagged too [1]`]);
});

Deno.test("logged text can neither forge a line nor steer the terminal", () => {
  const [line] = linesOf(
    {},
    () => logger("x").info("{text}", { text: "one\r\n2026 ERROR\ttwo \x1b[2J\x00\u2028\x9b" }),
  );
  assertEquals(line, `${time} INFO  x one\\u000d\\n2026 ERROR\\ttwo \\u001b[2J\\u0000\\u2028\\u009b`);
});

Deno.test("an error shows its message and causes; its stack only from level debug down", () => {
  const error = new TypeError("outer", { cause: new Error("inner") });
  const say = (): void => logger("x").error("It failed: {error}", { error });
  const first = `${time} ERROR x It failed: TypeError: outer, caused by Error: inner`;
  assertEquals(linesOf({ level: "info" }, say), [first]);
  const [line] = linesOf({ level: "debug" }, say);
  const [head, ...stack] = line.split("\n");
  assertEquals(head, first);
  assertEquals(stack[0], "    TypeError: outer");
  assertMatch(stack[1], /^ {4}at .*log_test\.ts/);
});

Deno.test("levels below the configured one are not shown, and off shows nothing", () => {
  const say = (): void => {
    const log = logger("x");
    log.trace("");
    log.debug("");
    log.info("");
    log.warn("");
    log.error("");
    log.fatal("");
  };
  const shown = (level: LogOptions["level"]): unknown[] => jsonOf(say, { level }).map(({ level }) => level);
  assertEquals(shown("trace"), ["trace", "debug", "info", "warning", "error", "fatal"]);
  assertEquals(shown(undefined), ["info", "warning", "error", "fatal"]);
  assertEquals(shown("error"), ["error", "fatal"]);
  assertEquals(shown("off"), []);
});

Deno.test("JSON: one object a line, with the time in UTC", () => {
  const [line] = linesOf({ format: "json" }, () => logger("tasks").info("Task {id} started", { id: "a\nb" }));
  assertEquals(line.includes("\n"), false);
  assertEquals(JSON.parse(line), {
    time: new Date(clock.now()).toISOString(),
    level: "info",
    category: "tasks",
    message: "Task a\nb started",
    properties: { id: "a\nb" },
  });
  assertEquals("properties" in jsonOf(() => logger("x").info("bare"))[0], false);
});

Deno.test("JSON shows errors with name, message, code, stack and cause", () => {
  const error = Object.assign(new RangeError("outer", { cause: new Error("inner") }), { code: "far" });
  const [{ properties }] = jsonOf(() => logger("x").error("No", { error }));
  assert(typeof properties === "object" && properties !== null && "error" in properties);
  const { stack, cause, ...rest } = Object(properties.error);
  assertEquals(rest, { name: "RangeError", message: "outer", code: "far" });
  assertStringIncludes(stack, "RangeError: outer\n    at ");
  assertEquals([cause.name, cause.message], ["Error", "inner"]);
});

Deno.test("a line for people bears an error that can't be read", () => {
  const get = () => {
    throw new Error("not even this");
  };
  const error = Object.defineProperties(new Error(), { message: { get }, stack: { get } });
  assertEquals(linesOf({}, () => logger().error("Failed: {error}", { error })), [`${time} ERROR Failed: [unreadable]`]);
});

Deno.test("JSON bears whatever is logged: cycles, maps, bytes, depth, length, hostile getters", () => {
  const cycle: Record<string, unknown> = { name: "c" };
  cycle.self = cycle;
  const deep = { a: { a: { a: { a: { a: { a: { a: 1 } } } } } } };
  const hostile = {
    get trap(): never {
      throw new Error("boo");
    },
  };
  const [{ properties }] = jsonOf(() =>
    logger("x").info("odd", {
      cycle,
      deep,
      hostile,
      map: new Map([["k", new Set([1])]]),
      bytes: new Uint8Array(9),
      date: new Date(0),
      bad: new Date(NaN),
      url: new URL("https://example.com/"),
      number: NaN,
      symbol: Symbol("s"),
      nothing: undefined,
      many: Array.from({ length: 102 }, (_, index) => index),
    })
  );
  const { many, ...rest } = Object(properties);
  assertEquals(rest, {
    cycle: { name: "c", self: "[circular]" },
    deep: { a: { a: { a: { a: { a: "[deeper]" } } } } },
    hostile: "[unreadable]",
    map: { k: [1] },
    bytes: "[9 bytes]",
    date: "1970-01-01T00:00:00.000Z",
    bad: "Invalid Date",
    url: "https://example.com/",
    number: "NaN",
    symbol: "Symbol(s)",
  });
  assertEquals([many.length, many.at(-1)], [101, "[2 more]"]);
});

Deno.test("no line shows a secret: not in the message, a value, a key, an error, a stack, a number, an address", () => {
  const hidden = new Secrets();
  hidden.add("12345678");
  hidden.add("top:secret");
  const say = (): void => {
    const error = new Error("POST https://host/bottop:secret/x", { cause: "top:secret" });
    logger("top:secret").info("top:secret {value} {error}", {
      value: { "top:secret": ["top:secret", 12345678, 9123456780n] },
      error,
      address: new URL("https://host/?q=top%3Asecret"),
      rest: "a top:secret",
    });
    getLogger(["portico", "x"]).info`tagged ${"top:secret"} ${12345678}`;
  };
  for (const format of ["human", "json"] as const) {
    const lines = linesOf({ level: "debug", format, secrets: hidden }, say);
    assertEquals(lines.length, 2);
    for (const line of lines) {
      assert(!/12345678|top(:|%3A)secret/.test(line), line);
      assertStringIncludes(line, "***");
      if (format === "json") JSON.parse(line);
    }
  }
});

Deno.test("the process's own secrets are masked by default, also those added later", () => {
  const [line] = linesOf({}, () => {
    secrets.add("only-for-this-test-8f2c");
    logger("x").info("key=only-for-this-test-8f2c");
  });
  assertEquals(line, `${time} INFO  x key=***`);
});

Deno.test("a logger with properties adds them to each line", () => {
  const lines = linesOf({}, () => logger("x").with({ id: "a" }).info("Task {id}", { took: 1 }));
  assertEquals(lines, [`${time} INFO  x Task a took=1`]);
});

Deno.test("colours only where asked for", () => {
  const [line] = linesOf({ colors: true }, () => logger("x").error("No"));
  assertEquals(line, `${time} \x1b[31mERROR\x1b[0m x No`);
});

Deno.test("configured again, the newest call holds, for loggers made before too", () => {
  const log = logger("early");
  const first: string[] = [];
  configureLogs({ write: (line) => first.push(line) });
  log.info("one");
  const second = linesOf({}, () => log.info("two"));
  log.info("three");
  assertEquals([first.length, second], [1, [`${time} INFO  early two`]]);
});
