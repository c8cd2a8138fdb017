/** What is kept in memory, for tests that something is not. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/** Bytes that are in use on the heap when everything that can go has gone. */
export function heapInUse(): number {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc"); // which holds for contexts that are made from now on
    collect = runInNewContext("gc");
  }
  for (let round = 0; round < 3; round++) collect?.();
  return Deno.memoryUsage().heapUsed;
}
