/** How a figure is measured. */
import type { Figure, Result } from "./bench.ts";

/** The value in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Measures ours and the peers' in turn, so that whatever else the machine does meets all, and takes the medians. One round before
 * counts for nothing: it warms caches and the compiler, where there are any to warm. Returns a result for each peer.
 */
export async function measure(figure: Figure): Promise<Result[]> {
  const { name, unit, better, peers, rounds = 11, cold = false } = figure;
  const ours: number[] = [];
  const theirs = peers.map((): number[] => []);
  for (let round = cold ? 1 : 0; round <= rounds; round++) {
    const values = [await figure.ours()];
    for (const { measure } of peers) values.push(typeof measure === "number" ? measure : await measure());
    if (round === 0) continue;
    ours.push(values[0]);
    theirs.forEach((of, index) => of.push(values[index + 1]));
  }
  return peers.map((peer, index) => {
    const values = { ours: median(ours), peer: median(theirs[index]) };
    return { name, unit, ...values, peerName: peer.name, ratio: compare(values, better) };
  });
}

/** How many times better we are. */
function compare({ ours, peer }: { ours: number; peer: number }, better: Figure["better"]): number | null {
  if (ours === peer) return 1;
  const ratio = better === "lower" ? peer / ours : ours / peer;
  return ratio === 0 || !Number.isFinite(ratio) ? null : ratio;
}

/** Nanoseconds that one of `count` calls takes. */
export async function timePerCall(count: number, call: (index: number) => unknown): Promise<number> {
  const start = performance.now();
  for (let index = 0; index < count; index++) {
    const result = call(index);
    // Awaiting what is no promise would cost a turn of the event loop and measure that.
    if (result instanceof Promise) await result;
  }
  return (performance.now() - start) * 1e6 / count;
}
