/** What a call through the configured model promises. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { generateText, streamText, tool } from "ai";
import fc from "fast-check";
import { z } from "zod";
import { ModelError } from "../../../plugins/model/mod.ts";
import { broken, endlessText, type Fault, status } from "../../support/fake_openai/mod.ts";
import { failureAmong, failureIn, ModelOverFake, promptOf, textIn, USE } from "./model_over_fake.ts";

Deno.test("an answer of the endpoint is an answer of the model, counted as the endpoint says", async () => {
  await using desk = await ModelOverFake.make({ settings: { priceIn: 2, priceOut: 10 } });
  desk.fake.queue({ text: "Four.", usage: { prompt: 1_000, completion: 100 } });
  assertEquals(await desk.ask("Two and two?"), "Four.");
  assertEquals(desk.fake.requests.map(({ user, stream }) => [user, stream]), [["Two and two?", false]]);
  const { tokens, cost, calls, purposes } = await desk.model.usage("anna");
  assertEquals({ tokens, cost, calls, purposes }, { tokens: 1_100, cost: 0.003, calls: 1, purposes: { ask: 1_100 } });
  assertEquals(desk.model.last?.error, undefined);
});

Deno.test("a streamed answer comes in parts, and is counted", async () => {
  await using desk = await ModelOverFake.make();
  desk.fake.queue({ text: ["One ", "two."], reasoning: "Hm.", usage: { prompt: 7, completion: 3 } });
  const parts = await desk.stream("Count.");
  assertEquals(textIn(parts), "One two.");
  assertEquals(parts.at(-1)?.type, "finish");
  assertEquals((await desk.model.usage("anna")).tokens, 10);
});

for (const streamed of [false, true]) {
  Deno.test(`where the endpoint does not count, the tokenizer does (${streamed ? "streamed" : "at once"})`, async () => {
    await using desk = await ModelOverFake.make();
    desk.fake.queue({ text: "one two three four", usage: "none" });
    if (streamed) await desk.stream("five six");
    else await desk.ask("five six");
    const { tokens } = await desk.model.usage("anna");
    assertEquals(
      tokens,
      await desk.model.countTokens("user\nfive six") + await desk.model.countTokens("one two three four"),
    );
  });
}

Deno.test("the AI SDK calls tools through it", async () => {
  await using desk = await ModelOverFake.make();
  desk.fake.queue({ calls: [{ name: "weather", input: { city: "Riga" } }] }, "Rain.");
  const { text } = await generateText({
    model: await desk.language(),
    prompt: "The weather in Riga?",
    tools: { weather: tool({ inputSchema: z.object({ city: z.string() }), execute: ({ city }) => `Rain in ${city}` }) },
    stopWhen: ({ steps }) => steps.length === 2,
  });
  assertEquals(text, "Rain.");
  assertEquals(desk.fake.requests[1].results, ["Rain in Riga"]);
});

Deno.test("the AI SDK tries nothing again by itself: what fails has been tried as often as is configured", async () => {
  await using desk = await ModelOverFake.make({ settings: { attempts: 2 } });
  desk.fake.answer = () => status(503);
  const failure = await failureIn(desk.spend(generateText({ model: await desk.language(), prompt: "Hm?" })));
  assertEquals(failure.code, "unreachable");
  assertEquals(desk.fake.requests.length, 2);
});

Deno.test("streamText of the AI SDK is told of a failure within the stream", async () => {
  await using desk = await ModelOverFake.make();
  desk.fake.queue(broken({ kind: "cut", after: 3 }));
  const errors: unknown[] = [];
  const result = streamText({
    model: await desk.language(),
    prompt: "Go.",
    onError: ({ error }) => void errors.push(error),
  });
  assertEquals(await Array.fromAsync(result.textStream).then((parts) => parts.join("")), "One two ");
  assertEquals(errors.map((error) => error instanceof Error && error.name), ["ModelError"]);
});

const CODES: readonly (readonly [what: string, code: string, answer: ReturnType<typeof status>, tries: number])[] = [
  ["a wrong key", "refused", status(401, { code: "invalid_api_key" }), 1],
  ["no right", "refused", status(403), 1],
  ["no credit", "refused", status(402), 1],
  ["no credit, told as a limit", "refused", status(429, { code: "insufficient_quota" }), 1],
  ["no such model", "refused", status(404, { code: "model_not_found" }), 1],
  ["a bad request", "refused", status(400), 1],
  ["too many calls, told with words about billing", "busy", status(429, { message: "See account/billing." }), 3],
  ["a redirect", "refused", broken({ kind: "redirect", to: "http://127.0.0.1:1/other" }), 1],
  ["a prompt that is too long", "too-long", status(400, { code: "context_length_exceeded" }), 1],
  ["a prompt that is too large", "too-long", status(413), 1],
  ["a limit of the endpoint", "busy", status(429), 3],
  ["a defect of the endpoint", "unreachable", status(500), 3],
  ["an endpoint that starts", "unreachable", status(503), 3],
  ["a page instead of an answer", "broken", broken({ kind: "html" }), 1],
  ["broken JSON", "broken", broken({ kind: "garbage" }), 1],
  ["a connection that is cut", "unreachable", broken({ kind: "cut", after: 2 }), 1],
  ["an answer that ends in the middle", "broken", broken({ kind: "end", after: 2 }), 1],
  ["silence before the answer", "timeout", broken({ kind: "stall" }), 1],
  ["silence within the answer", "timeout", broken({ kind: "stall", after: 2 }), 1],
  ["an error's page that is no JSON", "unreachable", status(502, { body: "<h1>Bad gateway</h1>" }), 3],
];

for (const [what, code, answer, tries] of CODES) {
  Deno.test(`${what} is "${code}", tried ${tries} time${tries === 1 ? "" : "s"}`, async () => {
    await using desk = await ModelOverFake.make();
    desk.fake.answer = () => answer;
    assertEquals((await failureIn(desk.spend(desk.ask("Hello?")))).code, code);
    assertEquals(desk.fake.requests.length, tries);
    assertEquals(desk.model.last?.error?.code, code);
    assertEquals(desk.clock.pending, 0);
  });

  Deno.test(`${what} is "${code}" for a stream too`, async () => {
    await using desk = await ModelOverFake.make();
    desk.fake.answer = () => answer;
    const failure = await desk.spend(desk.stream("Hello?").then(failureAmong, (error) => error));
    assertEquals(failure?.code, code);
    assertEquals(desk.fake.requests.length, tries);
    assertEquals(desk.clock.pending, 0);
  });
}

Deno.test("a failure within a stream is followed by the end of the answer, so that nobody waits for it", async () => {
  await using desk = await ModelOverFake.make();
  desk.fake.queue(broken({ kind: "error", after: 3, code: 429 }));
  const parts = await desk.stream("Hello?");
  assertEquals(failureAmong(parts)?.code, "busy");
  assertEquals(parts.slice(-2).map(({ type }) => type), ["error", "finish"]);
});

Deno.test("what could not be reached is tried again, and then goes well", async () => {
  await using desk = await ModelOverFake.make();
  desk.fake.isDown = true;
  const asked = desk.ask("Hello?");
  await desk.clock.advance(100);
  desk.fake.isDown = false;
  assertEquals(await desk.spend(asked), "OK");
});

Deno.test("what can't be reached is unreachable", async () => {
  await using desk = await ModelOverFake.make();
  desk.fake.isDown = true;
  assertEquals((await failureIn(desk.spend(desk.ask("Hello?")))).code, "unreachable");
});

Deno.test("the wait that the endpoint asks for is kept", async () => {
  await using desk = await ModelOverFake.make();
  desk.fake.queue(status(429, { retryAfter: 20 }));
  assertEquals(await desk.spend(desk.ask("Hello?")), "OK");
  const [first, second] = desk.fake.requests.map(({ at }) => at);
  assert(second - first >= 20_000, `only ${second - first} ms`);
});

Deno.test("a wait that is longer than anybody waits is told at once, with its end", async () => {
  await using desk = await ModelOverFake.make({ settings: { timeout: 10 } });
  desk.fake.queue(status(429, { retryAfter: 3_600 }));
  const { code, retryAt } = await failureIn(desk.ask("Hello?"));
  assertEquals({ code, retryAt }, { code: "busy", retryAt: desk.clock.now() + 3_600_000 });
  assertEquals(desk.fake.requests.length, 1);
});

Deno.test("an answer that never stalls for long has all the time it needs", async () => {
  await using desk = await ModelOverFake.make({ settings: { timeout: 10 } });
  desk.fake.queue(broken({ kind: "slow", every: 9_000 }, { text: Array(20).fill("word ") }));
  assertEquals(textIn(await desk.spend(desk.stream("Slowly."))), "word ".repeat(20));
});

Deno.test("a reader that is slow is not taken for an endpoint that is", async () => {
  await using desk = await ModelOverFake.make({ settings: { timeout: 10 } });
  desk.fake.queue({ text: ["One ", "two ", "three."] });
  const { stream } = await (await desk.language()).doStream(promptOf("Hello?"));
  const reader = stream.getReader();
  const parts = [];
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    parts.push(read.value);
    await desk.clock.advance(60_000);
  }
  assertEquals(textIn(parts), "One two three.");
});

Deno.test("an answer that never ends is ended", async () => {
  await using desk = await ModelOverFake.make({ settings: { window: 1_024 } });
  desk.fake.answer = () => ({ text: endlessText() });
  const parts = await desk.stream("For ever.");
  assertEquals(failureAmong(parts)?.code, "broken");
  assertEquals(desk.fake.open, 0);
});

Deno.test("an answer that never ends and comes at once is ended too", async () => {
  await using desk = await ModelOverFake.make({ settings: { window: 1_024 } });
  desk.fake.answer = () => ({ text: endlessText("x".repeat(2 ** 20)) });
  assertEquals((await failureIn(desk.ask("For ever."))).code, "broken");
  assertEquals(desk.fake.open, 0);
});

Deno.test("a prompt that is longer than the window is not sent", async () => {
  await using desk = await ModelOverFake.make({ settings: { window: 1_024 } });
  assertEquals((await failureIn(desk.ask("word ".repeat(1_100)))).code, "too-long");
  assertEquals((await failureIn(desk.ask("x".repeat(1_000_000)))).code, "too-long");
  assertEquals(desk.fake.requests, []);
  assertEquals(await desk.ask("word ".repeat(900)), "OK");
});

for (const when of ["before the answer", "within the answer", "while another try is waited for"] as const) {
  Deno.test(`an abort ${when} passes at once, and is no failure`, async () => {
    await using desk = await ModelOverFake.make();
    const reason = new Error("/stop");
    const stop = new AbortController();
    desk.fake.queue(
      when === "before the answer"
        ? broken({ kind: "stall" })
        : when === "within the answer"
        ? broken({ kind: "stall", after: 2 })
        : status(503),
    );
    const asked = desk.stream("Hello?", stop.signal);
    const told = assertRejects(() => asked, Error, "/stop");
    await desk.clock.advance(0);
    stop.abort(reason);
    await told;
    assertEquals(await asked.catch((error) => error), reason);
    assertEquals([desk.fake.requests.length, desk.fake.open], [1, 0]);
    assertEquals(desk.model.last, undefined);
    assertEquals(desk.clock.pending, 0);
  });
}

Deno.test("who leaves a stream ends the call, and what was written is counted", async () => {
  await using desk = await ModelOverFake.make();
  desk.fake.queue({ text: endlessText("word ") });
  const { stream } = await (await desk.language()).doStream(promptOf("Hello?"));
  for await (const part of stream) if (part.type === "text-delta") break;
  await desk.fake.until(({ open }) => open === 0);
  assert((await desk.model.usage(USE.account)).tokens > 0);
});

Deno.test("an error that is told with the status of success is what it says", async () => {
  await using desk = await ModelOverFake.make();
  const told = (code: number) => status(200, { body: JSON.stringify({ error: { code, message: "no" } }) });
  desk.fake.queue(told(429), told(502), told(401));
  const codes = [];
  for (let call = 0; call < 3; call++) codes.push((await failureIn(desk.ask("Hello?"))).code);
  assertEquals(codes, ["busy", "unreachable", "refused"]);
});

const place = fc.integer({ min: 0, max: 6 });
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: fc.constant("status" as const),
    status: fc.constantFrom(400, 401, 404, 408, 413, 418, 429, 500, 503, 529),
    retryAfter: fc.constantFrom(0, 3, 600, "soon", "Fri, 02 Jan 2026 00:00:00 GMT"),
  }),
  fc.record({
    kind: fc.constantFrom("cut" as const, "end" as const, "garbage" as const, "error" as const),
    after: place,
  }),
  fc.record({ kind: fc.constant("stall" as const), after: place }),
  fc.constantFrom<Fault>({ kind: "stall" }, { kind: "html" }, { kind: "slow", every: 20_000 }),
);

Deno.test("whatever an endpoint does, a call ends: with an answer, a ModelError, or the reason of its abort, and nothing stays open", async () => {
  const answer = fc.record({
    fault,
    text: fc.constantFrom("", "One two three."),
    usage: fc.constantFrom("none" as const, undefined),
  });
  const property = fc.asyncProperty(
    fc.array(answer, { maxLength: 3 }),
    fc.boolean(),
    fc.option(fc.integer({ min: 0, max: 200_000 })),
    async (answers, streamed, abortAt) => {
      await using desk = await ModelOverFake.make();
      desk.fake.queue(...answers.map(({ usage, ...rest }) => usage === undefined ? rest : { ...rest, usage }));
      const stop = new AbortController();
      const reason = new Error("/stop");
      if (abortAt !== null) desk.clock.setTimer(abortAt, () => stop.abort(reason));
      const asked: Promise<unknown> = streamed
        ? desk.stream("Hello?", stop.signal).then((parts) => failureAmong(parts) ?? textIn(parts))
        : desk.ask("Hello?", stop.signal);
      const outcome = await desk.spend(asked.catch((error) => error));
      assert(outcome instanceof ModelError || typeof outcome === "string" || outcome === reason, String(outcome));
      await desk.clock.advance(200_000);
      assertEquals([desk.fake.open, desk.clock.pending], [0, 0]);
    },
  );
  await fc.assert(property, { numRuns: 60 });
});
