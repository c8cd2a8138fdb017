import { assertEquals } from "@std/assert";
import { settle, TestClock } from "../clock.ts";
import { FakeTelegram } from "./mod.ts";
import { clientOf, refusal } from "./test_client.ts";

interface Received {
  readonly text: string;
  readonly at: number;
  readonly secret: string | null;
}

/** A fake Telegram whose webhook is answered by `answer`. */
async function setUp(answer: (text: string, call: number) => Response | Promise<Response>) {
  const clock = new TestClock();
  const received: Received[] = [];
  const telegram = new FakeTelegram({
    clock,
    limits: {},
    webhookFetch: async (input, init) => {
      const request = new Request(input, init);
      const { message } = await request.json();
      const secret = request.headers.get("x-telegram-bot-api-secret-token");
      received.push({ text: message.text, at: clock.monotonic(), secret });
      return answer(message.text, received.length);
    },
  });
  const api = clientOf(telegram);
  await api.setWebhook("https://bot.test/hook", { secret_token: "s-1" });
  return { telegram, api, clock, received, anna: telegram.user().private, boris: telegram.user().private };
}

Deno.test("updates come to the webhook one after the other, with the secret token", async () => {
  const { anna, received, telegram } = await setUp(() => new Response());
  anna.send("a");
  anna.send("b");
  await telegram.idle();
  assertEquals(received.map(({ text, secret }) => [text, secret]), [["a", "s-1"], ["b", "s-1"]]);
  assertEquals(telegram.updates.pending, 0);
});

Deno.test("an update that fails comes again at once, then later and later, and holds up its chat only", async () => {
  const { anna, boris, clock, received, telegram } = await setUp((text, call) =>
    new Response("", { status: text === "a" && call < 6 ? 500 : 200 })
  );
  anna.send("a");
  anna.send("b");
  boris.send("c");
  await clock.advance(60_000);
  await telegram.idle();
  assertEquals(received.filter(({ text }) => text === "a").map(({ at }) => at), [0, 0, 2_000, 6_000, 14_000]);
  assertEquals(received.find(({ text }) => text === "c")?.at, 0);
  assertEquals(received.find(({ text }) => text === "b")?.at, 14_000);
});

Deno.test("a webhook that answers retry-after is left alone for so long", async () => {
  const { anna, clock, received } = await setUp((_, call) =>
    call === 1 ? new Response("", { status: 503, headers: { "retry-after": "30" } }) : new Response()
  );
  anna.send("a");
  await clock.advance(29_000);
  assertEquals(received.length, 1);
  await clock.advance(1_000);
  assertEquals(received.length, 2);
});

Deno.test("a method in the answer is carried out", async () => {
  const { anna } = await setUp((text) =>
    Response.json({ method: "sendMessage", chat_id: anna.chat.id, text: `You said ${text}` })
  );
  anna.send("a");
  assertEquals((await anna.next()).text, "You said a");
});

Deno.test("getWebhookInfo tells the address, what waits, and the last error", async () => {
  const { anna, api } = await setUp(() => new Response("", { status: 500 }));
  anna.send("a");
  await settle();
  await settle();
  const { url, pending_update_count, last_error_message } = await api.getWebhookInfo();
  assertEquals([url, pending_update_count], ["https://bot.test/hook", 1]);
  assertEquals(last_error_message, "Wrong response from the webhook: 500");
});

Deno.test("after deleteWebhook what waits is polled, or dropped if wanted", async () => {
  const { anna, api } = await setUp(() => new Response("", { status: 500 }));
  anna.send("a");
  await api.deleteWebhook();
  assertEquals((await api.getUpdates()).length, 1);
  await api.deleteWebhook({ drop_pending_updates: true });
  assertEquals((await api.getWebhookInfo()).pending_update_count, 0);
});

Deno.test("a webhook needs https and a plain secret", async () => {
  const { api } = await setUp(() => new Response());
  assertEquals(
    (await refusal(api.setWebhook("http://bot.test/hook"))).description,
    "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
  );
  assertEquals(
    (await refusal(api.setWebhook("https://bot.test/hook", { secret_token: "a b" }))).description,
    "Bad Request: secret token contains unallowed characters",
  );
});
