/** That the others can be compared with, in the shortest form; their figures are theirs. */
import { assertEquals } from "@std/assert";
import { assertHold, type Figure } from "../torture.ts";
import { comparisons } from "../tortures.ts";

const run = (name: string, count: number) => comparisons[name].run({ count, seed: 1, say: () => {} });

function peersOf(figures: readonly Figure[]): string[][] {
  return figures.map(({ peers = [] }) => peers.map(({ name }) => name));
}

Deno.test("bots of grammY, its runner and GramIO hold the same conversations as ours, and ours in order", async () => {
  const figures = await run("order", 40);
  assertHold(figures);
  const others = ["grammY", "grammY runner", "runner + sequentialize", "GramIO"];
  assertEquals(peersOf(figures), [others, others]);
  const [, missing] = figures;
  assertEquals(missing.peers?.map(({ value }) => value), [0, 0, 0, 0], "nobody answers");
});

Deno.test("plugins of ours and of Koishi are unloaded in the same way, and ours leave nothing behind", async () => {
  const figures = await run("unload", 100);
  assertHold(figures);
  assertEquals(new Set(peersOf(figures).flat()), new Set(["Koishi"]));
});
