/** Calls of the Bot API: never twice, with errors that say what is known and nothing that is secret. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  ChatMigrated,
  ChatUnreachable,
  DeliveryUnknown,
  MarkupRejected,
  NotSent,
  PorticoError,
  RateLimited,
  Rejected,
  SystemClock,
  Unchanged,
} from "../../../core/mod.ts";
import { TelegramApi } from "../../../adapters/telegram/telegram_api.ts";
import { InputFile } from "grammy/web";
import { settle, TestClock } from "../../support/clock.ts";
import { MachineClock } from "../../support/machine_clock.ts";
import { RawHttpServer } from "../../support/raw_http.ts";

const TOKEN = "123456:a-secret-token-of-this-test";
const OK = { ok: true, result: { message_id: 1 } };

function apiOf(answer: () => Response | Promise<Response>, clock = new TestClock()): TelegramApi {
  return new TelegramApi({
    token: TOKEN,
    apiRoot: "https://api.test",
    clock,
    fetch: async (_, init) => {
      if (init?.body instanceof ReadableStream) await new Response(init.body).text();
      return await answer();
    },
  });
}

function refusing(error_code: number, description: string, parameters?: object): TelegramApi {
  return apiOf(() => Response.json({ ok: false, error_code, description, parameters }, { status: error_code }));
}

const message = { chat_id: "5", text: "private words" };

Deno.test("a message is sent once, also when a connection that was used before closes after it was received", async () => {
  await using server = new RawHttpServer((index) => index === 1 ? "close" : "answer", OK);
  const api = new TelegramApi({ token: TOKEN, apiRoot: server.root, clock: new SystemClock() });
  await api.call("sendMessage", { chat_id: "5", text: "first" });
  await assertRejects(() => api.call("sendMessage", { chat_id: "5", text: "second" }), DeliveryUnknown);
  assertEquals(server.requests.map(({ connection }) => connection), [0, 0], "the second one reused the connection");
  assertEquals(server.requests.map(({ body }) => JSON.parse(body).text), ["first", "second"]);
});

Deno.test("a file is sent once, also when a connection that was used before closes after it was received", async () => {
  await using server = new RawHttpServer((index) => index === 1 ? "close" : "answer", OK);
  const api = new TelegramApi({ token: TOKEN, apiRoot: server.root, clock: new SystemClock() });
  await api.call("sendMessage", { chat_id: "5", text: "first" });
  const document = new InputFile(new TextEncoder().encode("the file"), "a.txt");
  await assertRejects(() => api.call("sendDocument", { chat_id: "5", document }), DeliveryUnknown);
  assertEquals(server.requests.map(({ connection }) => connection), [0, 0]);
});

Deno.test("the platform itself would send a message twice", async () => {
  await using server = new RawHttpServer((index) => index === 1 ? "close" : "answer", OK);
  const post = (body: string) => fetch(server.root, { method: "POST", body }).then((response) => response.text());
  await post("first");
  await post("second"); // when this fails, the stream in our fetch is not needed any more
  assertEquals(server.requests.map(({ body }) => body), ["first", "second", "second"]);
});

Deno.test("a connection that nobody takes is NotSent", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const api = new TelegramApi({ token: TOKEN, apiRoot: `http://127.0.0.1:${port}`, clock: new SystemClock() });
  await assertRejects(() => api.call("sendMessage", message), NotSent);
});

Deno.test("what is not answered in time is aborted and unknown", async () => {
  const clock = new TestClock();
  let aborted = false;
  const api = new TelegramApi({
    token: TOKEN,
    apiRoot: "https://api.test",
    clock,
    fetch: (_, init) =>
      new Promise((_, reject) =>
        init?.signal?.addEventListener("abort", () => {
          aborted = true;
          reject(new DOMException("aborted", "AbortError"));
        })
      ),
  });
  const sent = assertRejects(() => api.call("sendMessage", message, { timeout: 5_000 }), DeliveryUnknown);
  await clock.advance(4_999);
  assert(!aborted);
  await clock.advance(1);
  await sent;
  assert(aborted);
  assertEquals(clock.pending, 0);
});

Deno.test("what is given up before it begins was not sent", async () => {
  const api = apiOf(() => Response.json(OK));
  await assertRejects(() => api.call("sendMessage", message, { signal: AbortSignal.abort() }), NotSent);
});

const refusals: readonly (readonly [number, string, abstract new (...args: never[]) => PorticoError])[] = [
  [500, "Internal Server Error", DeliveryUnknown],
  [403, "Forbidden: bot was blocked by the user", ChatUnreachable],
  [403, "Forbidden: user is deactivated", ChatUnreachable],
  [400, "Bad Request: chat not found", ChatUnreachable],
  [400, "Bad Request: can't parse entities: unclosed", MarkupRejected],
  [400, "Bad Request: message is not modified: the same", Unchanged],
  [400, "Bad Request: message to delete not found", Unchanged],
  [400, "Bad Request: something else", Rejected],
  [413, "Request Entity Too Large", Rejected],
];

for (const [status, description, type] of refusals) {
  Deno.test(`${status} "${description}" is ${type.name}`, async () => {
    const error = await assertRejects(() => refusing(status, description).call("sendMessage", message), PorticoError);
    assert(error instanceof type);
    assert(!error.message.includes("private words"));
  });
}

Deno.test("a group that has become a supergroup is named by its new id", async () => {
  const api = refusing(400, "Bad Request: group chat was upgraded", { migrate_to_chat_id: -1007 });
  const error = await assertRejects(() => api.call("sendMessage", message), ChatMigrated);
  assertEquals(error.chat, "-1007");
});

Deno.test("an error page of something in between keeps its status", async () => {
  const page = (status: number) =>
    apiOf(() => new Response("<html>", { status, headers: { "content-type": "text/html" } }));
  await assertRejects(() => page(502).call("sendMessage", message), DeliveryUnknown);
  const error = await assertRejects(() => page(413).call("sendMessage", message), Rejected);
  assertEquals(error.status, 413);
});

for (const status of [302, 307, 401, 403, 404, 407, 409]) {
  Deno.test(`a page with ${status} comes from something in between, which has passed nothing on`, async () => {
    const headers = { "content-type": "text/html", location: "https://elsewhere.test/" };
    const api = apiOf(() => new Response("<html>", { status, headers }));
    const error = await assertRejects(() => api.call("sendMessage", message), NotSent, `(${status})`);
    assert(!(error instanceof Rejected));
  });
}

Deno.test("a page that asks to wait is obeyed, for as long as it says", async () => {
  const headers = { "content-type": "text/html", "retry-after": "120" };
  const api = apiOf(() => new Response("<html>", { status: 429, headers }));
  assertEquals((await assertRejects(() => api.call("sendMessage", message), RateLimited)).retryAfter, 120_000);
});

Deno.test("a redirect is not followed: what is private goes to the API server alone", async () => {
  const asked: (string | undefined)[] = [];
  const api = new TelegramApi({
    token: TOKEN,
    apiRoot: "https://api.test",
    clock: new TestClock(),
    fetch: (_, init) => {
      asked.push(init?.redirect);
      return Promise.resolve(Response.json(OK));
    },
  });
  await api.call("sendMessage", message);
  await api.open("a/b");
  assertEquals(asked, ["manual", "manual"]);
});

/** So many bytes of JSON, made while somebody reads them. */
function blanks(size: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let left = size;
  return new ReadableStream({
    pull(to) {
      if (left <= 0) return to.close();
      left -= 65_536;
      to.enqueue(new Uint8Array(65_536).fill(0x20));
    },
  });
}

