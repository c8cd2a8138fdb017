/** What is gathered while the wall clock is set: the same batches at the same moments as if nobody had touched it. */
import * as fc from "fast-check";
import { Gatherer } from "../../plugins/aggregation/gatherer.ts";
import { MachineClock } from "../../support/machine_clock.ts";
import { settle, TestClock } from "../../support/clock.ts";
import type { Figure, TortureOptions } from "../torture.ts";

const SECOND = 1_000;
const DAY = 24 * 60 * 60 * SECOND;

/** Time passes, then somebody says something, and the clock is set. In milliseconds. */
interface Step {
  readonly passes: number;
  readonly chat: string;
  readonly isPart: boolean;
  readonly set: number | null;
}

const step: fc.Arbitrary<Step> = fc.record({
  passes: fc.oneof(fc.integer({ min: 0, max: 20 * SECOND }), fc.constantFrom(0, SECOND, 2 * SECOND, 5 * SECOND)),
  chat: fc.constantFrom("a", "b"),
  isPart: fc.boolean(),
  set: fc.option(fc.constantFrom(...[1, SECOND, 2 * SECOND, 5 * SECOND, DAY].flatMap((by) => [by, -by]))),
});
const steps = fc.array(step, { minLength: 5, maxLength: 40 });

/** Histories of a round. */
const EACH = 20;

/** What came of the steps: each batch with the moment at which it was closed. */
async function gather(said: readonly Step[], isSet: boolean): Promise<string[]> {
  const world = new TestClock();
  const machine = new MachineClock(world);
  const gatherer = new Gatherer(world, machine);
  for (const [index, { passes, chat, isPart, set }] of said.entries()) {
    await world.advance(passes);
    // The platform's time is right whatever ours is.
    await gatherer.say(`${index}`, { chat, ...isPart ? { album: `${chat}${index >> 1}` } : {} });
    if (isSet && set !== null) machine.set(set);
    await settle();
  }
  await world.advance(60 * SECOND);
  gatherer.aggregator.stop();
  return gatherer.closed.map(({ keys, chat, at }) => `${chat}: ${keys} at ${Math.round(at)}`);
}

/** See the file's comment. */
export async function tortureGathering({ count, seed, say }: TortureOptions): Promise<readonly Figure[]> {
  let [batches, wrong] = [0, 0];
  for (const said of fc.sample(steps, { numRuns: count * EACH, seed })) {
    const [right, set] = [await gather(said, false), await gather(said, true)];
    batches += right.length;
    if (JSON.stringify(right) === JSON.stringify(set)) continue;
    wrong++;
    say(`Gathered otherwise while the clock was set: ${JSON.stringify({ said, right, set })}`);
  }
  return [
    { what: "batches gathered while the wall clock was set", value: batches, least: count * EACH },
    { what: "histories in which that changed a batch or its moment", value: wrong, most: 0 },
  ];
}
