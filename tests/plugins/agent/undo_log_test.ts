import { assertEquals } from "@std/assert";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { AgentConfig } from "../../../plugins/agent/config.ts";
import { UndoLog } from "../../../plugins/agent/undo_log.ts";
import { TestClock } from "../../support/clock.ts";

const DAY = 86_400_000;
const here = { platform: "test", chat: "c", kind: "private" } as const;

async function open() {
  const clock = new TestClock();
  const store = await SqliteStore.open({ path: ":memory:", clock });
  const checked = await AgentConfig.schema["~standard"].validate({});
  if (checked.issues !== undefined) throw new Error("The defaults are no configuration.");
  return { clock, store, log: new UndoLog(store, clock, checked.value) };
}

const entryOf = (call: string) => ({ call, changes: [], undo: [{ tool: "trash", input: {} }] });

Deno.test("the last run is the one that was last, also where the wall clock was set back before it", async () => {
  const { clock, store, log } = await open();
  const keys = [];
  for (const run of ["first", "second", "third"]) {
    const key = log.keyOf("owner", here, clock.now(), run);
    await log.add(key, run, [entryOf("1:0")]);
    keys.push(key);
    clock.setWall(clock.now() - DAY);
  }
  assertEquals(await log.last("owner", here), keys[2]);
  assertEquals(await log.last("owner", here, "third"), keys[1]);
  await log.claim(keys[1], "unit");
  assertEquals(await log.last("owner", here, "third"), keys[0]);
  await log.release(keys[1], "unit", []);
  assertEquals(await log.last("owner", here, "third"), keys[1]);
  assertEquals(await log.get("somebody", keys[1]), undefined, "A run is nobody else's.");
  await store.close();
});

Deno.test("a run is taken back by one at a time", async () => {
  const { clock, store, log } = await open();
  const key = log.keyOf("owner", here, clock.now(), "run");
  await log.add(key, "run", [entryOf("1:0")]);
  const claims = await Promise.all(["first", "second", "first"].map((unit) => log.claim(key, unit)));
  assertEquals(claims.map((claim) => claim?.undoneBy), ["first", "first", "first"]);
  await store.close();
});

Deno.test("of a run that goes on after it was taken back only what is new is kept", async () => {
  const { clock, store, log } = await open();
  const key = log.keyOf("owner", here, clock.now(), "run");
  await log.add(key, "run", [entryOf("1:0")]);
  await log.claim(key, "unit");
  await log.finish(key, []);
  await log.add(key, "run", [entryOf("1:0"), entryOf("2:0")]);
  const kept = await log.get("owner", key);
  assertEquals([kept?.entries.map(({ call }) => call), kept?.undoneBy], [["2:0"], undefined]);
  await store.close();
});