const LONG: readonly (readonly [string, () => BodyInit, HeadersInit])[] = [
  ["does not say how long it is", () => blanks(50_000_000), {}],
  ["says so", () => blanks(50_000_000), { "content-length": "50000000" }],
  ["is packed, and short until then", () => blanks(50_000_000), {
    "content-length": "50000",
    "content-encoding": "gzip",
  }],
];
for (const [how, body, headers] of LONG) {
  Deno.test(`an answer of 50 MB that ${how} is not read to its end, and unknown`, async () => {
    const api = apiOf(() => new Response(body(), { headers: { "content-type": "application/json", ...headers } }));
    await assertRejects(() => api.call("sendMessage", message), DeliveryUnknown, "more than 16777216 bytes");
  });
}

Deno.test("what answers getMe and is no bot, is not taken for one", async () => {
  for (const result of [null, [], {}, { id: "1", username: "x" }, { id: 1 }]) {
    await assertRejects(() => apiOf(() => Response.json({ ok: true, result })).me(), DeliveryUnknown);
  }
});

Deno.test("an answer that came while the process was suspended is read, and not given up", async () => {
  const world = new TestClock();
  const machine = new MachineClock(world);
  const answered = Promise.withResolvers<Response>();
  const api = new TelegramApi({
    token: TOKEN,
    apiRoot: "https://api.test",
    clock: machine,
    fetch: (_, init) => {
      init?.signal?.addEventListener("abort", () => answered.reject(new DOMException("aborted", "AbortError")));
      return answered.promise;
    },
  });
  const sent = api.call("sendMessage", message, { timeout: 5_000 });
  machine.suspend("runs");
  await world.advance(3_600_000);
  machine.resume();
  await settle();
  answered.resolve(Response.json(OK));
  assertEquals((await sent).message_id, 1);
  assertEquals(world.pending, 0);
});

