/** A run ends, whatever its model and its tools do, and says what was done. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ModelError } from "../../../plugins/model/mod.ts";
import { copy, TestFolder } from "../../support/folder.ts";
import { ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { AgentBot } from "./agent_bot.ts";
import { answers, resultsIn, type Script, ScriptedModel, textsIn } from "./scripted_model.ts";

const never = () => new Promise<never>(() => {});

Deno.test("a model that never ends is ended after so many calls, and what was done is listed", async () => {
  await using bot = await AgentBot.start({
    agent: { steps: 3 },
    script: (_, count) => ({ tool: "create_note", input: { title: `Note ${count}`, body: "" } }),
  });
  const heard = await bot.task("Make notes for ever");
  assertMatch(heard, /I stopped after 3 steps.*What was done stays/s);
  assertStringIncludes(heard, "**Created: 3**\n- Note 0\n- Note 1\n- Note 2");
  assertEquals(bot.notes.titles().length, 3);
  assertEquals(bot.buttons, ["Undo"]);
});

Deno.test("many calls in one answer count one by one", async () => {
  await using bot = await AgentBot.start({
    agent: { steps: 3 },
    script: () => Array.from({ length: 10 }, (_, at) => ({ tool: "create_note", input: { title: `${at}`, body: "" } })),
  });
  assertMatch(await bot.task("Make ten"), /after 3 steps/);
  assertEquals(bot.notes.titles(), ["0", "1", "2"]);
  assertEquals(bot.scripted.asked.length, 1);
});

Deno.test("a run ends when it has used up its tokens, and nothing is called for an answer over them", async () => {
  await using bot = await AgentBot.start({
    agent: { tokens: 1_000 },
    script: (_, count) => ({ tool: "create_note", input: { title: `Note ${count}`, body: "" } }),
  });
  bot.scripted.tokens = [400, 50];
  assertMatch(await bot.task("Go on"), /has used up what one may ask of the model/);
  assertEquals(bot.notes.titles(), ["Note 0", "Note 1"]);
});

Deno.test("a model that counts its tokens wrong still uses some", async () => {
  for (const tokens of [[NaN, NaN], [-1e9, -1e9], [0, Infinity]] as const) {
    const model = new ScriptedModel((_, count) => ({
      tool: "read_note",
      input: { id: `${count} ${"x".repeat(4_000)}` },
    }));
    model.tokens = tokens;
    await using bot = await AgentBot.start({ model, agent: { steps: 1_000, tokens: 5_000 } });
    assertMatch(await bot.task("Go on for ever"), /used up/, `${tokens}`);
  }
});

Deno.test("a budget that is smaller after a restart loses nothing that was done before it", async () => {
  const four = [1, 2, 3, 4].map((n) => ({ tool: "create_note", input: { title: `Note ${n}`, body: "" } }));
  const script = answers(four, { tool: "delete_note", input: { id: "n1" } }, "Never said.");
  for (const [what, agent] of Object.entries({ steps: { steps: 2 }, tokens: { tokens: 1_000 } })) {
    await using folder = await TestFolder.make();
    const path = folder.join("portico.db");
    const model = new ScriptedModel(script);
    model.tokens = [2_000, 100];
    const first = await AgentBot.start({ model, path });
    await first.notes.put("n1", "Flat");
    await first.task("Make four notes, and delete one");
    await first.bot.stop();
    const chat = ScriptedAdapter.after(first.chat);
    const { notes, bot: { clock } } = first;
    await using second = await AgentBot.start({ model, path, notes, chat, clock, agent });
    await second.calm();
    if (second.buttons.includes("Don't")) await second.press("Don't");
    assertStringIncludes(second.heard, "**Created: 4**", what);
    await second.press("Undo");
    assertEquals(notes.titles(), ["Flat"], what);
  }
});

Deno.test("what a run has used before a restart counts behind it", async () => {
  await using folder = await TestFolder.make();
  const path = folder.join("portico.db");
  const agent = { steps: 3 };
  const model = new ScriptedModel((_, count) =>
    count === 1
      ? { tool: "delete_note", input: { id: "n1" } }
      : { tool: "create_note", input: { title: `Note ${count}`, body: "" } }
  );
  const first = await AgentBot.start({ model, path, agent });
  await first.notes.put("n1", "Flat");
  await first.task("Make notes for ever");
  await first.bot.stop();
  const chat = ScriptedAdapter.after(first.chat);
  const { notes, bot: { clock } } = first;
  await using second = await AgentBot.start({ model, path, notes, chat, clock, agent });
  await second.calm();
  await second.press("Don't");
  assertMatch(second.heard, /I stopped after 3 steps/);
  assertEquals(notes.titles(), ["Flat", "Note 0", "Note 2"]);
});

Deno.test("a model that does not answer is given up when the time is up", async () => {
  await using bot = await AgentBot.start({ agent: { time: 60 }, script: never });
  await bot.task("Think");
  await bot.pass(57);
  assertEquals(bot.heard, "Working …");
  await bot.pass(3);
  await bot.pass(2);
  assertMatch(bot.heard, /the time for one task is up/);
});

Deno.test("the same call again is told once, and ends the run the time after", async () => {
  await using bot = await AgentBot.start({ script: () => ({ tool: "search_notes", input: { query: "flat" } }) });
  assertMatch(await bot.task("Search"), /did the same again and again/);
  assertEquals(bot.notes.count("search_notes"), 1);
  assertEquals(bot.scripted.asked.length, 3);
  assertStringIncludes(resultsIn(bot.scripted.asked[2])[1], "You have made this very call before");
});

Deno.test("reading again after a change is no cycle", async () => {
  await using bot = await AgentBot.start({
    script: answers(
      { tool: "search_notes", input: {} },
      { tool: "create_note", input: { title: "New", body: "" } },
      { tool: "search_notes", input: {} },
      "Both.",
    ),
  });
  assertStringIncludes(await bot.task("Look twice"), "Both.");
  assertEquals(bot.notes.count("search_notes"), 2);
});

for (
  const [what, call, told] of [
    ["an input that does not fit the schema", { tool: "read_note", input: { id: 7 } }, "id: Invalid input"],
    ["an input that is no object", { tool: "read_note", input: "[1]" }, "does not fit the schema"],
    ["an input that is no JSON", { tool: "read_note", input: '{"id": ' }, "does not fit the schema"],
    ["a tool that is not there", { tool: "format_disk", input: {} }, "There is no tool format_disk. There are: "],
    ["a tool that nobody may call", { tool: "trash", input: { id: "n1", body: "" } }, "There is no tool trash."],
    ["a name that objects inherit", { tool: "constructor", input: {} }, "There is no tool constructor."],
    ["another such name", { tool: "__proto__", input: {} }, "There is no tool __proto__."],
  ] as const
) {
  Deno.test(`${what} is told to the model, which may do better`, async () => {
    await using bot = await AgentBot.start({
      script: answers(call, { tool: "read_note", input: { id: "n1" } }, "Read."),
    });
    await bot.notes.put("n1", "Flat");
    assertEquals(await bot.task("Read it"), "Read.");
    assertStringIncludes(resultsIn(bot.scripted.asked[1])[0], told);
    assertEquals(bot.notes.calls.map(({ tool }) => tool), ["read_note"]);
  });
}

Deno.test("wrong calls count as others do", async () => {
  await using bot = await AgentBot.start({
    agent: { steps: 4 },
    script: (_, count) => ({ tool: "read_note", input: { id: count } }),
  });
  assertMatch(await bot.task("Read"), /after 4 steps/);
  assertEquals(bot.notes.calls, []);
});

Deno.test("a tool that fails is told to the model without details", async () => {
  await using bot = await AgentBot.start({ script: answers({ tool: "search_notes", input: {} }, "It failed.") });
  bot.notes.hook = () => {
    throw new Error("password 12345");
  };
  assertEquals(await bot.task("Search"), "It failed.");
  const [result] = resultsIn(bot.scripted.asked[1]);
  assertStringIncludes(result, "It failed. Go another way");
  assertEquals(result.includes("12345"), false);
});

Deno.test("a tool that hangs is given up after its time, its signal first", async () => {
  await using bot = await AgentBot.start({
    agent: { toolTime: 10 },
    script: answers({ tool: "search_notes", input: {} }, "It hangs."),
  });
  let aborted = false;
  bot.notes.hook = (_call, { signal }) => {
    signal.addEventListener("abort", () => aborted = true);
    return never();
  };
  await bot.task("Search");
  await bot.pass(10);
  assertEquals(aborted, true);
  await bot.pass(1);
  assertEquals(bot.heard, "It hangs.");
  assertStringIncludes(resultsIn(bot.scripted.asked[1])[0], "It did not end in time.");
});

Deno.test("a change that hangs is reported as unknown, to the model and to the person", async () => {
  await using bot = await AgentBot.start({
    agent: { toolTime: 10 },
    script: answers({ tool: "append_to_note", input: { id: "n1", text: "x" } }, "I can't tell."),
  });
  bot.notes.hook = never;
  await bot.task("Add");
  await bot.pass(11);
  assertEquals(
    bot.heard,
    "I can't tell.\n\n**Nobody knows whether this was done.** Look before you do it again:\n- Using append\\_to\\_note",
  );
  assertStringIncludes(resultsIn(bot.scripted.asked[1])[0], "Nobody knows whether this was done");
});

Deno.test("a tool that floods is cut, and the model is told so", async () => {
  await using bot = await AgentBot.start({
    agent: { resultLength: 2_000 },
    script: answers({ tool: "read_note", input: { id: "n1" } }, "Long."),
  });
  await bot.notes.put("n1", "Log", "x".repeat(5_000_000));
  assertEquals(await bot.task("Read the log"), "Long.");
  const [result] = resultsIn(bot.scripted.asked[1]);
  assertEquals(result.length < 2_200, true, `${result.length}`);
  assertStringIncludes(result, "(cut: 1000 of 5000000 characters)");
  assertStringIncludes(result, '"title":"Log"');
});

Deno.test("/stop ends a run at once, and says what was done", async () => {
  await using bot = await AgentBot.start({
    script: (options, count) =>
      count === 0 ? { tool: "create_note", input: { title: "One", body: "" } } : waitFor(options),
  });
  await bot.task("Make notes");
  await bot.say("/stop");
  assertEquals(bot.heard, "Stopped.\n\n**Created**\n- One");
  assertEquals(bot.buttons, ["Undo"]);
  assertEquals(await bot.say("/stop"), "No task of the agent runs here.");
});

Deno.test("/stop ends a tool, and what it may have done is reported as unknown", async () => {
  await using bot = await AgentBot.start({
    script: answers({ tool: "append_to_note", input: { id: "n1", text: "x" } }, "Never said."),
  });
  bot.notes.hook = never;
  await bot.task("Add");
  await bot.say("/stop");
  await bot.pass(1);
  assertMatch(bot.heard, /^Stopped\.\n\n\*\*Nobody knows whether this was done/);
});

Deno.test("/stop ends what was just asked for and has not begun, and nothing that is asked for behind it", async () => {
  await using bot = await AgentBot.start({
    script: (options, count) => {
      const title = (textsIn(options).at(-1) ?? "").split("\n")[1];
      return count === 0 ? { tool: "create_note", input: { title, body: "" } } : "Made.";
    },
  });
  await bot.chat.say("First");
  assertEquals(await bot.say("/stop"), "Stopped.");
  assertEquals(bot.chat.texts.includes("Stopping …"), true);
  await bot.task("Second");
  assertEquals(bot.notes.titles(), ["Second"]);
});

Deno.test("/stop ends a task whose files are still being read", async () => {
  const file = Promise.withResolvers<void>();
  await using bot = await AgentBot.start({
    script: () => ({ tool: "create_note", input: { title: "Late", body: "" } }),
  });
  bot.chat.script = (operation) => operation.kind === "download" ? file.promise : undefined;
  await bot.task("Read this", { attachments: [{ ref: "plan", kind: "document", name: "plan.md", size: 10 }] });
  await bot.pass(1);
  await bot.say("/stop");
  file.resolve();
  await bot.pass(1);
  assertStringIncludes(bot.chat.shown.at(-1)?.text ?? "", "Stopped.");
  assertEquals(bot.notes.titles(), []);
});

Deno.test("/stop ends tasks that wait for their turn, also after a restart; another try of a failed one is a new wish", async () => {
  await using folder = await TestFolder.make();
  const broken = new Set(["Broken"]);
  const script: Script = (options, count) => {
    const title = (textsIn(options).at(-1) ?? "").split("\n")[1];
    if (broken.has(title)) throw new ModelError("unreachable", "No.");
    return count === 0 ? { tool: "create_note", input: { title, body: "" } } : "Made.";
  };
  const first = await AgentBot.start({ script, path: folder.join("first", "portico.db") });
  first.notes.hook = never;
  await first.task("Broken");
  await first.task("Long");
  await first.task("Waiting");
  await first.bot.clock.advance(1);
  await first.say("/stop");
  // It dies while the run that was under way has its time to end.
  await copy(folder.join("first"), folder.join("second"));
  broken.clear();
  first.notes.hook = () => {};
  const chat = ScriptedAdapter.after(first.chat);
  const { notes, bot: { clock } } = first;
  await using second = await AgentBot.start({ script, path: folder.join("second", "portico.db"), notes, chat, clock });
  await second.pass(1);
  assertEquals(notes.titles(), []);
  assertStringIncludes(second.heard, "Stopped.");
  await second.press("Try again");
  assertEquals(notes.titles(), ["Broken"]);
  await first.bot.stop(0);
});

Deno.test("/stop ends nothing of anybody else, and nothing elsewhere", async () => {
  await using bot = await AgentBot.start({ script: (options) => waitFor(options) });
  await bot.task("Wait", { chat: "a" });
  await bot.say("/stop", { chat: "b" });
  assertEquals(bot.heard, "No task of the agent runs here.");
  await bot.say("/stop", { chat: "a", user: "guest", sender: { platform: "test", user: "guest" } });
  assertEquals(bot.heard, "No task of the agent runs here.");
});

Deno.test("while a run waits, other conversations go on, and this one keeps its order", async () => {
  const first = Promise.withResolvers<string>();
  await using bot = await AgentBot.start({
    script: ({ prompt }) => JSON.stringify(prompt.at(-1)).includes("first") ? first.promise : "Second.",
  });
  await bot.task("first", { chat: "a" });
  await bot.task("second", { chat: "a" });
  await bot.task("third", { chat: "b" });
  const heard = () => bot.chat.shown.map(({ text }) => text).filter((text) => text !== "Working …");
  assertEquals(heard(), ["Second."]);
  first.resolve("First.");
  await bot.pass(2);
  assertEquals(heard(), ["Second.", "First.", "Second."]);
});

/** A model that answers when it is told to stop, with what that says. */
function waitFor({ abortSignal }: { readonly abortSignal?: AbortSignal }): Promise<never> {
  return new Promise((_, reject) => abortSignal?.addEventListener("abort", () => reject(abortSignal.reason)));
}

Deno.test("in a long run old results make room for new ones, and may be read again", async () => {
  const read = (id: number) => ({ tool: "read_note", input: { id: `n${id}` } });
  await using bot = await AgentBot.start({
    script: answers(...Array.from({ length: 10 }, (_, at) => read(at)), read(0), "Read."),
  });
  for (let at = 0; at < 10; at++) await bot.notes.put(`n${at}`, `Note ${at}`, `Body ${at} `.repeat(1_000));
  assertEquals(await bot.task("Read all"), "Read.");
  const results = resultsIn(bot.scripted.asked.at(-1)!);
  assertEquals(results.length, 11);
  assertStringIncludes(results[1], "left out, as there is no room for it");
  assertStringIncludes(results[10], "Body 0");
  const longest = Math.max(...bot.scripted.asked.map(({ prompt }) => JSON.stringify(prompt).length));
  assertEquals(longest < 32_000 * 3, true, `${longest}`);
  assertEquals(bot.notes.count("read_note"), 11);
});
