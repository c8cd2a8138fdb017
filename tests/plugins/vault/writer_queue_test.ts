import { assertEquals, assertRejects } from "@std/assert";
import { WriterQueue } from "../../../plugins/vault/writer_queue.ts";

Deno.test("writers take turns in the order in which they came, and a failing one holds up none", async () => {
  const queue = new WriterQueue();
  const seen: string[] = [];
  const job = (name: string, fail = false) => async () => {
    seen.push(`${name} begins`);
    await Promise.resolve();
    seen.push(`${name} ends`);
    if (fail) throw new Error(name);
    return name;
  };
  const jobs = [queue.run(job("a")), queue.run(job("b", true)), queue.run(job("c"))] as const;
  await assertRejects(() => jobs[1], Error, "b");
  assertEquals([await jobs[0], await jobs[2]], ["a", "c"]);
  assertEquals(seen, ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});

Deno.test("a queue is idle when its last writer has ended", async () => {
  const queue = new WriterQueue();
  let ended = false;
  void queue.run(async () => {
    await Promise.resolve();
    ended = true;
  });
  await queue.idle();
  assertEquals(ended, true);
});
