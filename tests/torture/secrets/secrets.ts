/** Secrets of every kind in bots that fail in every way, and a look at all they have written. */
import { randomOf } from "../../support/random.ts";
import type { Figure, TortureOptions } from "../torture.ts";
import { Findings } from "./findings.ts";
import { refuse } from "./refusals.ts";
import { talk } from "./talk.ts";

/** Rounds in which everything was once. */
export const WHOLE = 4;

/** Runs so many rounds: every other is of programs that do not come to run. */
export async function tortureSecrets({ count, seed, say }: TortureOptions): Promise<readonly Figure[]> {
  const findings = new Findings(count >= WHOLE, say);
  for (let number = 0; number < count; number++) {
    const random = randomOf(seed + number);
    const name = `round ${number + 1} (seed ${seed + number})`;
    if (number % 2 === 1) await refuse({ name, random, format: number % 4 === 1 ? "human" : "json" }, findings);
    else {
      const [webhook, odd] = [number % 4 === 2, number % 8 >= 4];
      const options = { webhook, traced: webhook === odd, json: webhook !== odd } as const;
      await talk({ name, random, format: webhook ? "json" : "human", ...options }, findings);
    }
    say(`${name} is over`);
  }
  return findings.figures;
}
