/** What a run has changed is taken back as one. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { plugin } from "@portico/bot";
import { z } from "zod";
import { tool, ToolResult } from "../../../plugins/agent/mod.ts";
import { ModelError } from "../../../plugins/model/mod.ts";
import { copy, TestFolder } from "../../support/folder.ts";
import { ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { AgentBot } from "./agent_bot.ts";
import { answers, resultsIn, textsIn } from "./scripted_model.ts";

/** Creates, changes and deletes. */
const changes = answers(
  { tool: "create_note", input: { title: "Made", body: "x" } },
  { tool: "append_to_note", input: { id: "n1", text: "More." } },
  { tool: "delete_note", input: { id: "n2" } },
  "All done.",
);

async function change(bot: AgentBot): Promise<string> {
  await bot.notes.put("n1", "Ideas", "One.");
  await bot.notes.put("n2", "Old");
  await bot.task("Tidy up");
  return await bot.press("Allow");
}

const bodyOf = async ({ notes }: AgentBot) => (await notes.vaults.of("owner").read("n1"))?.body;

Deno.test("Undo takes back all of a run, the last first", async () => {
  await using bot = await AgentBot.start({ script: changes });
  assertStringIncludes(await change(bot), "**Created**\n- Made\n\n**Changed**\n- Ideas\n\n**Deleted**\n- Old");
  assertEquals(bot.notes.titles(), ["Ideas", "Made"]);
  const heard = await bot.press("Undo");
  assertEquals(heard, "Taken back.\n\nRemoved again:\n- Made\n\nAs before:\n- Ideas\n\nThere again:\n- Old");
  assertEquals(bot.notes.titles(), ["Ideas", "Old"]);
  assertEquals(await bodyOf(bot), "One.");
  assertEquals(bot.notes.calls.slice(-3).map(({ tool }) => tool), ["restore", "put_back", "trash"]);
});

Deno.test("pressing Undo twice does nothing more", async () => {
  await using bot = await AgentBot.start({ script: changes });
  await change(bot);
  await bot.press("Undo");
  const calls = bot.notes.calls.length;
  assertEquals(await bot.press("Undo"), "That was taken back already.");
  assertEquals(bot.notes.calls.length, calls);
});

Deno.test("nobody else can take it back", async () => {
  await using bot = await AgentBot.start({ script: changes });
  await change(bot);
  await bot.press("Undo", { user: "guest" });
  assertEquals(bot.notes.titles(), ["Ideas", "Made"]);
});

Deno.test("what was changed since is left as it is, and told", async () => {
  await using bot = await AgentBot.start({ script: changes });
  await change(bot);
  const made = bot.notes.vaults.of("owner").notes.find(({ title }) => title === "Made");
  await bot.notes.vaults.of("owner").append(made?.id ?? "", "By hand.");
  assertEquals(
    await bot.press("Undo"),
    "Taken back.\n\nAs before:\n- Ideas\n\nThere again:\n- Old\n\n" +
      "Left as it is, because it was changed since or could not be taken back:\n- Made",
  );
  assertEquals(bot.notes.titles(), ["Ideas", "Made", "Old"]);
});

Deno.test("Undo pressed again tries what was left, and nothing else", async () => {
  await using bot = await AgentBot.start({
    script: answers({ tool: "create_note", input: { title: "Made", body: "x" } }),
  });
  await bot.task("Make it");
  const vault = bot.notes.vaults.of("owner");
  const id = vault.notes.find(({ title }) => title === "Made")?.id ?? "";
  await vault.append(id, "By hand.");
  const nothing = "Nothing could be taken back.\n\n" +
    "Left as it is, because it was changed since or could not be taken back:\n- Made";
  assertEquals(await bot.press("Undo"), nothing);
  assertEquals(await bot.press("Undo"), nothing);
  await vault.update(id, { body: "x" });
  assertEquals(await bot.press("Undo"), "Taken back.\n\nRemoved again:\n- Made");
  const calls = bot.notes.calls.length;
  assertEquals(await bot.press("Undo"), "That was taken back already.");
  assertEquals(bot.notes.calls.length, calls);
});

