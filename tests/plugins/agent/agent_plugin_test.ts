import { assertEquals, assertStringIncludes } from "@std/assert";
import { AgentBot } from "./agent_bot.ts";
import { answers, resultsIn, textsIn } from "./scripted_model.ts";

Deno.test("a task is carried out by calls of tools, and the result lists what was changed", async () => {
  await using bot = await AgentBot.start({
    script: answers(
      { tool: "search_notes", input: { query: "flat" } },
      { tool: "create_note", input: { title: "All of the flat", body: "Rent, keys." } },
      "I collected **two** things.",
    ),
  });
  await bot.notes.put("n1", "Flat on Elm Street", "Rent is 900.");
  const heard = await bot.task("Collect everything about the flat");
  assertEquals(heard, "I collected **two** things.\n\n**Created**\n- All of the flat");
  assertEquals(bot.notes.titles(), ["All of the flat", "Flat on Elm Street"]);
  assertEquals(bot.buttons, ["Undo"]);
  assertEquals(bot.chat.sends.length, 1, "The result takes the place of what was going on.");
});
