/**
 * `agent/overhead`: a run of ten calls against a model that answers at once, beside the AI SDK's own loop with the same tools and the same model. Ours
 * remembers every answer and every call in the real store, keeps budgets, looks for cycles and bounds results; a round ends when its last step is on the
 * disk. The tools are such as may be called again, as those of a vault are: one that may not costs a wait for the disk each time. The second peer has been
 * given its schemas as JSON Schema, which takes the making of them out of its loop.
 */
import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from "@ai-sdk/provider";
import { generateText, isStepCount, jsonSchema, tool as sdkTool, type ToolSet } from "ai";
import { join } from "node:path";
import { z } from "zod";
import { SqliteStore } from "../../adapters/sqlite/mod.ts";
import { inputSchemaOf, type Json, SystemClock } from "../../core/mod.ts";
import prompt from "../../plugins/agent/prompt.md" with { type: "text" };
import { AgentBench, type BenchTool } from "./agent_bench.ts";
import type { Bench } from "./bench.ts";
import { collectGarbage } from "./garbage.ts";

/** Runs of a round. */
const RUNS = 200;
/** Calls of a run. */
const CALLS = 10;

const id = z.string().describe("Id of the note");
const body = "What stands in a note, a paragraph of it. ".repeat(20);
const list = Array.from(
  { length: 8 },
  (_, at) => ({ id: `n${at}`, title: `Note ${at}`, tags: ["home"], snippet: body.slice(0, 120) }),
);

/** As the tools of a vault are, but for what they do. */
const TOOLS: readonly BenchTool[] = [
  benchTool("search_notes", "read", z.object({ query: z.string(), limit: z.number().int().optional() }), {
    notes: list,
  }),
  benchTool("list_notes", "read", z.object({ folder: z.string().optional(), tag: z.string().optional() }), {
    notes: list,
  }),
  benchTool("read_note", "read", z.object({ id }), { id: "n1", title: "Note 1", tags: ["home"], body }),
  benchTool("create_note", "change", z.object({ title: z.string(), body: z.string() }), { id: "n9", title: "Note 9" }),
  benchTool("append_to_note", "change", z.object({ id, text: z.string() }), { id: "n1", title: "Note 1" }),
  benchTool("tag_note", "change", z.object({ id, add: z.array(z.string()).optional() }), { id: "n1", title: "Note 1" }),
  benchTool("move_note", "change", z.object({ id, folder: z.string() }), { id: "n1", title: "Note 1" }),
  benchTool("today", "read", z.object({}), { date: "2026-05-01", weekday: "Friday" }),
];

/** The calls of a run, as the model writes them. */
const SCRIPT: readonly (readonly [tool: string, input: Json])[] = [
  ["today", {}],
  ["search_notes", { query: "flat" }],
  ["read_note", { id: "n0" }],
  ["read_note", { id: "n1" }],
  ["read_note", { id: "n2" }],
  ["list_notes", { tag: "home" }],
  ["create_note", { title: "All of the flat", body }],
  ["append_to_note", { id: "n9", text: "And the keys." }],
  ["tag_note", { id: "n9", add: ["flat"] }],
  ["move_note", { id: "n9", folder: "Home" }],
];

function benchTool(name: string, effect: BenchTool["effect"], input: z.ZodType<object>, output: Json): BenchTool {
  return { name, effect, input, output, description: `The tool ${name}, which does what it is called.` };
}

/** Answers at once: the next call, and at the end a text. */
const model: LanguageModelV4 = {
  specificationVersion: "v4",
  provider: "bench",
  modelId: "instant",
  supportedUrls: {},
  doGenerate: ({ prompt }: LanguageModelV4CallOptions) => {
    const made = prompt.filter(({ role }) => role === "tool").length;
    const next = SCRIPT[made];
    const result: LanguageModelV4GenerateResult = {
      content: next === undefined
        ? [{ type: "text", text: "I collected everything about the flat." }]
        : [{ type: "tool-call", toolCallId: `call${made}`, toolName: next[0], input: JSON.stringify(next[1]) }],
      finishReason: { unified: next === undefined ? "stop" : "tool-calls", raw: undefined },
      usage: {
        inputTokens: { total: 1_000, noCache: 1_000, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: 50, text: 50, reasoning: 0 },
      },
      warnings: [],
    };
    return Promise.resolve(result);
  },
  doStream: () => Promise.reject(new Error("The agent does not stream.")),
};

/** The SDK's loop, with nothing around it. */
async function runBare(asJson: boolean): Promise<void> {
  const tools: ToolSet = Object.fromEntries(TOOLS.map(({ name, description, input, output }) => [
    name,
    sdkTool({
      description,
      inputSchema: asJson ? jsonSchema<object>(inputSchemaOf(input) ?? {}) : input,
      execute: () => Promise.resolve(output),
    }),
  ]));
  const { steps } = await generateText({
    model,
    instructions: prompt,
    prompt: "<task>\nCollect everything about the flat\n</task>",
    tools,
    stopWhen: isStepCount(20),
    maxRetries: 0,
  });
  if (steps.length !== CALLS + 1) throw new Error(`The SDK made ${steps.length} steps.`);
}

/** Milliseconds that a run takes. */
async function time(
  run: () => Promise<unknown>,
  end: () => Promise<unknown> = () => Promise.resolve(),
): Promise<number> {
  collectGarbage();
  const start = performance.now();
  for (let index = 0; index < RUNS; index++) await run();
  await end();
  return (performance.now() - start) / RUNS;
}

export const bench: Bench = async (stack) => {
  const folder = await Deno.makeTempDir({ prefix: "portico-bench-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const store = stack.use(await SqliteStore.open({ path: join(folder, "portico.db"), clock: new SystemClock() }));
  const ours = stack.use(new AgentBench(store, model, TOOLS));
  return [{
    name: "agent/overhead",
    unit: "ms/run",
    better: "lower",
    ours: () => time(() => ours.run(CALLS), () => ours.flush()),
    peers: [
      { name: "AI SDK", measure: () => time(() => runBare(false)) },
      { name: "AI SDK, schemas made before", measure: () => time(() => runBare(true)) },
    ],
  }];
};
