/** Questions to the real program: with no model, and with one behind a real port. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { broken, FakeOpenAI } from "../support/fake_openai/mod.ts";
import { TestFolder } from "../support/folder.ts";
import { actionOf, Program, run, textOf } from "../support/program.ts";
import { OwnedBot } from "../support/telegram_program.ts";

const QUICK = { PORTICO_NOTE_QUIET: "0.1", PORTICO_ASK_QUIET: "0.1" };

function envOf(fake: FakeOpenAI): Record<string, string> {
  return { ...QUICK, ...fake.env, PORTICO_NOTE_IMPROVE: "false" };
}

Deno.test("without a model, questions in both languages are answered by quotes with sources that open", async () => {
  await using folder = await TestFolder.make();
  await using program = Program.start({ data: folder.join("data"), env: QUICK });
  await program.send({ type: "message", text: "The dentist opens at nine on Mondays." });
  await program.until((told) => textOf(told).startsWith("Saved "));
  await program.send({ type: "message", text: "/note Дверь на даче красная." });
  await program.until((told) => textOf(told).startsWith("Saved **Дверь"));
  await program.send({ type: "message", text: "/ask When does the dentist open?" });
  const answer = await program.until((told) => textOf(told).includes("**Source**"));
  assertStringIncludes(textOf(answer), "> The dentist opens at nine on Mondays. [1]");
  assertStringIncludes(textOf(answer), "1. **The dentist opens at nine on Mondays.**, ");
  await program.send({ type: "action", action: actionOf(answer) });
  await program.until((told) => textOf(told).includes("`The dentist opens at nine on Mondays.md`"));
  await program.send({ type: "message", text: "/ask Какого цвета двери на даче?" });
  const russian = await program.until((told) => textOf(told).includes("Дверь на даче красная. [1]"));
  assertStringIncludes(textOf(russian), "1. **Дверь на даче красная.**, ");
  await program.send({ type: "message", text: "/ask Where is my zebra?" });
  await program.until((told) => textOf(told) === "There is nothing about this in your notes.");
  assertEquals(await program.end(), 0);
});

Deno.test("through a pipe, a question is answered by one text", async () => {
  await using folder = await TestFolder.make();
  const options = { data: folder.join("data"), env: QUICK };
  const { code, stdout } = await run("/note The door is red.\n\n/ask What colour is the door?\n", options);
  assertEquals(code, 0);
  assertStringIncludes(stdout, "The door is red. [1]");
  assertEquals(stdout.match(/^Source$/gm)?.length, 1);
});

Deno.test("with a model, the answer is shown while it is written, and the prompt has passages and question as data", async () => {
  await using fake = FakeOpenAI.start();
  await using folder = await TestFolder.make();
  await using program = Program.start({ data: folder.join("data"), env: envOf(fake), task: "serve" });
  await program.send({ type: "message", text: "The <b>door</b> is red." });
  await program.until((told) => textOf(told).startsWith("Saved "));
  fake.answer = () => ({ text: ["It is ", "red ", "[1]", " [5]", "."], fault: { kind: "slow", every: 500 } });
  await program.send({ type: "message", text: "/ask What colour has the door?" });
  const first = await program.until((told) => textOf(told) === "Looking through your notes …");
  const partial = await program.until((told) => told.type === "edit" && textOf(told).endsWith(" …"));
  const whole = await program.until((told) => textOf(told).includes("**Source**"));
  assertEquals([partial.id, whole.id, whole.type], [first.id, first.id, "edit"]);
  assert(textOf(whole).startsWith("It is red [1].\n\n**Source**\n1. "), textOf(whole));
  const { user } = fake.requests.at(-1) ?? { user: "" };
  assertStringIncludes(user, "The &lt;b&gt;door&lt;/b&gt; is red.");
  assertStringIncludes(user, "<question>\nWhat colour has the door?\n</question>");
  assertEquals(await program.end(), 0);
});

Deno.test("when the endpoint is down the question is kept over a restart, and answered when it is tried again", async () => {
  await using fake = FakeOpenAI.start();
  await using folder = await TestFolder.make();
  const options = { data: folder.join("data"), env: envOf(fake), task: "serve" as const };
  {
    await using program = Program.start(options);
    await program.send({ type: "message", text: "The door is red." });
    await program.until((told) => textOf(told).startsWith("Saved "));
    fake.answer = () => broken({ kind: "status", status: 401 });
    await program.send({ type: "message", text: "/ask What colour has the door?" });
    await program.until((told) => textOf(told).endsWith("Your question is kept."));
    assertEquals(await program.end(), 0);
  }
  fake.answer = () => "Red [1].";
  await using program = Program.start(options);
  await program.send({ type: "message", text: "/failed" });
  await program.send({
    type: "action",
    action: actionOf(await program.until((told) => told.buttons !== undefined)),
  });
  await program.until((told) => textOf(told).startsWith("Red [1].\n\n**Source**"));
  assertEquals(await program.end(), 0);
});

Deno.test("a kill in the middle of an answer costs one more call, and there is one answer", async () => {
  await using fake = FakeOpenAI.start();
  await using folder = await TestFolder.make();
  const options = { data: folder.join("data"), env: envOf(fake), task: "serve" as const };
  {
    await using program = Program.start(options);
    await program.send({ type: "message", text: "The door is red." });
    await program.until((told) => textOf(told).startsWith("Saved "));
    fake.answer = () => broken({ kind: "stall", after: 2 });
    await program.send({ type: "message", text: "/ask What colour has the door?" });
    await fake.until(({ requests }) => requests.length === 1);
    program.signal("SIGKILL");
    await program.ended();
  }
  fake.answer = () => "Red [1].";
  await using program = Program.start(options);
  await program.until((told) => textOf(told).startsWith("Red [1].\n\n**Source**"));
  assertEquals(await program.end(), 0);
  assertEquals(fake.requests.length, 2);
});

Deno.test("on Telegram the answer grows in one message, and its buttons open the notes", async () => {
  await using fake = FakeOpenAI.start();
  fake.answer = () => ({ text: ["It is ", "red ", "[1]", "."], fault: { kind: "slow", every: 500 } });
  await using bot = await OwnedBot.start({ env: envOf(fake) });
  const { private: place } = bot.owner;
  place.send("The door is red.");
  await place.next(({ text }) => text.startsWith("Saved "));
  place.send("/ask What colour has the door?");
  const answer = await place.next(({ text }) => text.includes("Source"));
  assert(answer.edits >= 2, `${answer.edits}`);
  assert(answer.text.startsWith("It is red [1].\n\nSource\n1. The door is red."), answer.text);
  await place.press(answer, "1").answered;
  await place.next(({ text }) => text.includes("The door is red.md"));
  assertEquals(await bot.stop(), 0, bot.program.stderr);
});
