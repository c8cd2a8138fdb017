import { assertHold } from "../torture.ts";
import { crash } from "./crash.ts";

Deno.test("kill -9 at 30 random moments under the load of 50 people: nothing lost or doubled, and a reply that is missing is told to be unknown", async () => {
  assertHold(await crash({ count: 30, seed: 20_261_126, say: console.error }));
});
