import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { StoreError } from "../../../core/mod.ts";
import { pendingNames } from "../../contract/store/place.ts";
import { TestClock } from "../../support/clock.ts";

const clock = new TestClock();

/** Another process that has the store at `path` open by the time this resolves. */
async function hold(path: string): Promise<Deno.ChildProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "-A", fileURLToPath(new URL("./lock_holder.ts", import.meta.url)), path],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  assertEquals(new TextDecoder().decode(value), "open\n");
  return child;
}

async function end(child: Deno.ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await child.stdout.cancel();
  await child.status;
}

Deno.test("a second process is refused, told the folder and what to do, and let in when the first was killed", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "portico-lock-" });
  const path = join(folder, "portico.db");
  const child = await hold(path);
  try {
    const error = await assertRejects(() => SqliteStore.open({ path, clock }), StoreError, folder);
    assertEquals(error.code, "locked");
    assert(error.message.includes("Stop it first"));
  } finally {
    await end(child);
  }
  const store = await SqliteStore.open({ path, clock });
  assertEquals((await pendingNames(store.journal))[0], "accepted");
  await store.close();
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("a second store in the same process is refused until the first is closed", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "portico-lock-" });
  const path = join(folder, "portico.db");
  const first = await SqliteStore.open({ path, clock });
  assertEquals((await assertRejects(() => SqliteStore.open({ path, clock }), StoreError, folder)).code, "locked");
  await first.close();
  await (await SqliteStore.open({ path, clock })).close();
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("stores in different folders don't hinder each other", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "portico-lock-" });
  const stores = await Promise.all(
    ["a", "b"].map((name) => SqliteStore.open({ path: join(folder, name, "portico.db"), clock })),
  );
  for (const store of stores) await store.close();
  Deno.removeSync(folder, { recursive: true });
});
