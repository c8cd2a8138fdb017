/** What the store of a program that is dead holds, read from a copy: what lies there stays as the death has left it. */
import { join } from "node:path";
import { type Json, SystemClock } from "../../../core/mod.ts";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { z } from "zod";
import { TestFolder } from "../../support/folder.ts";
import { pendingUnits } from "../../support/pending_units.ts";

/** Files of the database. The third that SQLite has is made again of these. */
const FILES = ["portico.db", "portico.db-wal"];

/** What was found. */
export interface StoreContent {
  /** Those of the keys that were asked for which are in the journal. */
  readonly known: ReadonlySet<string>;
  /** Keys of events that are not over: pending, put aside, or part of work that is. */
  readonly open: ReadonlySet<string>;
  /** Keys of events that were put aside, or are part of work that was. */
  readonly putAside: ReadonlySet<string>;
  /** Records, by namespace and key. */
  readonly records: ReadonlyMap<string, ReadonlyMap<string, Json>>;
}

/** Reads it. @param keys of events that are looked for. @throws {Error} when the database is damaged. */
export async function readStore(
  data: string,
  keys: readonly string[],
  namespaces: readonly string[],
): Promise<StoreContent> {
  await using folder = await TestFolder.make();
  for (const name of FILES) {
    await Deno.copyFile(join(data, name), folder.join(name)).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
  await using store = await SqliteStore.open({
    path: folder.join(FILES[0]),
    clock: new SystemClock(),
    sync: () => Promise.resolve(),
    onDamaged: ({ reason }) => {
      throw new Error(`The database is damaged: ${reason}`);
    },
  });
  const { journal } = store;
  const known = new Set((await journal.read(keys)).map(({ event }) => event.key));
  const putAside = new Set<string>();
  for (const { unit } of await journal.deadLetters()) {
    const revived = await journal.revive(unit);
    for (const key of revived?.type === "work" ? revived.item.members : [unit]) putAside.add(key);
  }
  const open = new Set<string>();
  for (const unit of await pendingUnits(journal)) {
    for (const key of unit.type === "work" ? unit.item.members : [unit.entry.event.key]) open.add(key);
  }
  const records = new Map<string, ReadonlyMap<string, Json>>();
  for (const namespace of namespaces) {
    records.set(namespace, new Map(await store.records({ namespace, version: 1, schema: z.json() }).list()));
  }
  return { known, open, putAside, records };
}
