/** Tasks for the agent of the real program, over lines of JSON: with no model, and with one behind a real port. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Answer, broken, type ChatRequest, endlessText, FakeOpenAI } from "../support/fake_openai/mod.ts";
import { TestFolder } from "../support/folder.ts";
import { type Place, Program, textOf } from "../support/program.ts";
import { readNotes } from "../support/vault_notes.ts";

/** What is said is dealt with soon. */
const QUICK = { PORTICO_NOTE_QUIET: "0.1", PORTICO_ASK_QUIET: "0.1", PORTICO_AGENT_QUIET: "0.1" };

function start(folder: TestFolder, fake?: FakeOpenAI, more: readonly string[] = []): Program {
  const env = { ...QUICK, ...fake?.env, PORTICO_NOTE_IMPROVE: "false" };
  return Program.start({ data: folder.join("data"), env, args: ["--log", "warning", ...more], task: "serve" });
}

/** Says something, and what is answered. */
async function ask(program: Program, text: string, place?: Place): Promise<string> {
  return textOf(await program.say(text, place));
}

const call = (name: string, input: object): Answer => ({ calls: [{ name, input }] });

Deno.test("with no model: five things noted, asked about, tagged and merged in English and Russian, and all of it taken back", async () => {
  await using folder = await TestFolder.make();
  await using program = start(folder);
  const notes = () => readNotes(folder.join("data"));
  for (
    const text of [
      "Rent for the flat is 900 euros.",
      "The flat has a red door.",
      "The dentist opens at nine on Mondays.",
      "Дача: забор надо покрасить весной.",
      "Для дачи купить семена укропа.",
    ]
  ) assertStringIncludes(await ask(program, text), "Saved ");
  assertStringIncludes(await ask(program, "/ask How much is the rent?"), "> Rent for the flat is 900 euros. [1]");
  assertStringIncludes(await ask(program, "/ask Когда красить забор?"), "> Дача: забор надо покрасить весной. [1]");
  const noted = await notes();
  assertEquals(noted.length, 5);
  assertStringIncludes(await ask(program, "/agent tag everything about the flat with home"), "#home");
  assertStringIncludes(await ask(program, "/agent пометь всё про дачу тегом дача"), "#дача");
  const tagged = await notes();
  assertEquals(tagged.filter(({ text }) => /tags:[^]*\b(?:home)\b|tags:[^]*дача/.test(text)).length, 4);
  const question = await program.say("/agent merge everything about the flat into one note");
  assertStringIncludes(textOf(question), "**May I do this?**");
  assertEquals(await notes(), tagged);
  const merged = await program.press(question, "Allow");
  assertStringIncludes(textOf(merged), "**Deleted**\n- ");
  assertEquals((await notes()).length, 4);
  assertStringIncludes(textOf(await program.press(merged, "Undo")), "Taken back.");
  assertEquals(await notes(), tagged);
  assertStringIncludes(textOf(await program.press(merged, "Undo")), "taken back already");
  assertStringIncludes(await ask(program, "/agent undo that"), "Для дачи купить семена укропа.");
  assertStringIncludes(await ask(program, "/agent отмени последнее"), "The flat has a red door.");
  assertEquals(await notes(), noted);
  assertEquals(await program.end(), 0, program.stderr);
});

Deno.test("what is declined by its button, or answered in words, is not done", async () => {
  await using folder = await TestFolder.make();
  await using program = start(folder);
  await ask(program, "The door is red.");
  const question = await program.say('/agent delete "The door is red."');
  assertStringIncludes(textOf(question), "**May I do this?**");
  assertStringIncludes(await ask(program, "Allow"), "press one of the buttons");
  assert(!textOf(await program.press(question, "Don't")).includes("**Deleted**"));
  assertEquals((await readNotes(folder.join("data"))).length, 1);
  assertEquals(await program.end(), 0, program.stderr);
});

Deno.test("/stop ends the run of its chat at once, while the model says nothing or goes on and on, tells what was done, and Undo takes it back", async () => {
  await using fake = FakeOpenAI.start();
  await using folder = await TestFolder.make();
  await using program = start(folder, fake);
  const endless: Answer = { text: endlessText(), fault: { kind: "slow", every: 50 } };
  fake.answer = ({ user, results }) => {
    const chat = user.includes("silent") ? "silent" : "endless";
    if (results.length === 0) return call("create_note", { title: `Half of ${chat}`, body: "done" });
    return chat === "silent" ? broken({ kind: "stall", after: 0 }) : endless;
  };
  for (const chat of ["silent", "endless"]) await program.send({ type: "message", chat, text: `/agent be ${chat}` });
  await fake.until(({ requests }) => requests.length === 4);
  for (const chat of ["silent", "endless"]) {
    await program.send({ type: "message", chat, text: "/stop" });
    const stopped = await program.next((told) => textOf(told).startsWith("Stopped."));
    assertEquals(textOf(stopped), `Stopped.\n\n**Created**\n- Half of ${chat}`);
    const undone = await program.press(stopped, "Undo", { chat });
    assertEquals(textOf(undone), `Taken back.\n\nRemoved again:\n- Half of ${chat}`);
    assertEquals(await ask(program, "/stop", { chat }), "No task of the agent runs here.");
  }
  assertEquals(await readNotes(folder.join("data")), []);
  // What was stopped is not begun again by a start.
  assertEquals(await program.end(), 0, program.stderr);
  await using next = start(folder, fake);
  assertEquals(await ask(next, "/stop", { chat: "silent" }), "No task of the agent runs here.");
  assertEquals(await next.end(), 0, next.stderr);
  assertEquals(fake.requests.length, 4);
});