Deno.test("an answer that is no JSON is unknown", async () => {
  await assertRejects(() => apiOf(() => new Response("welcome")).call("sendMessage", message), DeliveryUnknown);
});

Deno.test("being asked to wait is about the chat, until a second chat is asked too while the first still waits", async () => {
  const clock = new TestClock();
  const api = apiOf(
    () => Response.json({ ok: false, error_code: 429, description: "Too Many", parameters: { retry_after: 3 } }),
    clock,
  );
  const ask = (chat_id: string) => assertRejects(() => api.call("sendMessage", { chat_id, text: "x" }), RateLimited);
  const first = await ask("1");
  assertEquals([first.retryAfter, first.scope], [3_000, "chat"]);
  assertEquals((await ask("1")).scope, "chat");
  assertEquals((await ask("2")).scope, "bot");
  await clock.advance(3_000);
  assertEquals((await ask("3")).scope, "chat");
});

Deno.test("being asked to wait no time, or one that is none, is being asked for a second: nobody comes back without end", async () => {
  const waits = [];
  for (const retry_after of [0, -1, 0.25, "soon", null, undefined, 3, 3.5, "4", 73_414]) {
    const api = refusing(429, "Too Many Requests", { retry_after });
    waits.push((await assertRejects(() => api.call("sendMessage", message), RateLimited)).retryAfter);
  }
  assertEquals(waits, [1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 3_000, 3_500, 4_000, 73_414_000]);
});

for (const body of ["{}", "null", "[]", '{"ok":false}', '{"ok":false,"error_code":"400"}', '{"ok":tr']) {
  Deno.test(`an answer of ${body} is unknown`, async () => {
    const headers = { "content-type": "application/json" };
    const api = apiOf(() => new Response(body, { headers }));
    await assertRejects(() => api.call("sendMessage", message), DeliveryUnknown);
  });
}

Deno.test("a port to which the platform connects for nobody was certainly not reached, and is named", async () => {
  const api = apiOf(() => fetch("http://127.0.0.1:1/"));
  await assertRejects(() => api.call("sendMessage", message), NotSent, "port 1 ");
});

Deno.test("the token is in no error, whatever fails", async () => {
  const secret = TOKEN.split(":")[1];
  const failures: (() => Response | Promise<Response>)[] = [
    () =>
      Promise.reject(
        new TypeError(
          `error sending request for url (https://api.test/bot${TOKEN}/sendMessage): client error (Connect)`,
        ),
      ),
    () => Promise.reject(new TypeError(`https://api.test/bot${TOKEN}`, { cause: new Error(TOKEN) })),
    () => Response.json({ ok: false, error_code: 400, description: `wrong token ${TOKEN}` }),
    () => Response.json({ ok: false, error_code: 500, description: `wrong token ${TOKEN}` }),
    () => new Response(`<a href="/bot${TOKEN}">`),
    () => Promise.reject(new Deno.errors.NotCapable(`Requires net access to "https://api.test/bot${TOKEN}"`)),
  ];
  for (const fail of failures) {
    const error = await assertRejects(() => apiOf(fail).call("sendMessage", message), Error);
    const shown = Deno.inspect(error, { depth: 100, showHidden: true }) + JSON.stringify(error);
    assert(!shown.includes(secret), shown);
    assert(!shown.includes("private words"), shown);
  }
  await settle();
});
