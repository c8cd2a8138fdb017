/** The fake over its port, as a client meets it. */
import { assertEquals, assertRejects } from "@std/assert";
import { broken, endlessText, FakeOpenAI, status } from "./mod.ts";

function ask(fake: FakeOpenAI, body: object = {}, init: RequestInit = {}): Promise<Response> {
  return fetch(`${fake.url}/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ model: "fake", messages: [{ role: "user", content: "Hello?" }], ...body }),
    ...init,
  });
}

Deno.test("it answers at once", async () => {
  await using fake = FakeOpenAI.start();
  fake.queue({ text: 'A "quote".', calls: [{ name: "look", input: { at: 1 }, id: "c1" }] });
  const { choices: [{ message, finish_reason }], usage } = await (await ask(fake)).json();
  assertEquals(message.content, 'A "quote".');
  assertEquals(message.tool_calls, [{ id: "c1", type: "function", function: { name: "look", arguments: '{"at":1}' } }]);
  assertEquals([finish_reason, usage.total_tokens], ["tool_calls", 7]);
});

Deno.test("it answers in events", async () => {
  await using fake = FakeOpenAI.start();
  fake.queue({ text: ["One ", "two."] });
  const response = await ask(fake, { stream: true });
  const events = (await response.text()).split("\n\n").filter((event) => event !== "");
  assertEquals(response.headers.get("content-type"), "text/event-stream");
  assertEquals(events.at(-1), "data: [DONE]");
  const said = events.slice(0, -1).map((event) => JSON.parse(event.slice("data: ".length)).choices[0]?.delta.content);
  assertEquals(said.join(""), "One two.");
});

Deno.test("it remembers what it was asked", async () => {
  await using fake = FakeOpenAI.start();
  const messages = [{ role: "system", content: "Be brief." }, {
    role: "user",
    content: [{ type: "text", text: "Hm?" }],
  }];
  await (await ask(fake, { messages, tools: [{ type: "function", function: { name: "look" } }] })).body?.cancel();
  const [{ system, user, tools, stream }] = fake.requests;
  assertEquals({ system, user, tools, stream }, { system: "Be brief.", user: "Hm?", tools: ["look"], stream: false });
});

Deno.test("it lets in its key only, knows its model only, and lists it", async () => {
  await using fake = FakeOpenAI.start({ key: "sesame", model: "wise" });
  const headers = { authorization: "Bearer sesame" };
  const outcomes = [await ask(fake), await ask(fake, {}, { headers }), await ask(fake, { model: "wise" }, { headers })];
  assertEquals(outcomes.map(({ status }) => status), [401, 404, 200]);
  await Promise.all(outcomes.map(({ body }) => body?.cancel()));
  const models = await (await fetch(`${fake.url}/models`, { headers })).json();
  assertEquals(models.data.map(({ id }: { id: string }) => id), ["wise"]);
});

Deno.test("a status has its header and its code", async () => {
  await using fake = FakeOpenAI.start();
  fake.queue(status(429, { retryAfter: 7, code: "rate_limit_exceeded" }));
  const response = await ask(fake);
  assertEquals([response.status, response.headers.get("retry-after")], [429, "7"]);
  assertEquals((await response.json()).error.code, "rate_limit_exceeded");
});

Deno.test("a connection that is cut breaks the body", async () => {
  await using fake = FakeOpenAI.start();
  fake.queue(broken({ kind: "cut", after: 2 }));
  const response = await ask(fake, { stream: true });
  await assertRejects(() => response.text());
});

Deno.test("an answer that ends too early, or in garbage, is a body like any other", async () => {
  await using fake = FakeOpenAI.start();
  fake.queue(broken({ kind: "end", after: 2 }), broken({ kind: "garbage" }));
  assertEquals((await (await ask(fake, { stream: true })).text()).includes("[DONE]"), false);
  await assertRejects(async () => await (await ask(fake)).json(), SyntaxError);
});

Deno.test("a page for people is HTML", async () => {
  await using fake = FakeOpenAI.start();
  fake.queue(broken({ kind: "html" }));
  assertEquals((await (await ask(fake)).text()).startsWith("<!doctype html>"), true);
});

for (const after of [undefined, 2]) {
  Deno.test(`one that stalls ${after === undefined ? "before" : "within"} its answer waits until the client leaves`, async () => {
    await using fake = FakeOpenAI.start();
    fake.queue(broken({ kind: "stall", ...(after === undefined ? {} : { after }) }));
    const leave = new AbortController();
    const answered = ask(fake, { stream: true }, { signal: leave.signal }).then((response) => response.text());
    const left = assertRejects(() => answered);
    await fake.until(({ requests }) => requests.length === 1);
    leave.abort();
    await left;
    await fake.until(({ open }) => open === 0);
  });
}

Deno.test("an answer that never ends goes on until the client leaves", async () => {
  await using fake = FakeOpenAI.start();
  fake.queue({ text: endlessText() });
  const { body } = await ask(fake, { stream: true });
  let parts = 0;
  for await (const _ of body ?? []) if (++parts === 50) break;
  await fake.until(({ open }) => open === 0);
});

Deno.test("one that stalls is closed all the same", async () => {
  const fake = FakeOpenAI.start();
  fake.queue(broken({ kind: "stall" }));
  const asked = ask(fake).then((response) => response.body?.cancel(), () => {});
  await fake.until(({ requests }) => requests.length === 1);
  await fake[Symbol.asyncDispose]();
  await asked;
});
