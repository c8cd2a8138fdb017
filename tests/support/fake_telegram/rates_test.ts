import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { FakeTelegram } from "./mod.ts";
import { TestClock } from "../clock.ts";
import { documentedLimits, Rates } from "./rates.ts";
import { TelegramError } from "./telegram_error.ts";
import { clientOf, refusal } from "./test_client.ts";

/** Whether so many messages to a chat are let through. */
function isAdmitted(rates: Rates, chat: number, isPrivate = true): boolean {
  try {
    rates.admit(chat, isPrivate);
    return true;
  } catch (error) {
    if (error instanceof TelegramError) return false;
    throw error;
  }
}

Deno.test("a private chat takes a burst, then one message a second", () => {
  let now = 0;
  const rates = new Rates(documentedLimits, () => now);
  const admitted: number[] = [];
  for (; now <= 5_000; now += 100) if (isAdmitted(rates, 1)) admitted.push(now);
  assertEquals(admitted, [0, 100, 200, 1_000, 2_000, 3_000, 4_000, 5_000]);
});

Deno.test("a group takes 20 messages in any minute", () => {
  let now = 0;
  const rates = new Rates(documentedLimits, () => now);
  let admitted = 0;
  for (; now < 60_000; now += 1_000) if (isAdmitted(rates, -1, false)) admitted++;
  assertEquals(admitted, 20);
  assertEquals(isAdmitted(rates, -1, false), true);
});

Deno.test("an album counts as its messages", () => {
  const rates = new Rates({ group: { messages: 20, per: 60_000 } }, () => 0);
  rates.admit(-1, false, 10);
  rates.admit(-1, false, 10);
  assertThrows(() => rates.admit(-1, false, 1), TelegramError, "retry after 60");
});

Deno.test("never more than the limit is let through in any sliding second, and who waits as told gets through", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 200 });
  fc.assert(fc.property(gaps, (waits) => {
    let now = 0;
    const rates = new Rates({ bot: { messages: 5, per: 1_000 } }, () => now);
    const admitted: number[] = [];
    for (const wait of waits) {
      now += wait;
      if (isAdmitted(rates, 1)) admitted.push(now);
      else {
        const { retryAfter } = rates.violations[rates.violations.length - 1];
        const saved = now;
        now += retryAfter * 1_000;
        assert(isAdmitted(new Rates({ bot: { messages: 5, per: 1_000 } }, () => now), 1));
        now = saved;
      }
    }
    admitted.forEach((at, index) => assert(index < 5 || at - admitted[index - 5] >= 1_000));
  }));
});

Deno.test("what arrived is counted, refused or not, and the peak of any window told", () => {
  let now = 0;
  const rates = new Rates({ bot: { messages: 2, per: 1_000 } }, () => now);
  for (const at of [0, 500, 999, 1_000, 3_000]) {
    now = at;
    isAdmitted(rates, at === 3_000 ? 2 : 1);
  }
  assertEquals([rates.peak(1_000), rates.peak(10), rates.peak(10_000), rates.peak(1_000, 2)], [3, 2, 5, 1]);
  assertEquals(rates.violations.map(({ at, limit }) => [at, limit]), [[999, "bot"]]);
});

Deno.test("a message over the limit is answered 429 with the seconds to wait", async () => {
  const telegram = new FakeTelegram({ clock: new TestClock(), limits: { bot: { messages: 1, per: 4_000 } } });
  const api = clientOf(telegram);
  const { id } = telegram.user();
  await api.sendMessage(id, "one");
  const { error_code, description, parameters } = await refusal(api.sendMessage(id, "two"));
  assertEquals([error_code, description, parameters], [429, "Too Many Requests: retry after 4", { retry_after: 4 }]);
  assertEquals(telegram.rates.violations.length, 1);
});

Deno.test("a ban refuses every call of the bot until it is over, but polls go on", async () => {
  const clock = new TestClock();
  const telegram = new FakeTelegram({ clock });
  const api = clientOf(telegram);
  const anna = telegram.user();
  telegram.rates.ban(2);
  assertEquals((await refusal(api.sendMessage(anna.id, "x"))).parameters, { retry_after: 2 });
  await clock.advance(1_500);
  assertEquals((await refusal(api.getMe())).parameters, { retry_after: 1 });
  anna.private.send("Hi");
  assertEquals((await api.getUpdates()).length, 1);
  await clock.advance(500);
  await api.sendMessage(anna.id, "x");
});

Deno.test("a chat can be banned alone", async () => {
  const telegram = new FakeTelegram({ clock: new TestClock() });
  const api = clientOf(telegram);
  const [anna, boris] = [telegram.user(), telegram.user()];
  telegram.rates.ban(2, anna.id);
  await api.sendMessage(boris.id, "x");
  assertEquals((await refusal(api.sendMessage(anna.id, "x"))).error_code, 429);
});
