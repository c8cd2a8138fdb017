import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { settle, TestClock } from "../clock.ts";
import { FakeTelegram, type Fault, type FaultRule } from "./mod.ts";
import { clientOf, post, refusal } from "./test_client.ts";

/** Sends a message in a stream, which Deno's `fetch` never sends again by itself. */
function send(telegram: FakeTelegram, chat: number, text = "x"): Promise<Response> {
  const bytes = new TextEncoder().encode(JSON.stringify({ chat_id: chat, text }));
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  const headers = { "content-type": "application/json", "content-length": String(bytes.length) };
  return fetch(`${telegram.root}/bot${telegram.token}/sendMessage`, { method: "POST", headers, body });
}

async function start() {
  const telegram = await FakeTelegram.start({ limits: {} });
  return { telegram, chat: telegram.user().private.chat };
}

for (const isRecorded of [false, true]) {
  for (const gently of [false, true]) {
    for (const connection of ["fresh", "reused"] as const) {
      const what = `${gently ? "closed" : "reset"} ${isRecorded ? "after" : "before"} the message was taken`;
      Deno.test(`a ${connection} connection is ${what}`, async () => {
        const { telegram, chat } = await start();
        await using _ = telegram;
        if (connection === "reused") await (await send(telegram, chat.id)).body?.cancel();
        const before = chat.fromBot.length;
        telegram.faults.add({ fault: { kind: "reset", recorded: isRecorded, gently }, connection, times: 1 });
        const error = await assertRejects(() => send(telegram, chat.id), TypeError);
        const reason = error.cause instanceof Error ? error.cause.message : "";
        assert(reason.includes(gently ? "connection closed before message completed" : "Connection reset"), reason);
        assertEquals(chat.fromBot.length - before, isRecorded ? 1 : 0);
        const call = telegram.calls[telegram.calls.length - 1];
        assertEquals([call.isRecorded, call.outcome, call.isReused], [isRecorded, "lost", connection === "reused"]);
        assertEquals((await (await send(telegram, chat.id)).json()).ok, true);
      });
    }
  }
}

Deno.test("the body of an answer ends in the middle, with the connection", async () => {
  const { telegram, chat } = await start();
  await using _ = telegram;
  telegram.faults.add({ fault: { kind: "truncated" }, times: 1 });
  const response = await send(telegram, chat.id);
  await assertRejects(() => response.text(), TypeError);
  assertEquals(chat.fromBot.length, 1);
});

Deno.test("while it is down connections are refused, and up again it has its port", async () => {
  const { telegram, chat } = await start();
  await using _ = telegram;
  const { root } = telegram;
  // Nothing was sent before: on a connection that is kept from then, the platform may find only later that it was closed.
  await telegram.down();
  const error = await assertRejects(() => send(telegram, chat.id), TypeError);
  assert(error.cause instanceof Error && error.cause.message.includes("client error (Connect)"));
  await telegram.up();
  assertEquals(telegram.root, root);
  assertEquals((await (await send(telegram, chat.id)).json()).ok, true);
});

Deno.test("connections that wait can be reset, and the next call comes on a new one", async () => {
  await using telegram = await FakeTelegram.start();
  const getMe = async (): Promise<unknown> => (await fetch(`${telegram.root}/bot${telegram.token}/getMe`)).json();
  await getMe();
  await getMe();
  assertEquals([telegram.server.accepted, telegram.server.connected], [1, 1]);
  telegram.server.dropIdle();
  while (telegram.server.connected > 0) await settle();
  await getMe();
  assertEquals([telegram.server.accepted, telegram.callsOf("getMe").map(({ isReused }) => isReused)], [
    2,
    [false, true, false],
  ]);
});

Deno.test("frozen it takes connections and says nothing, and goes on when it thaws", async () => {
  const { telegram, chat } = await start();
  await using _ = telegram;
  telegram.server.freeze();
  let isAnswered = false;
  const sending = send(telegram, chat.id).then((response) => {
    isAnswered = true;
    return response.json();
  });
  while (telegram.server.accepted === 0) await settle();
  await settle();
  assertEquals([isAnswered, telegram.calls.length], [false, 0]);
  telegram.server.thaw();
  assertEquals((await sending).ok, true);
});

const inProcess = (rule: FaultRule) => {
  const clock = new TestClock();
  const telegram = new FakeTelegram({ clock, limits: {} });
  telegram.faults.add(rule);
  return { clock, telegram, api: clientOf(telegram), chat: telegram.user().private.chat };
};

for (
  const [what, fault, status, text] of [
    ["429", { kind: "flood", retryAfter: 7 }, 429, `"retry_after":7`],
    ["500", { kind: "status", code: 500 }, 500, "Internal Server Error"],
    ["502 as a page", { kind: "status", code: 502, html: true }, 502, "<h1>502 Bad Gateway</h1>"],
    ["401", { kind: "status", code: 401 }, 401, "Unauthorized"],
    ["garbage", { kind: "garbage" }, 200, `{"ok":true,"result":`],
  ] satisfies [string, Fault, number, string][]
) {
  Deno.test(`a call can be answered by ${what}`, async () => {
    const { telegram, chat } = inProcess({ fault, times: 1 });
    const address = `https://telegram.test/bot${telegram.token}/sendMessage?chat_id=${chat.id}&text=x`;
    const response = await telegram.fetch(address);
    assertEquals(response.status, status);
    assert((await response.text()).includes(text));
    assertEquals(chat.fromBot.length, fault.kind === "garbage" ? 1 : 0);
  });
}

