import { assertHold } from "../torture.ts";
import { shutdown } from "./shutdown.ts";

Deno.test("SIGTERM at 8 random moments under load: code 0 by the deadline, nothing lost, doubled or missing; a second signal ends it at once", async () => {
  assertHold(await shutdown({ count: 8, seed: 20_261_126, say: console.error }));
});
