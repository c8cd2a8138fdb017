/** What becomes of the journal's writes when SQLite refuses another one of their group. */
import { assertEquals } from "@std/assert";
import { openDatabase } from "../../../adapters/sqlite/database_file.ts";
import { GroupCommit } from "../../../adapters/sqlite/group_commit.ts";
import { SqliteJournal } from "../../../adapters/sqlite/journal.ts";
import { entry } from "../../contract/store/place.ts";
import { TestClock } from "../../support/clock.ts";

Deno.test("an event that is settled beside a write which SQLite refuses is settled, and stays so", async () => {
  const clock = new TestClock();
  using db = openDatabase(":memory:", clock, () => {});
  const open = () => {
    const commits = new GroupCommit(db, clock, (error) => error);
    return { commits, journal: new SqliteJournal(db, commits, clock, () => {}) };
  };
  const { commits, journal } = open();
  await journal.append([entry("a", { begun: true })]);
  const results = await Promise.allSettled([journal.settle("a"), commits.write(() => db.exec("INSERT INTO nowhere"))]);
  assertEquals(results.map(({ status }) => status), ["fulfilled", "rejected"]);
  assertEquals((await journal.stats()).pending, 0);
  assertEquals(await Array.fromAsync(open().journal.pending()), []);
});
