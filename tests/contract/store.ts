/**
 * The suite that every implementation of `Store` must pass: each sentence of `core/store/store.ts` as a test.
 *
 * @module
 */
import type { TestedStore } from "./store/place.ts";
import { testJournal } from "./store/journal.ts";
import { testUnits } from "./store/units.ts";
import { testReading } from "./store/reading.ts";
import { testOnce } from "./store/once.ts";
import { testRecords } from "./store/records.ts";
import { testWrites } from "./store/writes.ts";
import { testSequences } from "./store/sequences.ts";

export type { TestedStore } from "./store/place.ts";

/** Registers the suite for one store. `open` makes a fresh, empty one each time. */
export function testStore(name: string, { open }: { readonly open: () => Promise<TestedStore> }): void {
  const test = (behaviour: string, run: (place: TestedStore) => Promise<void>) => {
    Deno.test(`${name}: ${behaviour}`, async () => {
      await using place = await open();
      await run(place);
    });
  };
  testJournal(test);
  testUnits(test);
  testReading(test);
  testOnce(test);
  testRecords(test);
  testWrites(test);
  testSequences(name, open);
}
