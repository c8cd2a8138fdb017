import { assertEquals } from "@std/assert";
import { CallRepeats } from "../../../plugins/agent/call_repeats.ts";

Deno.test("the same call is noticed, in whatever order its fields are written", () => {
  const repeats = new CallRepeats();
  assertEquals(repeats.check("move", { id: "1", to: { a: 1, b: [2] } }, false), undefined);
  assertEquals(repeats.check("move", { to: { b: [2], a: 1 }, id: "1" }, false), "again");
  assertEquals(repeats.check("move", { id: "1", to: { a: 1, b: [2] } }, false), "again and again");
});

Deno.test("another tool, and another input, is another call", () => {
  const repeats = new CallRepeats();
  for (const [name, input] of [["a", { x: [1, 2] }], ["b", { x: [1, 2] }], ["a", { x: [2, 1] }], ["a", "x"]] as const) {
    assertEquals(repeats.check(name, input, true), undefined);
  }
});

Deno.test("after a change a read is new, and a change is not", () => {
  const repeats = new CallRepeats();
  repeats.check("read", {}, true);
  repeats.check("append", {}, false);
  repeats.changed();
  assertEquals(repeats.check("read", {}, true), undefined);
  assertEquals(repeats.check("append", {}, false), "again");
});
