import {
  assert,
  assertEquals,
  assertExists,
  assertInstanceOf,
  AssertionError,
  assertNotEquals,
  assertObjectMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";

Deno.test("assertions narrow types, as those of the original do", () => {
  const value: string | number | undefined = JSON.parse("1");
  assertExists(value);
  assert(typeof value === "number");
  const narrowed: number = value;
  assertEquals(narrowed.toFixed(), "1");
  const error: unknown = new RangeError("far");
  assertInstanceOf(error, RangeError);
  assertEquals(error.message, "far");
});

Deno.test("assertEquals compares deeply and shows the difference", () => {
  assertEquals(new Map([["a", [1, { b: new Date(0) }]]]), new Map([["a", [1, { b: new Date(0) }]]]));
  assertNotEquals<unknown>({ a: 1 }, { a: 1, b: undefined });
  const error = assertThrows(() => assertEquals([1, 2], [1, 3]), AssertionError, "Values are not equal.");
  assertStringIncludes(error.message, "[Diff]");
});

Deno.test("assertThrows returns the error and refuses one of another class or text", () => {
  const thrown = new RangeError("far");
  const fail = () => {
    throw thrown;
  };
  assertEquals(assertThrows(fail, RangeError, "far"), thrown);
  assertThrows(() => assertThrows(fail, TypeError), AssertionError, 'instance of "TypeError"');
  assertThrows(() => assertThrows(fail, RangeError, "near"), AssertionError, "near");
  assertThrows(() => assertThrows(() => {}), AssertionError, "to throw");
});

Deno.test("assertRejects does not take a synchronous throw for a rejection", async () => {
  const fail = () => {
    throw new Error("at once");
  };
  await assertRejects(() => assertRejects(fail), AssertionError, "Function throws when expected to reject");
});

Deno.test("assertObjectMatch looks at what is expected only", () => {
  assertObjectMatch({ a: 1, b: { c: 2, d: 3 } }, { b: { c: 2 } });
  assertThrows(() => assertObjectMatch({ a: 1 }, { a: 2 }), AssertionError);
});
