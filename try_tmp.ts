import { liveThrough } from "/work/wt/timenet/tests/torture/histories.ts";
import { CLOCKED, clocks, TROUBLED, troubles } from "/work/wt/timenet/tests/support/telegram_history.ts";
import { lines } from "/work/wt/timenet/tests/torture/report.ts";
const [what, count, seed] = Deno.args;
const options = { count: Number(count), seed: Number(seed), say: console.log };
console.log(
  lines(await (what === "net" ? liveThrough(troubles, TROUBLED, options) : liveThrough(clocks, CLOCKED, options))),
);
Deno.exit(0);
