/** The model over a real connection: what the platform's own `fetch` says of trouble is understood. */
import { assertEquals } from "@std/assert";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import { logger, SystemClock } from "../../../core/mod.ts";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { ConfiguredModel, ModelConfig, type ModelSettings } from "../../../plugins/model/mod.ts";
import { broken, endlessText, FakeOpenAI, status } from "../../support/fake_openai/mod.ts";
import { captureLogs } from "../../support/logs.ts";
import { failureAmong, failureIn, promptOf, textIn, USE } from "./model_over_fake.ts";

/** A model of this endpoint that waits for nothing between its tries. */
async function connect(url: string, settings: Partial<ModelSettings> = {}) {
  const clock = new SystemClock();
  const store = await SqliteStore.open({ path: ":memory:", clock });
  const checked = await ModelConfig.schema["~standard"].validate({ url, name: "fake" });
  if (checked.issues !== undefined) throw new Error(checked.issues.map(({ message }) => message).join());
  const model = new ConfiguredModel({ ...checked.value, ...settings }, store, clock, logger("model"), {
    random: () => 0,
  });
  const language: LanguageModelV4 = await model.for(USE);
  return {
    ask: async (signal?: AbortSignal) => (await language.doGenerate(promptOf("Hello?", signal))).content,
    stream: async (signal?: AbortSignal) =>
      await Array.fromAsync((await language.doStream(promptOf("Hello?", signal))).stream),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

Deno.test("an endpoint answers over the network, at once and streamed", async () => {
  await using fake = FakeOpenAI.start();
  await using model = await connect(fake.url);
  assertEquals(await model.ask(), [{ type: "text", text: "OK" }]);
  assertEquals(textIn(await model.stream()), "OK");
});

Deno.test("a port where nobody listens is tried again, and is unreachable", async () => {
  const fake = FakeOpenAI.start();
  const { url } = fake;
  await fake[Symbol.asyncDispose]();
  await using model = await connect(url);
  const lines = await captureLogs(async () => assertEquals((await failureIn(model.ask())).code, "unreachable"));
  assertEquals(lines.filter(({ message }) => message.includes("is made again")).length, 2);
});

Deno.test("a connection that is cut is unreachable, and not tried again", async () => {
  await using fake = FakeOpenAI.start();
  await using model = await connect(fake.url);
  fake.answer = () => broken({ kind: "cut", after: 2 });
  assertEquals((await failureIn(model.ask())).code, "unreachable");
  assertEquals(failureAmong(await model.stream())?.code, "unreachable");
  assertEquals(fake.requests.length, 2);
});

Deno.test("an endpoint that says nothing is given up, before the answer and within it", async () => {
  await using fake = FakeOpenAI.start();
  await using model = await connect(fake.url, { timeout: 0.05 });
  fake.queue(broken({ kind: "stall" }), broken({ kind: "stall", after: 2 }));
  assertEquals((await failureIn(model.ask())).code, "timeout");
  assertEquals(failureAmong(await model.stream())?.code, "timeout");
  await fake.until(({ open }) => open === 0);
});

Deno.test("what is aborted ends the connection", async () => {
  await using fake = FakeOpenAI.start();
  await using model = await connect(fake.url);
  fake.answer = () => ({ text: endlessText() });
  const stop = new AbortController();
  const asked = model.stream(stop.signal).catch((error) => error);
  await fake.until(({ requests }) => requests.length === 1);
  stop.abort(new Error("/stop"));
  assertEquals((await asked).message, "/stop");
  await fake.until(({ open }) => open === 0);
});

Deno.test("an endpoint that was busy for a moment is tried again", async () => {
  await using fake = FakeOpenAI.start();
  await using model = await connect(fake.url);
  fake.queue(status(429, { retryAfter: 0 }), status(503));
  assertEquals(await model.ask(), [{ type: "text", text: "OK" }]);
});
