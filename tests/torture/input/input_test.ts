/** The short form of the torture of input: all that is kept, and some of what chance makes. */
import { assertHold } from "../torture.ts";
import { tortureInput } from "./input.ts";
import { targets } from "./targets.ts";

const COUNT = 40;
const SEED = 1;

for (const target of targets) {
  Deno.test(`whatever comes in, nothing falls over, and the next is served: ${target.name}`, async () => {
    const said: string[] = [];
    const figures = await tortureInput({ count: COUNT, seed: SEED, say: (line) => said.push(line) }, [target]);
    try {
      assertHold(figures);
    } catch (error) {
      throw new Error(said.join("\n"), { cause: error });
    }
  });
}
