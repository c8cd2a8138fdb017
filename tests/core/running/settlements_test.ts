import { assertEquals } from "@std/assert";
import { Deadlines, logger, StoreError } from "../../../core/mod.ts";
import { Settlements } from "../../../core/running/settlements.ts";
import { TestClock } from "../../support/clock.ts";

Deno.test("units that were to be settled by one write, which failed, are all settled later", async () => {
  const clock = new TestClock();
  const settled: string[] = [];
  let done: Promise<void> = Promise.reject(new StoreError("unusable", "No space is left."));
  const journal = {
    settle: (unit: string) => (settled.push(unit), done),
    forget: () => Promise.resolve(),
  };
  const settlements = new Settlements(journal, { clock, deadlines: new Deadlines(clock) }, logger("test"));
  for (const unit of ["a", "b", "c"]) settlements.settle(unit);
  await clock.advance(0);
  settled.length = 0;
  done = Promise.resolve();
  await clock.advance(60_000);
  assertEquals(settled, ["a", "b", "c"]);
});
