/** Whatever a model, its endpoint or a person does: a clear answer, within the budget, and nothing lost. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Answer, broken, type ChatRequest, endlessText, FakeOpenAI } from "../support/fake_openai/mod.ts";
import { TestFolder } from "../support/folder.ts";
import { actionsOf, isWhole, Program, run, textOf, type Told } from "../support/program.ts";
import { readNotes } from "../support/vault_notes.ts";

function start(folder: TestFolder, fake: Pick<FakeOpenAI, "env">): Program {
  const env = {
    ...fake.env,
    PORTICO_ASK_QUIET: "0.1",
    PORTICO_AGENT_QUIET: "0.1",
    PORTICO_MODEL_ATTEMPTS: "1",
    PORTICO_MODEL_CALLS_PER_MINUTE: "1000",
    PORTICO_NOTE_IMPROVE: "false",
  };
  return Program.start({ data: folder.join("data"), env, args: ["--log", "error"], task: "serve" });
}

const call = (name: string, input: unknown): Answer => ({ calls: [{ name, input }] });

/** How a model goes wrong in a run, what the person then reads, and how often it was asked. */
const MISBEHAVIOURS: Readonly<
  Record<
    string,
    { readonly answer: (request: ChatRequest) => string | Answer; readonly reads: string; readonly asked: number }
  >
> = {
  "always calls something else": {
    answer: ({ results }) => call("search_notes", { query: `try ${results.length}` }),
    reads: "I stopped after 20 steps, which is as many as one task may take.",
    asked: 21,
  },
  "always makes the same call": {
    answer: () => call("search_notes", { query: "the same" }),
    reads: "I stopped, because the model did the same again and again.",
    asked: 3,
  },
  "calls many tools at once": {
    answer: () => ({
      calls: Array.from({ length: 50 }, (_, index) => ({ name: "search_notes", input: { query: `q${index}` } })),
    }),
    reads: "I stopped after 20 steps",
    asked: 1,
  },
  "uses up its tokens": {
    answer: ({ results }) => ({
      ...call("search_notes", { query: `try ${results.length}` }),
      usage: { prompt: 60_000, completion: 10 },
    }),
    reads: "I stopped, because this task has used up what one may ask of the model.",
    asked: 4,
  },
  "never ends its text": {
    answer: () => ({ text: endlessText("x".repeat(2 ** 20)) }),
    reads: "The model answered something that can't be understood.",
    asked: 1,
  },
  "answers broken JSON": {
    answer: () => broken({ kind: "garbage" }),
    reads: "The model answered something that can't be understood.",
    asked: 1,
  },
  "answers with a page for people": {
    answer: () => broken({ kind: "html" }),
    reads: "The model answered something that can't be understood.",
    asked: 1,
  },
  "is cut off": {
    answer: () => broken({ kind: "cut", after: 2 }),
    reads: "The model can't be reached.",
    asked: 1,
  },
  "says nothing": {
    answer: () => "",
    reads: "Done.",
    asked: 1,
  },
  "writes arguments that are no JSON": {
    answer: ({ results }) => results.length === 0 ? call("search_notes", '{"query": "mil') : `Told: ${results}`,
    reads: 'Told: {"error":"The input does not fit the schema of search_notes',
    asked: 2,
  },
  "writes arguments that fit no schema": {
    answer: ({ results }) => results.length === 0 ? call("read_note", { id: 7, evil: true }) : `Told: ${results}`,
    reads: 'Told: {"error":"The input does not fit the schema of read_note: id',
    asked: 2,
  },
  "calls a tool that is not there": {
    answer: ({ results }) => results.length === 0 ? call("constructor", {}) : `Told: ${results}`,
    reads: 'Told: {"error":"There is no tool constructor. There are: ',
    asked: 2,
  },
};

Deno.test("whatever a model does: the budget holds, the person reads why it ended, and what went wrong outside can be tried again", async (t) => {
  await using fake = FakeOpenAI.start();
  await using folder = await TestFolder.make();
  await using program = start(folder, fake);
  for (const [what, { answer, reads, asked }] of Object.entries(MISBEHAVIOURS)) {
    await t.step(`a model that ${what}`, async () => {
      const before = fake.requests.length;
      fake.answer = answer;
      const told = await program.say(`/agent do it with a model that ${what}`, { chat: what });
      // What a model says in its own words has the marks of Markdown taken off.
      assertStringIncludes(textOf(told).replaceAll("\\", ""), reads);
      assertEquals(fake.requests.length - before, asked);
      const isOutside = reads.startsWith("The model ");
      assertEquals(actionsOf(told).has("Try again"), isOutside);
      if (!isOutside) return;
      fake.answer = () => "Now it is done.";
      assertStringIncludes(textOf(await tryAgain(program, told, what)), "Now it is done.");
    });
  }
  assertEquals(await program.end(), 0, program.stderr);
});

