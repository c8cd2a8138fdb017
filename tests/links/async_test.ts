import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import {
  abortable,
  deadline,
  debounce,
  type DebouncedFunction,
  Lazy,
  pooledMap,
  retry,
  RetryError,
  tee,
} from "@std/async";
import { delay } from "@std/async/delay";
import { FakeTime } from "@std/testing/time";

Deno.test("the functions have the types of the original, not any", async () => {
  // @ts-expect-error milliseconds are a number
  await assertRejects(() => delay("1", { signal: AbortSignal.abort(new Error("no")) }), Error, "no");
  const debounced: DebouncedFunction<[number]> = debounce((n: number) => n, 10);
  // @ts-expect-error it takes one number
  assertEquals(debounced.pending, typeof debounced === "string" && debounced(1, 2));
});

Deno.test("delay waits in fake time, as its timers are those of the global scope", async () => {
  using time = new FakeTime();
  let done = false;
  const waiting = delay(5000).then(() => done = true);
  time.tick(4999);
  await time.runMicrotasks();
  assertEquals(done, false);
  time.tick(1);
  await waiting;
  assertEquals(done, true);
});

Deno.test("delay waits longer than one timer can", async () => {
  using time = new FakeTime();
  const month = 31 * 24 * 3_600_000;
  let done = false;
  const waiting = delay(month).then(() => done = true);
  await time.tickAsync(month - 1);
  await time.runMicrotasks();
  assertEquals(done, false);
  await time.tickAsync(1);
  await waiting;
  assertEquals(done, true);
});

Deno.test("deadline rejects with a TimeoutError when the time is up", async () => {
  using time = new FakeTime();
  const waiting = assertRejects(() => deadline(new Promise(() => {}), 100), DOMException, "Signal timed out.");
  await time.tickAsync(100);
  assertEquals((await waiting).name, "TimeoutError");
});

Deno.test("retry calls again until it succeeds", async () => {
  using time = new FakeTime();
  let attempts = 0;
  const result = retry(() => {
    if (++attempts < 3) throw new Error("not yet");
    return attempts;
  });
  await time.runAllAsync();
  await time.runAllAsync();
  assertEquals(await result, 3);
});

Deno.test("retry gives the last error as the cause when the attempts are used up", async () => {
  const last = new Error("always");
  const error = await assertRejects(() => retry(() => Promise.reject(last), { maxAttempts: 1 }), RetryError);
  assertStrictEquals(error.cause, last);
});

Deno.test("abortable rejects with the signal's reason", async () => {
  const reason = new Error("enough");
  assertStrictEquals(await assertRejects(() => abortable(new Promise(() => {}), AbortSignal.abort(reason))), reason);
});

Deno.test("pooledMap keeps the order of its input", async () => {
  const results = pooledMap(2, [3, 1, 2], (n) => Promise.resolve(n * 10));
  assertEquals(await Array.fromAsync(results), [30, 10, 20]);
});

Deno.test("tee gives every branch all items", async () => {
  const [left, right] = tee(ReadableStream.from([1, 2, 3]));
  assertEquals([await Array.fromAsync(left), await Array.fromAsync(right)], [[1, 2, 3], [1, 2, 3]]);
});

Deno.test("Lazy makes its value once", async () => {
  let made = 0;
  const lazy = new Lazy(() => ++made);
  assertEquals([await lazy.get(), await lazy.get(), lazy.peek()], [1, 1, { ok: true, value: 1 }]);
});