Deno.test("undone in words, what was left of the last task hides no task before it", async () => {
  await using bot = await AgentBot.start({
    script: (options, count) => {
      const task = JSON.stringify(options.prompt.findLast(({ role }) => role === "user"));
      if (count > 0) return "Done.";
      if (task.includes("undo")) return { tool: "undo_last", input: {} };
      return { tool: "create_note", input: { title: task.includes("first") ? "First" : "Second", body: "" } };
    },
  });
  await bot.task("first");
  await bot.task("second");
  const vault = bot.notes.vaults.of("owner");
  await vault.append(vault.notes.find(({ title }) => title === "Second")?.id ?? "", "By hand.");
  await bot.task("undo");
  assertEquals(bot.notes.titles(), ["First", "Second"]);
  assertEquals(await bot.task("undo"), "Done.\n\nRemoved again:\n- First");
});

Deno.test("the agent takes back the last task when it is asked to, and the one before when it is asked again", async () => {
  await using bot = await AgentBot.start({
    script: (options, count) => {
      const task = JSON.stringify(options.prompt.findLast(({ role }) => role === "user"));
      if (count > 0) return "Done.";
      if (task.includes("undo")) return { tool: "undo_last", input: {} };
      return { tool: "create_note", input: { title: task.includes("first") ? "First" : "Second", body: "" } };
    },
  });
  await bot.task("first");
  await bot.task("second");
  assertEquals(await bot.task("undo that"), "Done.\n\nRemoved again:\n- Second");
  assertEquals(bot.notes.titles(), ["First"]);
  await bot.task("undo that too");
  assertEquals(bot.notes.titles(), []);
  await bot.task("undo once more");
  assertStringIncludes(resultsIn(bot.scripted.asked.at(-1)!)[0], "There is nothing that could be taken back.");
});

Deno.test("undo_last takes back nothing of another conversation", async () => {
  await using bot = await AgentBot.start({
    script: ({ prompt }, count) =>
      count > 0
        ? "Done."
        : textsIn({ prompt }).at(-1)?.includes("undo")
        ? { tool: "undo_last", input: {} }
        : { tool: "create_note", input: { title: "Made", body: "" } },
  });
  await bot.task("make", { chat: "a" });
  await bot.task("undo", { chat: "b" });
  assertEquals(bot.notes.titles(), ["Made"]);
});

Deno.test("Undo works after a restart, goes on where it died, and takes nothing back twice", async () => {
  await using folder = await TestFolder.make();
  const path = folder.join("portico.db");
  const first = await AgentBot.start({ script: changes, path });
  await change(first);
  const { notes, memory } = first;
  notes.hook = ({ tool }) => tool === "put_back" ? new Promise(() => {}) : undefined;
  await first.press("Undo");
  await first.bot.stop(1_000);
  assertEquals(notes.titles(), ["Ideas", "Made", "Old"]);
  notes.hook = () => {};
  const options = {
    script: changes,
    path,
    notes,
    memory,
    clock: first.bot.clock,
    chat: ScriptedAdapter.after(first.chat),
  };
  await using second = await AgentBot.start(options);
  await second.calm();
  assertStringIncludes(second.heard, "Taken back.");
  assertEquals(notes.titles(), ["Ideas", "Old"]);
  assertEquals(notes.count("restore"), 1);
  assertEquals(await second.press("Undo"), "That was taken back already.");
});

Deno.test("what takes back something, may not be called again and was under way when it died, is not called again", async () => {
  await using folder = await TestFolder.make();
  let [taken, held] = [0, Promise.withResolvers<void>()];
  @plugin({ name: "mail" })
  class Mail {
    @tool({ description: "Drafts a mail.", input: z.object({}), effect: "change" })
    draft() {
      const change = { kind: "created", note: "m1", title: "Mail" } as const;
      return new ToolResult("drafted", [change], [{ tool: "recall", input: {} }]);
    }

    @tool({ description: "Recalls a mail.", input: z.object({}), effect: "change", hidden: true })
    async recall() {
      taken++;
      await held.promise;
      return "recalled";
    }
  }
  const script = answers({ tool: "draft", input: {} }, "Drafted.");
  const first = await AgentBot.start({ path: folder.join("first", "portico.db"), script, more: [Mail] });
  const { notes, memory, bot: { clock } } = first;
  await first.task("Draft it");
  await first.press("Undo");
  await copy(folder.join("first"), folder.join("second"));
  held = Promise.withResolvers<void>();
  held.resolve();
  const chat = ScriptedAdapter.after(first.chat);
  const path = folder.join("second", "portico.db");
  await using second = await AgentBot.start({ path, script, notes, memory, clock, chat, more: [Mail] });
  await second.calm();
  assertEquals(taken, 1);
  assertStringIncludes(second.heard, "Mail");
  await first.bot.stop(0);
});

