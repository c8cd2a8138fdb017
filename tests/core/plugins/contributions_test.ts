import { assert, assertEquals, assertThrows } from "@std/assert";
import { command, type Contributed, type Contribution, contribution, Contributions } from "../../../core/mod.ts";

type Say = () => string;
const says: Contribution<[], null, Say> = contribution({ id: "test.says", options: () => null });
const other: Contribution<[], null, Say> = contribution({ id: "test.other", options: () => null });

function saying(plugin: string, key?: string): Contributed<null, Say> {
  return { plugin, name: `${plugin}.say`, options: null, handler: () => plugin, ...(key === undefined ? {} : { key }) };
}

Deno.test("a set has what was added to its point, in that order, and what has a key is found by it", () => {
  const contributions = new Contributions();
  contributions.add(says, saying("a", "one"));
  contributions.add(says, saying("b"));
  contributions.add(other, saying("c", "one"));
  const set = contributions.of(says);
  assertEquals(Array.from(set, ({ handler }) => handler()), ["a", "b"]);
  assertEquals(set.size, 2);
  assertEquals(set.get("one")?.plugin, "a");
  assertEquals(set.get("two"), undefined);
  assertEquals(contributions.size, 3);
});

Deno.test("a set that somebody holds stays current", () => {
  const contributions = new Contributions();
  const set = contributions.of(says);
  assertEquals(set.size, 0);
  const remove = contributions.add(says, saying("a", "one"));
  assertEquals(set.size, 1);
  remove();
  assertEquals([...set], []);
  assertEquals(set.get("one"), undefined);
});

Deno.test("a key that is taken is refused with the name of who has it, and nothing is added", () => {
  const contributions = new Contributions();
  contributions.add(says, saying("a", "one"));
  assertThrows(
    () => contributions.add(says, saying("b", "one")),
    TypeError,
    'The test.says "one" of b.say is taken by a.say.',
  );
  assertEquals(contributions.size, 1);
  assertEquals(contributions.of(says).get("one")?.plugin, "a");
});

Deno.test("a key is free again once its holder is gone, and taking it back twice takes nothing from the next", () => {
  const contributions = new Contributions();
  const remove = contributions.add(says, saying("a", "one"));
  remove();
  contributions.add(says, saying("b", "one"));
  remove();
  assertEquals(contributions.of(says).get("one")?.plugin, "b");
});

Deno.test("subscribers hear of each change at their point, until they no longer want to", () => {
  const contributions = new Contributions();
  const sizes: number[] = [];
  const set = contributions.of(says);
  const unsubscribe = set.subscribe(() => sizes.push(set.size));
  const remove = contributions.add(says, saying("a"));
  contributions.add(other, saying("a"));
  remove();
  remove();
  unsubscribe();
  contributions.add(says, saying("b"));
  assertEquals(sizes, [1, 0]);
});

Deno.test("points are told apart by their id, so that two copies of one module mean the same point", () => {
  const contributions = new Contributions();
  const copy: Contribution<[], null, Say> = contribution({ id: "test.says", options: () => null });
  contributions.add(copy, saying("a", "one"));
  assert(contributions.of(says).get("one") !== undefined);
});

Deno.test("a contribution that some subscriber refuses is taken back, and all the others have heard of both", () => {
  const contributions = new Contributions();
  const sizes: number[] = [];
  contributions.of(command).subscribe(() => {
    if (contributions.of(command).size > 0) throw new Error("no");
  });
  contributions.of(command).subscribe(() => sizes.push(contributions.of(command).size));
  const add = () =>
    contributions.add(command, { plugin: "a", name: "a.b", key: "b", options: { name: "b" }, handler: () => {} });
  assertThrows(add, Error, "no");
  assertEquals([contributions.size, contributions.of(command).get("b"), sizes], [0, undefined, [1, 0]]);
});
