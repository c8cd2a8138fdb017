/** The offline model as a language model of the AI SDK. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { UnsupportedFunctionalityError } from "@ai-sdk/provider";
import { generateText, type ModelMessage, Output, stepCountIs, streamText } from "ai";
import { z } from "zod";
import { OfflineModel } from "../../../../plugins/model/offline/mod.ts";
import { FakeVault, taskMessages } from "./fake_vault.ts";

const seeds = [{ title: "Flat hunting", body: "The flat costs 900." }, {
  title: "Landlord",
  body: "Call about the flat.",
}];
const task = "tag everything about the flat with home and then list the last 5";

function settings(vault: FakeVault, messages: readonly ModelMessage[] = taskMessages(task)) {
  return { model: new OfflineModel(), messages: [...messages], tools: vault.tools(), stopWhen: stepCountIs(50) };
}

Deno.test("what is streamed is what is generated", async () => {
  const [generating, streaming] = [new FakeVault(seeds), new FakeVault(seeds)];
  const generated = await generateText(settings(generating));
  const streamed = streamText(settings(streaming));
  const deltas: string[] = [];
  for await (const delta of streamed.textStream) deltas.push(delta);
  assertEquals(deltas.join(""), generated.text);
  assert(deltas.length > 1);
  assertEquals(streaming.calls, generating.calls);
  assertEquals((await streamed.totalUsage).outputTokens, generated.totalUsage.outputTokens);
});

Deno.test("the same prompt has the same answer, ids of calls included", async () => {
  const prompts = await Promise.all([1, 2].map(async () => {
    const { steps } = await generateText(settings(new FakeVault(seeds)));
    return steps.flatMap(({ toolCalls }) => toolCalls.map(({ toolCallId, input }) => [toolCallId, input]));
  }));
  assertEquals(prompts[0], prompts[1]);
  assertEquals(new Set(prompts[0].map(([id]) => id)).size, prompts[0].length);
});

Deno.test("a run goes on where its prompt ends, whoever made the calls", async () => {
  const vault = new FakeVault(seeds);
  const first = await generateText({ ...settings(vault), stopWhen: stepCountIs(1) });
  await generateText(settings(vault, [...taskMessages(task), ...first.response.messages]));
  assertEquals(vault.called, ["search_notes", "tag_note", "list_notes"]);
  assertEquals(
    vault.calls.map((call) => JSON.stringify(call)).filter((call, index, all) => all.indexOf(call) !== index),
    [],
  );
});

Deno.test("what another model began is not gone on with", async () => {
  const vault = new FakeVault(seeds);
  const { text } = await generateText(settings(vault, [
    ...taskMessages("delete Landlord"),
    { role: "assistant", content: [{ type: "tool-call", toolCallId: "call_x1", toolName: "today", input: {} }] },
    {
      role: "tool",
      content: [{ type: "tool-result", toolCallId: "call_x1", toolName: "today", output: { type: "json", value: {} } }],
    },
  ]));
  assertEquals([vault.calls, text], [
    [],
    "Another model began this, and I can't go on where it was. Please ask again.",
  ]);
});

Deno.test("where no more tools may be called, it says that it stopped", async () => {
  const vault = new FakeVault(seeds);
  const { text } = await generateText({ ...settings(vault), toolChoice: "none" });
  assertEquals(vault.calls, []);
  assert(text.startsWith("That is more than I do in one go"));
});

Deno.test("tokens are counted, of the prompt and of the answer", async () => {
  const { totalUsage } = await generateText(settings(new FakeVault(seeds)));
  assert((totalUsage.inputTokens ?? 0) > (totalUsage.outputTokens ?? 0));
  assert((totalUsage.outputTokens ?? 0) > 10);
});

Deno.test("JSON is refused by an error that says what to do", async () => {
  const error = await assertRejects(() =>
    generateText({
      model: new OfflineModel(),
      prompt: "A title, please.",
      output: Output.object({ schema: z.object({ title: z.string() }) }),
      maxRetries: 0,
    })
  );
  assert(UnsupportedFunctionalityError.isInstance(error), String(error));
  assert(error.message.includes("PORTICO_MODEL_URL"));
});

Deno.test("an abort ends a stream", async () => {
  const abort = new AbortController();
  const { stream } = await new OfflineModel().doStream({
    prompt: [{ role: "user", content: [{ type: "text", text: "help" }] }],
    abortSignal: abort.signal,
  });
  const reader = stream.getReader();
  await reader.read();
  abort.abort(new Error("enough"));
  await assertRejects(
    async () => {
      while (!(await reader.read()).done);
    },
    Error,
    "enough",
  );
});

Deno.test("a call that is aborted before it begins is not made", async () => {
  const call = () => new OfflineModel().doGenerate({ prompt: [], abortSignal: AbortSignal.abort(new Error("enough")) });
  await assertRejects(async () => await call(), Error, "enough");
});