Deno.test("after its days a run can't be taken back any more", async () => {
  await using bot = await AgentBot.start({ script: changes, agent: { undoDays: 7 } });
  await change(bot);
  await bot.pass(7 * 24 * 3_600 + 60);
  assertEquals(await bot.press("Undo"), "That is too long ago to be taken back.");
  assertEquals(bot.notes.titles(), ["Ideas", "Made"]);
});

Deno.test("what was done before a model broke off can be taken back in words", async () => {
  let broken = true;
  await using bot = await AgentBot.start({
    script: (options, count) => {
      const isUndo = textsIn(options).at(-1)?.includes("undo");
      if (isUndo) return count === 0 ? { tool: "undo_last", input: {} } : "Undone.";
      if (count === 1 && broken) throw new Error("broken");
      return { tool: "create_note", input: { title: "Half", body: "" } };
    },
  });
  await bot.task("make");
  assertEquals(bot.notes.titles(), ["Half"]);
  broken = false;
  await bot.task("undo");
  assertEquals(bot.notes.titles(), []);
});

Deno.test("of a task that goes on after it was taken back, what it does then can be taken back", async () => {
  let broken = true;
  await using bot = await AgentBot.start({
    script: (options, count) => {
      if (textsIn(options).at(-1)?.includes("undo")) return count === 0 ? { tool: "undo_last", input: {} } : "Undone.";
      if (count === 1 && broken) throw new ModelError("unreachable", "Connection refused");
      return count === 2
        ? "Made."
        : { tool: "create_note", input: { title: count === 0 ? "First" : "Second", body: "" } };
    },
  });
  await bot.task("make");
  broken = false;
  await bot.task("undo");
  assertEquals(bot.notes.titles(), []);
  await bot.press("Try again");
  assertEquals(bot.notes.titles(), ["Second"]);
  await bot.press("Undo");
  assertEquals(bot.notes.titles(), []);
});

Deno.test("in one task the agent takes back one task, whatever it calls with", async () => {
  await using bot = await AgentBot.start({
    script: (options, count) => {
      const task = textsIn(options).at(-1) ?? "";
      if (!task.includes("Undo")) {
        return count === 0 ? { tool: "create_note", input: { title: task, body: "" } } : "Made.";
      }
      return count < 4 ? { tool: "undo_last", input: { again: count } } : "Done.";
    },
  });
  await bot.task("One");
  await bot.task("Two");
  await bot.task("Undo");
  assertEquals(bot.notes.titles(), ["<task>\nOne\n</task>"]);
});

Deno.test("/stop ends taking back, says how far it came, and the rest can be taken back after it", async () => {
  const three = ["One", "Two", "Three"].map((title) => ({ tool: "create_note", input: { title, body: "" } }));
  await using bot = await AgentBot.start({
    script: (options, count) => {
      if (count > 0) return "Done.";
      return textsIn(options).at(-1)?.includes("Undo") ? { tool: "undo_last", input: {} } : three;
    },
  });
  await bot.task("Make three");
  bot.notes.hook = ({ tool }, { signal }) => {
    if (tool !== "trash" || bot.notes.count("trash") < 2) return;
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  };
  await bot.task("Undo it");
  await bot.say("/stop");
  assertEquals(bot.heard, "Stopped.\n\nRemoved again:\n- Three");
  await bot.pass(60);
  assertEquals(bot.notes.titles(), ["One", "Two"]);
  bot.notes.hook = () => {};
  assertEquals(await bot.press("Undo"), "Taken back.\n\nRemoved again:\n- One\n- Two");
  assertEquals(bot.notes.titles(), []);
});
