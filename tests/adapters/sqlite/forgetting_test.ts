/** What was forgotten is in no file, not even where SQLite has put it aside. */
import { assertEquals } from "@std/assert";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import type { RecordKind } from "../../../core/mod.ts";
import { entry, message } from "../../contract/store/place.ts";
import { TestClock } from "../../support/clock.ts";
import { TestFolder } from "../../support/folder.ts";
import { z } from "zod";

const SECRET = "s3cret-of-somebody";
const KEPT: RecordKind<{ value: string }> = {
  namespace: "test.kept",
  version: 1,
  schema: z.object({ value: z.string() }),
};

/** Names of the files beneath a folder that hold the secret. */
function holders(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).filter((name) =>
    new TextDecoder("latin1").decode(Deno.readFileSync(`${folder}/${name}`)).includes(SECRET)
  ).sort();
}

for (const [size, text] of Object.entries({ small: SECRET, "of many pages": `${SECRET} `.repeat(5_000) })) {
  Deno.test(`what is forgotten (${size}) is in no file as soon as the log has been taken in`, async () => {
    await using folder = await TestFolder.make();
    const clock = new TestClock();
    const path = folder.join("data", "portico.db");
    const store = await SqliteStore.open({ path, clock, sync: (log) => log.syncDataSync() });
    const records = store.records(KEPT);
    await store.journal.append([entry("a", { event: message("a", { text }) }), entry("b")]);
    await records.set("k", { value: text });
    assertEquals(holders(folder.join("data")), ["portico.db-wal"]);
    await clock.advance(1_000);
    assertEquals(holders(folder.join("data")), ["portico.db", "portico.db-wal"]);
    await records.delete("k");
    await store.journal.settle("a");
    await store.journal.forget("a");
    await clock.advance(1_000);
    assertEquals(holders(folder.join("data")), []);
    await store.close();
  });
}
