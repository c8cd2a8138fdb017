/** A question whose answer is under way when everything dies. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { Life } from "../../support/life.ts";
import { ScriptedModel } from "../../support/scripted_model.ts";
import { AskBot, AskedVaults, plain, pluginsWith } from "./ask_bot.ts";

async function begin() {
  const vaults = new AskedVaults();
  const model = new ScriptedModel();
  const life = await Life.begin({ plugins: pluginsWith(vaults, model) });
  const start = async () => {
    const bot = new AskBot(await life.start(), model, vaults);
    await bot.calm();
    return bot;
  };
  await vaults.of("owner").add("Paint", "The door is red.");
  return { life, model, start, [Symbol.asyncDispose]: () => life[Symbol.asyncDispose]() };
}

/** Begins an answer, and never ends it. */
async function* neverEnding() {
  yield "Red ";
  await new Promise<never>(() => {});
}

const shown = ({ chat }: AskBot) => chat.shown.map(({ id, text }) => `${id}: ${plain(text).split("\n")[0]}`);

Deno.test("what was being answered when everything died is answered after the restart, in the same message", async () => {
  await using given = await begin();
  const { life, model, start } = given;
  model.answer = neverEnding;
  const first = await start();
  await first.ask("What colour has the door?");
  await first.pass(1);
  assertEquals(shown(first), ["m1: Looking through your notes …", "m1: Red …"]);
  await life.die();
  model.answer = () => ["Red [1]."];
  const second = await start();
  assertEquals(shown(second), ["m1: Red [1]."]);
  assertEquals(model.calls.length, 2);
  assertEquals(await second.bot.store.journal.stats(), { pending: 0, work: 0, dead: 0 });
});

Deno.test("an answer that was there when everything died is not paid again", async () => {
  await using given = await begin();
  const { life, model, start } = given;
  model.answer = () => ["Red [1]."];
  const first = await start();
  first.chat.script = (operation) => operation.kind === "edit" ? new Promise<void>(() => {}) : undefined;
  await first.ask("What colour has the door?");
  assertEquals(shown(first), ["m1: Looking through your notes …"]);
  await life.die();
  const second = await start();
  assertEquals(shown(second), ["m1: Red [1]."]);
  assertEquals(model.calls.length, 1);
});

Deno.test("a question is remembered once, however often its handler runs", async () => {
  await using given = await begin();
  const { life, model, start } = given;
  model.answer = () => ["Red [1]."];
  const first = await start();
  await first.ask("What colour has the door?");
  await life.die(); // it may be settled by now, or run again
  const second = await start();
  assertStringIncludes(plain(await second.say("/context")), "I remember 2 messages");
});

Deno.test("what was said is known after the restart", async () => {
  await using given = await begin();
  const { life, model, start } = given;
  model.answer = () => ["Red [1]."];
  const first = await start();
  await first.ask("What colour has the door?");
  await life.die();
  const second = await start();
  await second.ask("And why?");
  const { prompt } = model.calls[1].options;
  assertEquals(prompt.map(({ role }) => role), ["system", "user", "assistant", "user"]);
});

Deno.test("a question that was kept is there after the restart", async () => {
  await using given = await begin();
  const { life, model, start } = given;
  model.answer = () => [""];
  const first = await start();
  await first.ask("What colour has the door?");
  await life.die();
  model.answer = () => ["Red [1]."];
  const second = await start();
  assertEquals(shown(second), []);
  await second.say("/failed");
  await second.press("Try 1 again");
  await second.calm();
  assertStringIncludes(second.heard, "Red [1].");
});

Deno.test("what a stop cut off is answered after the next start, and was no failure", async () => {
  await using given = await begin();
  const { life, model, start } = given;
  model.answer = neverEnding;
  const first = await start();
  await first.ask("What colour has the door?");
  await first.pass(1);
  assertEquals(await first.bot.stop(), []);
  assertEquals(shown(first), ["m1: Looking through your notes …", "m1: Red …"]);
  await life.die();
  model.answer = () => ["Red [1]."];
  const second = await start();
  assertEquals(shown(second), ["m1: Red [1]."]);
  assertEquals(await second.bot.store.journal.stats(), { pending: 0, work: 0, dead: 0 });
});
