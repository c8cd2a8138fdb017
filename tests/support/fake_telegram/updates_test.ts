import { assertEquals } from "@std/assert";
import { TestClock } from "../clock.ts";
import { FakeTelegram } from "./mod.ts";
import { clientOf, post, refusal } from "./test_client.ts";

function setUp() {
  const clock = new TestClock();
  const telegram = new FakeTelegram({ clock, firstUpdateId: 100 });
  const anna = telegram.user().private;
  return { clock, telegram, anna, api: clientOf(telegram) };
}

const idsOf = (updates: { update_id: number }[]) => updates.map(({ update_id }) => update_id);

Deno.test("getUpdates gives what is not confirmed, again and again, oldest first", async () => {
  const { anna, api, clock } = setUp();
  for (const text of ["a", "b", "c"]) anna.send(text);
  assertEquals(idsOf(await api.getUpdates()), [100, 101, 102]);
  await clock.advance(1_000);
  assertEquals(idsOf(await api.getUpdates()), [100, 101, 102]);
});

Deno.test("an offset confirms everything below it", async () => {
  const { anna, api, telegram } = setUp();
  for (const text of ["a", "b", "c"]) anna.send(text);
  assertEquals(idsOf(await api.getUpdates({ offset: 102 })), [102]);
  assertEquals(telegram.updates.pending, 1);
});

Deno.test("a limit cuts the answer, and one out of 1 to 100 counts as 100", async () => {
  const { anna, api } = setUp();
  for (let number = 0; number < 120; number++) anna.send("x");
  assertEquals((await api.getUpdates({ limit: 3 })).length, 3);
  assertEquals((await api.getUpdates({ offset: 100, limit: 1_000 })).length, 100);
});

Deno.test("a negative offset keeps the newest and forgets the others", async () => {
  const { anna, api, telegram } = setUp();
  for (const text of ["a", "b", "c"]) anna.send(text);
  assertEquals(idsOf(await api.getUpdates({ offset: -1 })), [102]);
  assertEquals(telegram.updates.pending, 1);
});

Deno.test("an offset far beyond the end confirms nothing", async () => {
  const { anna, api } = setUp();
  anna.send("a");
  assertEquals(idsOf(await api.getUpdates({ offset: 5_000 })), [100]);
});

Deno.test("a long poll waits for the next update", async () => {
  const { anna, api, telegram } = setUp();
  const poll = api.getUpdates({ timeout: 30 });
  await telegram.until(() => telegram.updates.isPolled);
  anna.send("a");
  anna.send("b");
  assertEquals(idsOf(await poll), [100, 101]);
});

Deno.test("a long poll ends empty after its timeout", async () => {
  const { api, clock, telegram } = setUp();
  const poll = api.getUpdates({ timeout: 30 });
  await telegram.until(() => telegram.updates.isPolled);
  await clock.advance(29_999);
  assertEquals(telegram.updates.isPolled, true);
  await clock.advance(1);
  assertEquals(await poll, []);
});

Deno.test("polling in a circle with the same offset is slowed down to once in 3 s", async () => {
  const { api, clock, telegram } = setUp();
  assertEquals(await api.getUpdates({ offset: 100 }), []);
  const poll = api.getUpdates({ offset: 100 });
  await telegram.until(() => telegram.updates.isPolled);
  await clock.advance(3_000);
  assertEquals(await poll, []);
});

Deno.test("a second poller ends the first with 409", async () => {
  const { anna, api, telegram } = setUp();
  const first = refusal(api.getUpdates({ timeout: 30 }));
  await telegram.until(() => telegram.updates.isPolled);
  const second = api.getUpdates({ timeout: 30 });
  const { error_code, description } = await first;
  assertEquals([error_code, description], [
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
  ]);
  anna.send("a");
  assertEquals((await second).length, 1);
});

Deno.test("of pollers that go on fighting, one is told only every 3 s", async () => {
  const { api, clock, telegram } = setUp();
  const told: number[] = [];
  const fight = async (): Promise<void> => {
    await refusal(api.getUpdates({ timeout: 30 }));
    told.push(clock.monotonic());
  };
  const fights = [];
  for (let number = 0; number < 3; number++) {
    fights.push(fight());
    await clock.advance(100);
  }
  const last = api.getUpdates({ timeout: 30 });
  await clock.advance(3_500);
  await Promise.all(fights);
  assertEquals(told, [100, 3_200, 3_300]);
  await clock.advance(30_000);
  assertEquals([await last, clock.pending], [[], 0]);
  assertEquals(telegram.updates.isPolled, false);
});

Deno.test("a poller that went away loses nothing", async () => {
  const { anna, api, telegram } = setUp();
  const leaving = new AbortController();
  const poll = post(telegram, "getUpdates", { timeout: 30 }, leaving.signal).catch(() => "gone");
  await telegram.until(() => telegram.updates.isPolled);
  leaving.abort();
  assertEquals(await poll, "gone");
  await telegram.until(() => !telegram.updates.isPolled);
  anna.send("a");
  assertEquals(idsOf(await api.getUpdates({ offset: 1 })), [100]);
});

Deno.test("kinds that the bot did not ask for are not kept for it", async () => {
  const { anna, api } = setUp();
  assertEquals(await api.getUpdates({ allowed_updates: ["callback_query"] }), []);
  const message = anna.send("a");
  anna.pressData(message, "x");
  assertEquals((await api.getUpdates({ offset: 1 })).map((update) => Object.keys(update)[1]), ["callback_query"]);
});

Deno.test("a webhook keeps getUpdates out, and ends a poll", async () => {
  const { api, telegram } = setUp();
  const poll = refusal(api.getUpdates({ timeout: 30 }));
  await telegram.until(() => telegram.updates.isPolled);
  await api.setWebhook("https://bot.test/hook");
  assertEquals((await poll).description, "Conflict: terminated by setWebhook request");
  assertEquals(
    (await refusal(api.getUpdates())).description,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  );
});
