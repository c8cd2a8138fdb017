/** How a figure is measured. */
import type { Figure, Measure, Result } from "./bench.ts";

/** The value in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Measures ours and the peer's in turn, so that whatever else the machine does meets both, and takes the medians. One round before
 * counts for nothing: it warms caches and the compiler.
 */
export async function measure(figure: Figure): Promise<Result> {
  const { name, unit, better, peerName, rounds = 11 } = figure;
  const limit = figure.peer;
  const peer: Measure = typeof limit === "number" ? () => limit : limit;
  const values: { ours: number; peer: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const value = { ours: await figure.ours(), peer: await peer() };
    if (round > 0) values.push(value);
  }
  const ours = median(values.map((value) => value.ours));
  const theirs = median(values.map((value) => value.peer));
  const ratio = better === "lower" ? theirs / ours : ours / theirs;
  return { name, unit, ours, peer: theirs, peerName, ratio };
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
