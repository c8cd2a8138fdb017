import { DatabaseSync } from "node:sqlite";
import { assertEquals, assertRejects } from "@std/assert";
import { StoreError } from "../../../core/mod.ts";
import { explain } from "../../../adapters/sqlite/failures.ts";
import { GroupCommit } from "../../../adapters/sqlite/group_commit.ts";
import { migrations } from "../../../adapters/sqlite/migrations.ts";
import { Steps } from "../../../adapters/sqlite/steps.ts";
import { TestClock } from "../../support/clock.ts";

/** Steps on a disk that takes no new page while it is full. */
function open() {
  const db = new DatabaseSync(":memory:");
  for (const migration of migrations) db.exec(migration);
  db.exec("CREATE TABLE page (bytes BLOB)");
  for (const change of ["INSERT", "UPDATE", "DELETE"]) {
    db.exec(
      `CREATE TRIGGER needs_space_${change} BEFORE ${change} ON step BEGIN INSERT INTO page VALUES (zeroblob(9999)); END`,
    );
  }
  const commits = new GroupCommit(db, new TestClock(), (error) => explain(error, "test.db"));
  return {
    steps: new Steps(db, commits),
    fill: () => db.exec("PRAGMA max_page_count = 1"),
    free: () => db.exec("PRAGMA max_page_count = 1000000"),
    /** Until everything that is queued was tried. */
    tried: () => commits.read(() => undefined),
    [Symbol.dispose]: () => db.close(),
  };
}

const fail = { inDoubt: "fail" } as const;

Deno.test("a step whose result the disk did not take is not run again by the process that knows it", async () => {
  using test = open();
  assertEquals(await test.steps.once("a", "s", () => (test.fill(), "first"), fail), "first");
  await test.tried();
  test.free();
  assertEquals(await test.steps.once("a", "s", () => "second", fail), "first");
  assertEquals(await test.steps.once("a", "s", () => "third", fail), "first");
});

Deno.test("a step that failed while the disk took nothing is not in doubt for the process that saw it fail", async () => {
  using test = open();
  const broken = () => {
    test.fill();
    throw new RangeError("no");
  };
  await assertRejects(() => test.steps.once("a", "s", broken, fail), RangeError);
  await test.tried();
  test.free();
  assertEquals(await test.steps.once("a", "s", () => "second", fail), "second");
  assertEquals(await test.steps.once("a", "s", () => "third", fail), "second");
});

Deno.test("a step whose intent the disk does not take does not run, and runs when there is space", async () => {
  using test = open();
  let runs = 0;
  test.fill();
  await assertRejects(() => test.steps.once("a", "s", () => ++runs, fail), StoreError, "space");
  assertEquals(runs, 0);
  test.free();
  assertEquals(await test.steps.once("a", "s", () => ++runs, fail), 1);
});

Deno.test("a step is known however many scopes, and steps of its scope, were looked at since", async () => {
  using test = open();
  const own = { inDoubt: "rerun", intent: "own" } as const;
  const run = (scope: string, step: string) => test.steps.once(scope, step, () => `${scope} ${step}`, own);
  const again = (scope: string, step: string) => test.steps.once(scope, step, () => "again", own);
  // All of it in one turn, before anything is committed, and once more when it was.
  const steps = Array.from({ length: 1_500 }, (_, at) => `step${at}`);
  const scopes = Array.from({ length: 600 }, (_, at) => `scope${at}`);
  await Promise.all([...steps.map((step) => run("wide", step)), ...scopes.map((scope) => run(scope, "s"))]);
  for (let round = 0; round < 2; round++) {
    for (const step of steps) assertEquals(await again("wide", step), `wide ${step}`);
    for (const scope of scopes) assertEquals(await again(scope, "s"), `${scope} s`);
    await test.tried();
  }
});
