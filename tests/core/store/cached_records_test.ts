import { assertEquals, assertGreater, assertLess, assertRejects } from "@std/assert";
import fc from "fast-check";
import { z } from "zod";
import { CachedRecords } from "../../../core/store/cached_records.ts";
import type { RecordKind } from "../../../core/store/store.ts";
import { heapInUse } from "../../support/heap.ts";
import { MemoryStore } from "../../support/memory_store.ts";

type Note = { readonly text: string };
const kind: RecordKind<Note> = { namespace: "test", version: 1, schema: z.object({ text: z.string() }) };

function make(limit = 10) {
  const store = new MemoryStore();
  return { store, cached: new CachedRecords(store.records(kind), limit) };
}

Deno.test("cached records: what was read once is known without I/O, absence too", async () => {
  const { store, cached } = make();
  store.put("test", "a", { text: "one" });
  assertEquals(cached.peek("a"), null);
  assertEquals(await cached.get("a"), { text: "one" });
  assertEquals(await cached.get("b"), undefined);
  assertEquals(cached.peek("a"), { text: "one" });
  assertEquals(cached.peek("b"), undefined);
  assertEquals(await cached.get("a"), { text: "one" });
  assertEquals(store.reads, 2);
});

Deno.test("cached records: readers of one key at the same time share one read", async () => {
  const { store, cached } = make();
  await Promise.all([cached.get("a"), cached.get("a"), cached.get("a")]);
  assertEquals(store.reads, 1);
});

Deno.test("cached records: a read behind a change sees the change, even while it is being written", async () => {
  const { store, cached } = make();
  await cached.get("a");
  const gate = Promise.withResolvers<void>();
  store.gate = gate.promise;
  const changed = cached.update("a", () => ({ text: "new" }));
  const read = cached.get("a");
  assertEquals(cached.peek("a"), null);
  gate.resolve();
  assertEquals(await read, { text: "new" });
  await changed;
  assertEquals(cached.peek("a"), { text: "new" });
});

Deno.test("cached records: a read that began before a change is not remembered over it", async () => {
  const { store, cached } = make();
  store.put("test", "a", { text: "old" });
  const gate = Promise.withResolvers<void>();
  store.readGate = gate.promise;
  const read = cached.get("a");
  await cached.update("a", () => ({ text: "new" }));
  gate.resolve();
  await read;
  assertEquals(cached.peek("a"), { text: "new" });
});

Deno.test("cached records: a change that fails leaves what was, and the next one works", async () => {
  const { store, cached } = make();
  store.put("test", "a", { text: "old" });
  await cached.get("a");
  store.failure = new Error("disk full");
  await assertRejects(() => cached.update("a", () => ({ text: "new" })), Error, "disk full");
  assertEquals(cached.peek("a"), null); // only the store knows what it has taken
  assertEquals(await cached.get("a"), { text: "old" });
  await cached.update("a", () => ({ text: "newer" }));
  assertEquals(await cached.get("a"), { text: "newer" });
});

Deno.test("cached records: only the keys used last are remembered", async () => {
  const { cached } = make(2);
  await cached.get("a");
  await cached.get("b");
  cached.peek("a");
  await cached.get("c");
  assertEquals(cached.size, 2);
  assertEquals([cached.peek("a"), cached.peek("b"), cached.peek("c")], [undefined, null, undefined]);
});

Deno.test("cached records: of very many, some of the oldest are forgotten at once, and the newest is known", async () => {
  const { cached } = make(32);
  for (let key = 0; key < 100; key++) {
    await cached.get(`${key}`);
    assertEquals(cached.peek(`${key}`), undefined);
    assertLess(cached.size, 33);
    assertGreater(cached.size, Math.min(key, 30));
  }
});

Deno.test("cached records: what is changed over and over leaves nothing in memory", async () => {
  const { cached } = make();
  const change = async (times: number) => {
    for (let time = 0; time < times; time++) await cached.update("a", () => ({ text: "one" }));
    return heapInUse();
  };
  const before = await change(2_000);
  assertLess((await change(10_000) - before) / 10_000, 30, "bytes for each change");
});

Deno.test("cached records: forgetting waits for what is being written and loses nothing", async () => {
  const { store, cached } = make();
  const gate = Promise.withResolvers<void>();
  store.gate = gate.promise;
  const changed = cached.update("a", () => ({ text: "new" }));
  let forgotten = false;
  const forgetting = cached.forget(() => true).then(() => forgotten = true);
  await Promise.resolve();
  assertEquals(forgotten, false);
  gate.resolve();
  await Promise.all([changed, forgetting]);
  assertEquals(cached.peek("a"), null);
  assertEquals(await cached.get("a"), { text: "new" });
});

Deno.test("cached records: after any calls at once, cache and store say the same", async () => {
  const key = fc.constantFrom("a", "b", "c");
  const call = fc.oneof(
    fc.record({ type: fc.constant("get" as const), key }),
    fc.record({ type: fc.constant("update" as const), key, text: fc.option(fc.string()) }),
    fc.record({ type: fc.constant("fail" as const), key }),
    fc.record({ type: fc.constant("forget" as const), key }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 30 }), fc.integer({ min: 1, max: 3 }), async (calls, limit) => {
      const { store, cached } = make(limit);
      const expected = new Map<string, string>();
      const ends: Promise<unknown>[] = [];
      for (const call of calls) {
        switch (call.type) {
          case "get":
            ends.push(cached.get(call.key));
            break;
          case "update": {
            const { text } = call;
            if (text === null) expected.delete(call.key);
            else expected.set(call.key, text);
            ends.push(cached.update(call.key, () => text === null ? undefined : { text }));
            break;
          }
          case "fail":
            ends.push(
              cached.update(call.key, () => {
                throw new Error("no");
              }).catch(() => {}),
            );
            break;
          case "forget":
            ends.push(cached.forget((other) => other === call.key));
        }
      }
      await Promise.all(ends);
      for (const name of ["a", "b", "c"]) {
        const text = expected.get(name);
        assertEquals(await cached.get(name), text === undefined ? undefined : { text });
        assertEquals(store.stored("test")[name], text === undefined ? undefined : { text });
      }
    }),
  );
});
