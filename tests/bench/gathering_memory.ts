/** Prints how many bytes an open batch takes: `portico` or `peer`, and how many to open. Needs `--expose-gc`. */
import { collectGarbage } from "./garbage.ts";
import { messages, portico, timerPerUser } from "./gathering.ts";

/** What is in use when everything that can go has gone. */
function used(): number {
  collectGarbage();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

const [which, count] = Deno.args;
const gathering = (which === "portico" ? portico : timerPerUser)(600_000);
const before = used();
for (const message of messages(Number(count), "1")) gathering.add(message);
const after = used();
console.log((after - before) / gathering.size());
Deno.exit(0);