/** Presses Retry, and what the task then comes to. */
async function tryAgain(program: Program, told: Told, chat: string): Promise<Told> {
  await program.send({ type: "action", action: actionsOf(told).get("Try again"), chat });
  return await program.next((told) => isWhole(told) && !textOf(told).startsWith("Trying again"));
}

Deno.test("when the endpoint is down a run is kept with what it has done, and Retry goes on from there when it is back", async () => {
  await using folder = await TestFolder.make();
  const first = FakeOpenAI.start();
  const port = Number(new URL(first.url).port);
  const half = (results: readonly string[]) =>
    results.length === 0 ? call("create_note", { title: "Half", body: "x" }) : "";
  first.answer = async ({ results }) => {
    // It goes down with the second question.
    if (results.length > 0) await first[Symbol.asyncDispose]();
    return half(results);
  };
  await using program = start(folder, first);
  const down = await program.say("/agent make two notes");
  assertStringIncludes(textOf(down), "The model can't be reached. Try again in a while.");
  assertStringIncludes(
    textOf(down),
    "What was done so far stays, and another try goes on from there.\n\n**Created**\n- Half",
  );
  assertStringIncludes(textOf(await tryAgain(program, down, "console")), "The model can't be reached.");
  await using back = FakeOpenAI.start({ port });
  back.answer = ({ results }) =>
    results.length < 2 ? call("create_note", { title: "Whole", body: "y" }) : "Both are there.";
  const letters = await program.say("/failed");
  await program.send({ type: "action", action: [...actionsOf(letters)].find(([text]) => text.startsWith("Try"))?.[1] });
  const done = await program.next((told) => textOf(told).includes("Both are there."));
  assertStringIncludes(textOf(done), "**Created: 2**\n- Half\n- Whole");
  assertEquals(back.requests.map(({ results }) => results.length), [1, 2]);
  assertEquals((await readNotes(folder.join("data"))).map(({ path }) => path), ["Half.md", "Whole.md"]);
  assertEquals(await program.end(), 0, program.stderr);
});

Deno.test("empty and huge questions and tasks are said to be so, cost nothing, and the next one is answered", async () => {
  await using fake = FakeOpenAI.start();
  await using folder = await TestFolder.make();
  await using program = start(folder, fake);
  const huge = "много слов ".repeat(49_900); // a little less than a million bytes
  const says = async (text: string) => textOf(await program.say(text));
  await program.send({ type: "message", text: `/ask ${huge}${huge}` });
  const refused = await program.next(({ type }) => type === "error");
  assertStringIncludes(String(refused.message), "Cut it into several messages, or send a file.");
  assertStringIncludes(await says("/ask ?!"), "What would you like to know?");
  assertStringIncludes(await says(`/ask ${huge}`), "and a question may have 8,000");
  assertStringIncludes(await says(`/agent ${huge}`), "A task may have 10,000 characters.");
  const material = await program.say("/agent"); // the mode
  assert(textOf(material) !== "");
  await program.send({ type: "message", text: huge, forward: { from: "Somebody" } });
  const question = await program.next(isWhole);
  assertStringIncludes(textOf(question), "What shall I do with it?");
  assertEquals(fake.requests.length, 0);
  assertEquals(await says("Summarise it"), "OK");
  const [{ user }] = fake.requests;
  // These are too long to be shown by an assertion.
  assert(user.startsWith("<task>\nSummarise it\n</task>\n<data"), user.slice(0, 100));
  assert(user.includes(`of ${huge.length} characters)`), user.slice(-100));
  assert(user.length < 50_000, `${user.length}`);
  assertEquals(await program.end(), 0, program.stderr);
});

Deno.test("through a pipe, what would have to be allowed by a button is not done, and said", async () => {
  await using folder = await TestFolder.make();
  const data = folder.join("data");
  const { code, stdout } = await run('/note The door is red.\n\n/agent delete "The door is red."\n\nAllow\n', { data });
  assertEquals(code, 0);
  assert(!/Deleted/.test(stdout), stdout);
  assertEquals((await readNotes(data)).some(({ path }) => path === "The door is red.md"), true);
});
