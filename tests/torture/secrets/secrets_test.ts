import { assertHold } from "../torture.ts";
import { tortureSecrets, WHOLE } from "./secrets.ts";

Deno.test("whatever fails in whichever way, no secret is in a log, a trace, an error, a chat, a file or a request where none has to be", async () => {
  const said: string[] = [];
  const figures = await tortureSecrets({ count: WHOLE, seed: 9, say: (line) => said.push(line) });
  try {
    assertHold(figures);
  } catch (error) {
    throw new Error(said.join("\n"), { cause: error });
  }
});
