/** The short form of `deno task torture power`. */
import { assertHold } from "../torture.ts";
import { cutPower } from "./power.ts";
import { canTrace } from "./system_calls.ts";

Deno.test({
  name: "what was told is on the disk when the power goes at any moment, whatever of the rest is",
  ignore: !await canTrace(), // needs strace, and the right to use it
  fn: async () => assertHold(await cutPower({ count: 12, seed: 20_261_126, say: console.log })),
});
