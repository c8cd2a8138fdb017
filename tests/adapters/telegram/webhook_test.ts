/** What Telegram sends to us: believed only with the secret, and received only when it is in the journal. */
import { assert, assertEquals } from "@std/assert";
import { type BotEvent, logger } from "../../../core/mod.ts";
import { MAX_CONNECTIONS, Webhook } from "../../../adapters/telegram/webhook.ts";
import { settle, TestClock } from "../../support/clock.ts";
import { TestInbox } from "../../support/test_inbox.ts";

const SECRET = "a-secret-of-this-test";

function eventOf({ update_id }: { readonly update_id: number }): BotEvent {
  return {
    kind: "message",
    key: `telegram:1:${update_id}`,
    conversation: { platform: "telegram", chat: "5", kind: "private" },
    sender: { platform: "telegram", user: "5" },
    at: 0,
    id: `${update_id}`,
    text: "x",
    attachments: [],
  };
}

function make() {
  const inbox = new TestInbox();
  const clock = new TestClock();
  return { inbox, clock, webhook: new Webhook({ inbox, clock, log: logger("test"), secret: SECRET, read: eventOf }) };
}

function request(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request("https://bot.test/telegram", {
    method: "POST",
    body,
    headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": SECRET, ...headers },
  });
}

const update = (update_id: number) => request(JSON.stringify({ update_id }));

Deno.test("200 is said only when the update is in the journal", async () => {
  const { inbox, webhook } = make();
  const durable = Promise.withResolvers<void>();
  inbox.answer = async (events) => {
    await durable.promise;
    return events.map(() => "accepted");
  };
  let status: number | undefined;
  const answered = webhook.answer(update(1)).then((response) => status = response.status);
  await settle();
  assertEquals([inbox.events.length, status], [1, undefined]);
  durable.resolve();
  await answered;
  assertEquals(status, 200);
});

Deno.test("closing waits until what was taken is in the journal", async () => {
  const { inbox, webhook } = make();
  const durable = Promise.withResolvers<void>();
  inbox.answer = async (events) => {
    await durable.promise;
    return events.map(() => "accepted");
  };
  const answered = webhook.answer(update(1));
  await settle();
  let isClosed = false;
  const closed = webhook.close().then(() => isClosed = true);
  await settle();
  assertEquals(isClosed, false);
  durable.resolve();
  await closed;
  assertEquals((await answered).status, 200);
});

Deno.test("what the journal refuses is not received, so that Telegram sends it again", async () => {
  const { inbox, webhook } = make();
  inbox.answer = () => Promise.reject(new Error("disk full"));
  const { status } = await webhook.answer(update(1));
  assertEquals(status, 503);
});

Deno.test("what comes at once goes to the journal together, in order", async () => {
  const { inbox, webhook } = make();
  const first = Promise.withResolvers<void>();
  inbox.answer = async (events) => {
    await first.promise;
    return events.map(() => "accepted");
  };
  const answers = [1, 4, 3, 2].map((id) => webhook.answer(update(id)));
  await settle();
  first.resolve();
  assertEquals((await Promise.all(answers)).map(({ status }) => status), [200, 200, 200, 200]);
  assertEquals(inbox.calls.length <= 2, true);
  assertEquals(inbox.calls.at(-1)?.map(({ key }) => key).toSorted(), inbox.calls.at(-1)?.map(({ key }) => key));
});

const bad: readonly (readonly [string, () => Request, number])[] = [
  ["a request without the secret", () => request("{}", { "x-telegram-bot-api-secret-token": "" }), 401],
  ["a wrong secret", () => request(`{"update_id":1}`, { "x-telegram-bot-api-secret-token": `${SECRET}x` }), 401],
  ["another method", () => new Request("https://bot.test/telegram"), 405],
  ["another type", () => request(`{"update_id":1}`, { "content-type": "text/plain" }), 415],
  ["no JSON", () => request("update"), 400],
  ["bytes that are no text", () => request(new Uint8Array([0xff, 0xfe])), 400],
  ["JSON that is no update", () => request(`{"update":1}`), 400],
  ["too much", () => request(`{"update_id":1,"x":"${"x".repeat(1_000_000)}"}`), 413],
];

for (const [what, make_, status] of bad) {
  Deno.test(`${what} is answered with ${status} and hands in nothing`, async () => {
    const { inbox, webhook } = make();
    assertEquals((await webhook.answer(make_())).status, status);
    assertEquals(inbox.calls, []);
  });
}

Deno.test("a body that does not come is given up", async () => {
  const { clock, webhook } = make();
  const answered = webhook.answer(request(new ReadableStream()));
  await clock.advance(10_000);
  assertEquals((await answered).status, 408);
  assertEquals(clock.pending, 0);
});

Deno.test("beyond what may wait, requests are sent away until there is room", async () => {
  const { inbox, webhook } = make();
  const durable = Promise.withResolvers<void>();
  inbox.answer = async (events) => {
    await durable.promise;
    return events.map(() => "accepted");
  };
  const waiting = Array.from({ length: 4 * MAX_CONNECTIONS }, (_, id) => webhook.answer(update(id)));
  const away = await webhook.answer(update(1_000));
  assertEquals([away.status, away.headers.get("retry-after")], [503, "1"]);
  durable.resolve();
  assert((await Promise.all(waiting)).every(({ status }) => status === 200));
  assertEquals((await webhook.answer(update(1_000))).status, 200);
});

Deno.test("a closed webhook takes nothing more, and has handed in what it took", async () => {
  const { inbox, webhook } = make();
  const answered = webhook.answer(update(1));
  await settle();
  await webhook.close();
  assertEquals((await answered).status, 200);
  assertEquals((await webhook.answer(update(2))).status, 503);
  assertEquals(inbox.events.length, 1);
});
