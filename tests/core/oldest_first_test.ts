import { assertEquals, assertThrows } from "@std/assert";
import { OldestFirst } from "../../core/mod.ts";

/** Takes out as many keys as are asked for. */
function take(all: Map<string, number> | Set<string>, oldest: OldestFirst<string>, count: number): string[] {
  return Array.from({ length: count }, () => {
    const key = oldest.next();
    all.delete(key);
    return key;
  });
}

Deno.test("what has been in a map or a set longest comes first, also of what came since", () => {
  for (const all of [new Map([["a", 1], ["b", 2]]), new Set(["a", "b"])]) {
    const oldest = new OldestFirst(all);
    assertEquals(take(all, oldest, 1), ["a"]);
    if (all instanceof Map) all.set("c", 3);
    else all.add("c");
    assertEquals(take(all, oldest, 2), ["b", "c"]);
    if (all instanceof Map) all.set("d", 4);
    else all.add("d");
    assertEquals(take(all, oldest, 1), ["d"]);
  }
});

Deno.test("what is taken out by others is passed over, and what is put at the end comes last", () => {
  const all = new Set(["a", "b", "c", "d"]);
  const oldest = new OldestFirst(all);
  assertEquals(take(all, oldest, 1), ["a"]);
  all.delete("b");
  assertEquals(oldest.next(), "c");
  all.delete("c");
  all.add("c");
  assertEquals(take(all, oldest, 2), ["d", "c"]);
});

Deno.test("nothing can be taken out of what is empty", () => {
  assertThrows(() => new OldestFirst(new Set()).next(), RangeError);
});