Deno.test("without a network, a call that is given up while its answer drips in rejects as with fetch", async () => {
  const { telegram } = inProcess({ fault: { kind: "drip", every: 1_000 } });
  const call = new AbortController();
  const response = await telegram.fetch(`https://telegram.test/bot${telegram.token}/getMe`, { signal: call.signal });
  const read = response.text();
  call.abort();
  await assertRejects(() => read, DOMException);
});

Deno.test("without a network, what would break a connection rejects as fetch does", async () => {
  for (const fault of [{ kind: "reset", recorded: true }, { kind: "truncated" }] satisfies Fault[]) {
    const { telegram, chat } = inProcess({ fault });
    const address = `https://telegram.test/bot${telegram.token}/sendMessage?chat_id=${chat.id}&text=x`;
    await assertRejects(async () => await (await telegram.fetch(address)).text(), TypeError);
    assertEquals(chat.fromBot.length, 1);
  }
  const { telegram, api } = inProcess({ fault: { kind: "garbage" } });
  await telegram.down();
  await assertRejects(() => api.getMe());
  assertEquals(telegram.calls.length, 0);
});

Deno.test("a slow reply comes after its time, a hanging one never", async () => {
  const { clock, api, chat } = inProcess({ fault: { kind: "slow", delay: 5_000 }, times: 1 });
  let isAnswered = false;
  const sending = api.sendMessage(chat.id, "x").then(() => isAnswered = true);
  await chat.next();
  await clock.advance(4_999);
  assertEquals(isAnswered, false);
  await clock.advance(1);
  await sending;

  const hanging = inProcess({ fault: { kind: "hang", recorded: false } });
  const giveUp = new AbortController();
  const call = post(hanging.telegram, "sendMessage", { chat_id: hanging.chat.id, text: "x" }, giveUp.signal);
  await hanging.telegram.nextCall(({ outcome }) => outcome === "lost");
  giveUp.abort();
  await assertRejects(() => call);
  assertEquals(hanging.chat.fromBot.length, 0);
});

Deno.test("a flood of the whole bot refuses all that comes after", async () => {
  const { api, telegram, chat } = inProcess({ fault: { kind: "flood", retryAfter: 2, wholeBot: true }, times: 1 });
  assertEquals((await refusal(api.sendMessage(chat.id, "x"))).parameters, { retry_after: 2 });
  assertEquals((await refusal(api.sendMessage(telegram.user().id, "x"))).parameters, { retry_after: 2 });
});

Deno.test("a rule strikes only its method and chat, after so many calls, so many times", async () => {
  const telegram = new FakeTelegram({ limits: {} });
  const api = clientOf(telegram);
  const [anna, boris] = [telegram.user(), telegram.user()];
  telegram.faults.add({
    fault: { kind: "status", code: 500 },
    method: "sendMessage",
    chat: anna.id,
    skip: 1,
    times: 1,
  });
  await api.sendChatAction(anna.id, "typing");
  for (const id of [boris.id, anna.id, boris.id]) await api.sendMessage(id, "x");
  assertEquals((await refusal(api.sendMessage(anna.id, "x"))).error_code, 500);
  await api.sendMessage(anna.id, "x");
});

Deno.test("polls stay whole unless a rule names them, and a rule can be ended", async () => {
  const telegram = new FakeTelegram();
  const api = clientOf(telegram);
  telegram.user().private.send("Hi");
  telegram.faults.add({ fault: { kind: "status", code: 500 } });
  assertEquals((await api.getUpdates()).length, 1);
  const end = telegram.faults.add({ fault: { kind: "status", code: 409 }, method: "getUpdates" });
  assertEquals((await refusal(api.getUpdates())).error_code, 409);
  end();
  assertEquals((await api.getUpdates()).length, 1);
});

Deno.test("the same seed gives the same faults by chance", async () => {
  const outcomes = async (seed: number) => {
    const telegram = new FakeTelegram({ limits: {}, seed });
    telegram.faults.add({ fault: { kind: "status", code: 500 }, probability: 0.3 });
    const { id } = telegram.user();
    for (let number = 0; number < 50; number++) await clientOf(telegram).sendMessage(id, "x").catch(() => {});
    return telegram.calls.map(({ outcome }) => outcome);
  };
  const first = await outcomes(7);
  assertEquals(first, await outcomes(7));
  assert(first.includes("ok") && first.includes(500));
});

Deno.test("whatever goes wrong, the log says what was carried out and what its caller heard", async () => {
  const faults = fc.array(
    fc.constantFrom<Fault | undefined>(
      undefined,
      { kind: "flood", retryAfter: 1 },
      { kind: "status", code: 500 },
      { kind: "status", code: 502, html: true, recorded: true },
      { kind: "reset", recorded: true },
      { kind: "reset", recorded: false },
      { kind: "truncated" },
      { kind: "garbage" },
    ),
    { maxLength: 12 },
  );
  await fc.assert(fc.asyncProperty(faults, async (wanted) => {
    const telegram = new FakeTelegram({ limits: {} });
    const { chat } = telegram.user().private;
    const heard: boolean[] = [];
    for (const fault of wanted) {
      const end = fault && telegram.faults.add({ fault });
      const answer = post(telegram, "sendMessage", { chat_id: chat.id, text: "x" });
      heard.push(await answer.then((body) => JSON.stringify(body).startsWith(`{"ok":true`), () => false));
      end?.();
    }
    assertEquals(chat.fromBot.length, telegram.calls.filter(({ isRecorded }) => isRecorded).length);
    telegram.calls.forEach(({ isRecorded, fault }, index) => {
      assert(!heard[index] || isRecorded);
      if (fault === undefined) assert(heard[index]);
    });
  }));
});
