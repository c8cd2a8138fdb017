/** What the README of the agent shows is so. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Constructor } from "@portico/bot";
import { Readme } from "../../support/readme.ts";
import { AgentBot } from "./agent_bot.ts";
import { answers, resultsIn } from "./scripted_model.ts";

Deno.test("the tool in the README is called, says what goes on, and is taken back", async () => {
  const { LampPlugin } = await (await Readme.read("plugins/agent/README.md")).load<{ LampPlugin: Constructor }>();
  const lamp = (room: string) => ({ tool: "switch_lamp", input: { room, on: true } });
  const script = answers(lamp("kitchen"), lamp("garage"), "There is light.");
  await using bot = await AgentBot.start({ more: [LampPlugin], script });
  assertEquals(await bot.task("Light, please"), "There is light.");
  assertStringIncludes(resultsIn(bot.scripted.asked[1])[0], '{"room":"kitchen","on":true}');
  assertStringIncludes(resultsIn(bot.scripted.asked[2])[1], "The garage has no lamp.");
  await bot.press("Undo");
  assertEquals(bot.heard, "Taken back.");
  assertStringIncludes(
    await bot.say("/tools"),
    "- `switch_lamp` (changes, can be undone): Switches the lamp of a room.",
  );
});

Deno.test("the source in the README offers its tool to the owner, who is asked before it is called", async () => {
  const { DoorPlugin } = await (await Readme.read("plugins/agent/README.md")).load<{ DoorPlugin: Constructor }>(1);
  const script = answers({ tool: "doors_open", input: { door: "front" } }, "It is open.");
  await using bot = await AgentBot.start({ more: [DoorPlugin], script });
  assertStringIncludes(await bot.task("Open the door"), '"door": "front"');
  await bot.press("Allow");
  assertEquals(bot.heard, "It is open.");
  assertStringIncludes(resultsIn(bot.scripted.asked[1])[0], '{"open":"front"}');
  assertStringIncludes(await bot.say("/tools"), "**The house**\n- `doors_open`");
});
