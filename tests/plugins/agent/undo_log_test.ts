import { assertEquals } from "@std/assert";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { AgentConfig } from "../../../plugins/agent/config.ts";
import { UndoLog } from "../../../plugins/agent/undo_log.ts";
import { TestClock } from "../../support/clock.ts";

const DAY = 86_400_000;
const here = { platform: "test", chat: "c", kind: "private" } as const;

Deno.test("the last run is the one that was last, also where the wall clock was set back before it", async () => {
  const clock = new TestClock();
  const store = await SqliteStore.open({ path: ":memory:", clock });
  const checked = await AgentConfig.schema["~standard"].validate({});
  if (checked.issues !== undefined) throw new Error("The defaults are no configuration.");
  const log = new UndoLog(store, clock, checked.value);
  const keys = [];
  for (const run of ["first", "second", "third"]) {
    const key = log.keyOf("owner", here, clock.now(), run);
    await log.add(key, run, [{ call: "1:0", changes: [], undo: [{ tool: "trash", input: {} }] }]);
    keys.push(key);
    clock.setWall(clock.now() - DAY);
  }
  assertEquals(await log.last("owner", here), keys[2]);
  assertEquals(await log.last("owner", here, "third"), keys[1]);
  await log.claim(keys[1], "unit");
  assertEquals(await log.last("owner", here, "third"), keys[0]);
  await log.release(keys[1], "unit", []);
  assertEquals(await log.last("owner", here, "third"), keys[1]);
  await store.close();
});
