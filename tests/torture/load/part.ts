/** One part of the load in a process of its own, whose memory is then its own as well: `part.ts <part> <users> <seed>`; figures go to standard output. */
import { isPart, parts } from "./parts.ts";

const [name, users, seed] = Deno.args;
if (!isPart(name)) throw new Error(`There is no part ${name}.`);
const figures = await parts[name]({ count: Number(users), seed: Number(seed), say: (line) => console.error(line) });
console.log(JSON.stringify(figures));
Deno.exit(0);
