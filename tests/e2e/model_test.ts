/** The real program with a model behind a real port. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { broken, FakeOpenAI } from "../support/fake_openai/mod.ts";
import { TestFolder } from "../support/folder.ts";
import { Program, run, type Told } from "../support/program.ts";

const KEY = "sk-end-to-end-0123456789";
const BETTER = JSON.stringify({ title: "Shopping for Anna", tags: ["food"], summary: "" });

function envOf(fake: FakeOpenAI): Record<string, string> {
  return {
    PORTICO_MODEL_URL: fake.url,
    PORTICO_MODEL: fake.model,
    PORTICO_MODEL_KEY: KEY,
    PORTICO_NOTE_QUIET: "0.1",
    PORTICO_LOG: "debug",
  };
}

const improved = ({ text }: Told) => typeof text === "string" && text.startsWith("Saved **Shopping for Anna**");

Deno.test("a note is saved, told of and improved, over a restart in the middle of it", async () => {
  await using fake = FakeOpenAI.start({ key: KEY });
  await using folder = await TestFolder.make();
  const data = folder.join("data");
  const options = { data, env: envOf(fake), task: "serve" as const };
  fake.answer = () => broken({ kind: "stall", after: 1 });
  {
    await using program = Program.start(options);
    await program.send({ type: "message", text: "milk and bread" });
    await program.until(({ text }) => text === "Saved **milk and bread** as `milk and bread.md`");
    await fake.until(({ requests }) => requests.length === 1);
    program.signal("SIGTERM");
    assertEquals(await program.ended(), 0);
    assertEquals(program.stderr.includes(KEY), false);
  }
  fake.answer = () => BETTER;
  {
    await using program = Program.start(options);
    assertEquals((await program.until(improved)).type, "edit");
    assertEquals(await program.end(), 0);
    assertEquals(program.stderr.includes(KEY), false);
  }
  const note = await Deno.readTextFile(`${data}/vaults/owner/Shopping for Anna.md`);
  assertStringIncludes(note, "milk and bread");
});

Deno.test("an endpoint that this start may not use is told before anything begins", async () => {
  const env = { PORTICO_MODEL_URL: "https://models.example/v1", PORTICO_MODEL: "wise", PORTICO_MODEL_KEY: KEY };
  await using folder = await TestFolder.make();
  const data = folder.join("data");
  const { code, stderr } = await run("hello\n", { data, env });
  assertEquals(code, 2);
  assertEquals(
    stderr.trim().split("\n").at(-1),
    'PORTICO_MODEL_URL: this start may not use models.example:443. "deno task serve" is the start that may use the whole network.',
  );
});

Deno.test("Ollama's port on this machine may be used by the plain start", async () => {
  const env = { PORTICO_MODEL_URL: "http://localhost:11434/v1", PORTICO_MODEL: "llama3.2" };
  await using folder = await TestFolder.make();
  const data = folder.join("data");
  const { code, stdout } = await run("/model\n", { data, env });
  assertEquals(code, 0);
  assertStringIncludes(stdout, "llama3.2");
});
