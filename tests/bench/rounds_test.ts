import { assertEquals } from "@std/assert";
import { measure, median } from "./rounds.ts";

Deno.test("the median is the value in the middle, or the mean of the two", () => {
  assertEquals(median([9, 1, 5]), 5);
  assertEquals(median([4, 1, 2, 100]), 3);
});

Deno.test("rounds alternate, and the first pair counts for nothing", async () => {
  const calls: string[] = [];
  const result = await measure({
    name: "x",
    unit: "ms",
    better: "lower",
    rounds: 3,
    ours: () => calls.push("a") === 1 ? 1000 : 2,
    peer: () => calls.push("b") === 2 ? 1000 : 6,
    peerName: "peer",
  });
  assertEquals(calls.join(""), "abababab");
  assertEquals(result, { name: "x", unit: "ms", ours: 2, peer: 6, peerName: "peer", ratio: 3 });
});

Deno.test("a ratio above 1 means that we are better, whichever way better is", async () => {
  const figure = { name: "x", unit: "u", ours: () => 10, peer: 5, peerName: "peer", rounds: 1 };
  assertEquals((await measure({ ...figure, better: "higher" })).ratio, 2);
  assertEquals((await measure({ ...figure, better: "lower" })).ratio, 0.5);
});
