import { assertEquals } from "@std/assert";
import { measure, median } from "./rounds.ts";

Deno.test("the median is the value in the middle, or the mean of the two", () => {
  assertEquals(median([9, 1, 5]), 5);
  assertEquals(median([4, 1, 2, 100]), 3);
});

Deno.test("rounds alternate, and the first pair counts for nothing", async () => {
  const calls: string[] = [];
  const results = await measure({
    name: "x",
    unit: "ms",
    better: "lower",
    rounds: 3,
    ours: () => calls.push("a") === 1 ? 1000 : 2,
    peers: [{ name: "peer", measure: () => calls.push("b") === 2 ? 1000 : 6 }],
  });
  assertEquals(calls.join(""), "abababab");
  assertEquals(results, [{ name: "x", unit: "ms", ours: 2, peer: 6, peerName: "peer", ratio: 3 }]);
});

Deno.test("all peers meet in every round, and a cold figure warms nothing", async () => {
  const calls: string[] = [];
  const results = await measure({
    name: "x",
    unit: "ms",
    better: "lower",
    rounds: 1,
    cold: true,
    ours: () => calls.push("a"),
    peers: [{ name: "b", measure: () => calls.push("b") }, { name: "limit", measure: 5 }],
  });
  assertEquals(calls.join(""), "ab");
  assertEquals(results.map(({ peerName, peer }) => [peerName, peer]), [["b", 2], ["limit", 5]]);
});

Deno.test("a ratio above 1 means that we are better, whichever way better is; 0 beside something has none", async () => {
  const ratio = async (better: "lower" | "higher", ours: number, peer: number) => {
    const peers = [{ name: "peer", measure: peer }];
    const [result] = await measure({ name: "x", unit: "u", better, ours: () => ours, peers, rounds: 1 });
    return result.ratio;
  };
  assertEquals(await ratio("higher", 10, 5), 2);
  assertEquals(await ratio("lower", 10, 5), 0.5);
  assertEquals(await ratio("lower", 0, 0), 1);
  assertEquals(await ratio("lower", 0, 5), null);
});
