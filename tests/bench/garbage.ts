/** The garbage of one measurement, kept out of the next. */

declare global {
  var gc: (() => void) | undefined;
}

/** Collects what a setup left behind, so that what follows does not pay for it. Needs `--v8-flags=--expose-gc`. */
export function collectGarbage(): void {
  if (!globalThis.gc) throw new Error("Start this with --v8-flags=--expose-gc, as `deno task bench` does.");
  for (let round = 0; round < 3; round++) globalThis.gc();
}