/** Offers a tool to the owner alone. */
const OWNERS_TOOL = `
  import { plugin } from "@portico/bot";
  import { toolSource } from "@portico/bot/plugins/agent";
  @plugin({ name: "vaulting" })
  export class Vaulting {
    @toolSource()
    async tools(account) {
      const tool = {
        name: "owners_tool", description: "Of the owner.", inputSchema: { type: "object", properties: {} },
        effect: "read", repeatable: true, source: "Owners", call: async () => ({ secret: "of-" + account.role }),
      };
      return account.role === "owner" ? [tool] : [];
    }
  }`;

/** What each says in a run: it lists, searches, uses the tool of the owner, and notes something. */
function answerTo({ user, results }: ChatRequest): string | Answer {
  const who = user.includes("for anastasia") ? "anastasia" : "benjamin";
  switch (results.length) {
    case 0:
      return call("list_notes", {});
    case 1:
      return call("search_notes", { query: "secret" });
    case 2:
      return call("owners_tool", {});
    case 3:
      return call("create_note", { title: `Result for ${who}`, body: who });
    default:
      return `Ready for ${who}.`;
  }
}

Deno.test("two people's agents at once, and then in one chat, see nothing of each other: no note, no word, no tool, no button", async () => {
  await using fake = FakeOpenAI.start();
  await using folder = await TestFolder.make();
  await Deno.writeTextFile(folder.join("vaulting.ts"), OWNERS_TOOL);
  await using program = start(folder, fake, ["--plugin", folder.join("vaulting.ts")]);
  const ready = (who: string) => program.next((told) => textOf(told).startsWith(`Ready for ${who}.`));
  const people: readonly (readonly [string, Place])[] = [["anastasia", {}], ["benjamin", {
    user: "benjamin",
    chat: "of benjamin",
  }]];
  for (const [who, place] of people) await ask(program, `/note The secret of ${who} is blue.`, place);
  let together = 0;
  const both = Promise.withResolvers<void>();
  fake.answer = async (request) => {
    // Both are under way before either goes on.
    if (++together === people.length) both.resolve();
    await both.promise;
    return answerTo(request);
  };
  await program.send(...people.map(([who, place]) => ({ type: "message", text: `/agent do it for ${who}`, ...place })));
  for (const _ of people) await program.next((told) => textOf(told).startsWith("Ready for "));
  // In one chat, and once more there, now that something of both is remembered.
  for (const [who, place] of [...people, ...people]) {
    await program.send({ type: "message", text: `/agent again for ${who}`, ...place, chat: "room" });
    const result = await ready(who);
    const other = { chat: "room", ...(who === "anastasia" && { user: "benjamin" }) };
    assertEquals(textOf(await program.press(result, "Undo", other)), "This button was made for somebody else.");
  }
  const of = (who: string) => fake.requests.filter(({ user }) => user.includes(`for ${who}`));
  for (const [who, other] of [["anastasia", "benjamin"], ["benjamin", "anastasia"]]) {
    assertEquals(of(who).length, 15);
    for (const { body } of of(who)) assert(!JSON.stringify(body).includes(other), `${other} in a prompt for ${who}`);
    assertStringIncludes(JSON.stringify(of(who).at(-1)?.body), `The secret of ${who}`);
    assertStringIncludes(JSON.stringify(of(who).at(-1)?.body), `again for ${who}`);
    assertEquals(of(who).every(({ tools }) => tools.includes("owners_tool")), who === "anastasia");
    assertEquals(of(who).some(({ results }) => results.some((result) => result.includes("of-"))), who === "anastasia");
  }
  const notes = await readNotes(folder.join("data"));
  for (const [who] of people) {
    const own = notes.filter(({ account }) => (account === "owner") === (who === "anastasia"));
    assertEquals(own.map(({ path }) => path.replace(/( \d+)?\.md$/, "")), [
      ...Array(3).fill(`Result for ${who}`),
      `The secret of ${who} is blue`,
    ]);
  }
  assertEquals(await program.end(), 0, program.stderr);
});
