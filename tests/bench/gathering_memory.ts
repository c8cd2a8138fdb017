/** Prints how many bytes an open batch takes: `portico` or `peer`, and how many to open. Needs `--expose-gc`. */
import { arrivals, portico, timerPerUser } from "./gathering.ts";

declare global {
  var gc: (() => void) | undefined;
}

/** What is in use when everything that can go has gone. */
function used(): number {
  if (!globalThis.gc) throw new Error("Start this with --v8-flags=--expose-gc.");
  for (let i = 0; i < 3; i++) globalThis.gc();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

const [which, count] = Deno.args;
const gathering = (which === "portico" ? portico : timerPerUser)(600_000);
const messages = arrivals(Number(count), "1");
const before = used();
for (const message of messages) gathering.add(message);
const after = used();
console.log((after - before) / gathering.size());
Deno.exit(messages.length === gathering.size() ? 0 : 1);
