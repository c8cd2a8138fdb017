import { assertHold } from "../torture.ts";
import { loadRogues } from "./loads.ts";
import { misdeeds } from "./misdeeds.ts";
import { blockPrograms } from "./program.ts";

const say = (line: string) => console.error(line);

Deno.test("whatever a plugin does wrong is told by its name, hurts nobody else, and leaves nothing behind", async () => {
  assertHold(await loadRogues({ count: misdeeds.length, seed: 8, say }));
});

Deno.test("who blocks the event loop is named, and who hangs keeps no stop from its deadline and from code 0", async () => {
  assertHold(await blockPrograms(say));
});
