/** What each account may have of the model. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { endlessText, status } from "../../support/fake_openai/mod.ts";
import { TestClock } from "../../support/clock.ts";
import { TestFolder } from "../../support/folder.ts";
import { failureIn, ModelOverFake, USE } from "./model_over_fake.ts";
import type { ModelUse } from "../../../plugins/model/mod.ts";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";

const BEN: ModelUse = { account: "ben", purpose: "note" };

Deno.test("beyond its calls a minute an account is refused, and told from when on it is not", async () => {
  await using desk = await ModelOverFake.make({ settings: { callsPerMinute: 2 } });
  await desk.ask("One.");
  await desk.clock.advance(10_000);
  await desk.ask("Two.");
  const { code, retryAt } = await failureIn(desk.ask("Three."));
  assertEquals({ code, wait: (retryAt ?? 0) - desk.clock.now() }, { code: "limit", wait: 50_000 });
  assertEquals(desk.fake.requests.length, 2);
  await desk.clock.advance(49_999);
  assertEquals((await failureIn(desk.ask("Three."))).code, "limit");
  await desk.clock.advance(1);
  assertEquals(await desk.ask("Three."), "OK");
});

Deno.test("what one account uses is nothing to another", async () => {
  await using desk = await ModelOverFake.make({ settings: { callsPerMinute: 1, tokensPerDay: 10 } });
  desk.fake.answer = () => ({ text: "OK", usage: { prompt: 10, completion: 1 } });
  await desk.ask("One.");
  assertEquals((await failureIn(desk.ask("Two."))).code, "limit");
  assertEquals(await desk.ask("One.", undefined, BEN), "OK");
  assertEquals((await desk.model.usage("ben")).tokens, 11);
});

Deno.test("an account that has used up the tokens of its day is refused until the next", async () => {
  const clock = new TestClock(new Date(2026, 0, 1, 22).getTime());
  await using desk = await ModelOverFake.make({ settings: { tokensPerDay: 100 }, clock });
  desk.fake.answer = () => ({ text: "OK", usage: { prompt: 90, completion: 20 } });
  await desk.ask("One.");
  const { code, retryAt } = await failureIn(desk.ask("Two."));
  assertEquals({ code, retryAt }, { code: "limit", retryAt: new Date(2026, 0, 2).getTime() });
  await clock.advance((retryAt ?? 0) - clock.now());
  assertEquals(await desk.ask("Two."), "OK");
  assertEquals((await desk.model.usage("anna")).tokens, 110);
});

Deno.test("a restart does not begin the day anew", async () => {
  await using folder = await TestFolder.make();
  const path = folder.join("portico.db");
  const clock = new TestClock();
  const open = () => SqliteStore.open({ path, clock, sync: (log) => Promise.resolve(log.syncDataSync()) });
  const settings = { tokensPerDay: 100 };
  {
    await using desk = await ModelOverFake.make({ settings, clock, store: await open() });
    desk.fake.answer = () => ({ text: "OK", usage: { prompt: 90, completion: 20 } });
    await desk.ask("One.");
  }
  {
    await using desk = await ModelOverFake.make({ settings, clock, store: await open() });
    assertEquals((await failureIn(desk.ask("Two."))).code, "limit");
    assertEquals((await desk.model.usage("anna")).purposes, { ask: 110 });
  }
});

Deno.test("a call that never reached the endpoint uses no tokens", async () => {
  await using desk = await ModelOverFake.make({ settings: { attempts: 1 } });
  desk.fake.queue(status(401));
  await failureIn(desk.ask("Hello?"));
  assertEquals((await desk.model.usage("anna")).tokens, 0);
});

Deno.test("prompts under way count, so that calls side by side do not pass the limit together", async () => {
  await using desk = await ModelOverFake.make({ settings: { tokensPerDay: 1_000 } });
  desk.fake.answer = () => ({ text: endlessText() });
  const prompt = "word ".repeat(300);
  const model = await desk.language();
  const calls = Array.from(
    { length: 10 },
    () =>
      model.doStream({ prompt: [{ role: "user", content: [{ type: "text", text: prompt }] }] }).then(({ stream }) =>
        stream
      ),
  );
  const begun = await Promise.allSettled(calls);
  assertEquals(begun.filter(({ status }) => status === "fulfilled").length, 3);
  for (const call of begun) if (call.status === "fulfilled") await call.value.cancel();
});

Deno.test("no minute holds more calls than it may, and no call begins once the day's tokens are used", async () => {
  const step = fc.record({
    wait: fc.integer({ min: 0, max: 40_000 }),
    account: fc.constantFrom("anna", "ben"),
    prompt: fc.integer({ min: 1, max: 400 }),
  });
  const settings = fc.record({
    callsPerMinute: fc.integer({ min: 1, max: 5 }),
    tokensPerDay: fc.integer({ min: 1, max: 2_000 }),
  });
  const property = fc.asyncProperty(settings, fc.array(step, { maxLength: 40 }), async (settings, steps) => {
    await using desk = await ModelOverFake.make({ settings });
    const begun: Record<string, number[]> = { anna: [], ben: [] };
    const used: Record<string, number> = { anna: 0, ben: 0 };
    for (const { wait, account, prompt } of steps) {
      await desk.clock.advance(wait);
      desk.fake.answer = () => ({ text: "OK", usage: { prompt, completion: 1 } });
      const before = desk.fake.requests.length;
      const now = desk.clock.monotonic();
      const recent = begun[account].filter((at) => at > now - 60_000);
      const outcome = await desk.ask("x", undefined, { account, purpose: USE.purpose }).catch((error) => error.code);
      const mayBegin = recent.length < settings.callsPerMinute && used[account] < settings.tokensPerDay;
      assertEquals(outcome, mayBegin ? "OK" : "limit");
      if (desk.fake.requests.length === before) continue;
      begun[account].push(now);
      used[account] += prompt + 1;
      assertEquals((await desk.model.usage(account)).tokens, used[account]);
      assert((await desk.model.usage(account)).calls <= settings.callsPerMinute);
    }
  });
  await fc.assert(property, { numRuns: 30 });
});

Deno.test("a wall clock that is set forth and back gives the tokens of a day no third time", async () => {
  const noon = new Date(2026, 0, 1, 12).getTime();
  const clock = new TestClock(noon);
  await using desk = await ModelOverFake.make({ settings: { tokensPerDay: 100 }, clock });
  desk.fake.answer = () => ({ text: "OK", usage: { prompt: 90, completion: 20 } });
  await desk.ask("One.");
  clock.setWall(new Date(2026, 0, 2, 12).getTime());
  await desk.ask("Two."); // it is tomorrow, for all one can know
  for (const day of [1, 2, 1, 2]) {
    clock.setWall(new Date(2026, 0, day, 13).getTime());
    assertEquals((await failureIn(desk.ask("Three."))).code, "limit", `on day ${day}`);
  }
  clock.setWall(new Date(2026, 0, 3, 12).getTime());
  assertEquals(await desk.ask("Three."), "OK");
});
