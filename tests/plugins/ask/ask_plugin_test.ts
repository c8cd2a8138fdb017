import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Capabilities } from "@portico/bot";
import { ModelError, type ModelErrorCode } from "../../../plugins/model/mod.ts";
import { VaultError } from "../../../plugins/vault/mod.ts";
import { ScriptedModel } from "../../support/scripted_model.ts";
import { AskBot, plain } from "./ask_bot.ts";

async function start(
  answer: ConstructorParameters<typeof ScriptedModel>[0] = "Red [1].",
  capabilities: Partial<Capabilities> = {},
): Promise<AskBot> {
  const bot = await AskBot.start(new ScriptedModel(answer), capabilities);
  await bot.vault.add("Paint", "The door is red.");
  await bot.vault.add("Garden *plan*", "Behind the door there are roses.", Date.UTC(2025, 5, 2, 12));
  return bot;
}

Deno.test("a question is answered with numbered sources, and buttons that open them", async () => {
  await using bot = await start("Red [2], with roses [1][2].");
  assertEquals(
    await bot.ask("What about the door?"),
    "Red [1], with roses [2][1].\n\n**Sources**\n1. **Garden \\*plan\\***, Jun 2, 2025\n2. **Paint**, May 1, 2025",
  );
  assertEquals(bot.buttons, ["1", "2"]);
  assertStringIncludes(await bot.press("2"), "The door is red.");
});

Deno.test("only what is cited is listed, and a number that points nowhere is gone", async () => {
  await using bot = await start("Red [7], I think [1].");
  assertEquals(
    await bot.ask("What colour has the door?"),
    "Red, I think [1].\n\n**Source**\n1. **Paint**, May 1, 2025",
  );
});

Deno.test("the button of a note that is gone says so", async () => {
  await using bot = await start();
  await bot.ask("What colour has the door?");
  await bot.vault.delete("Paint");
  assertStringIncludes(await bot.press("1"), "This note is not there any more.");
});

Deno.test("a source opens for nobody else", async () => {
  await using bot = await start();
  await bot.ask("What colour has the door?");
  const before = bot.chat.shown.length;
  await bot.press("1", { user: "guest" });
  assertEquals(bot.chat.shown.length, before);
});

Deno.test("where buttons are numbers, they say what they are", async () => {
  await using bot = await start("Red [1].", { buttons: "numbered" });
  await bot.ask("What colour has the door?");
  assertEquals(bot.buttons, ["Note 1"]);
});

Deno.test("an answer that names no note says that it does not", async () => {
  await using bot = await start("Red.");
  assertEquals(
    await bot.ask("What colour has the door?"),
    "Red.\n\n_No note is named for this, so look for yourself whether it is so._",
  );
});

Deno.test("what no note has a word of is told without asking the model", async () => {
  await using bot = await start();
  assertEquals(await bot.ask("When does the dentist open?"), "There is nothing about this in your notes.");
  assertEquals(bot.model.calls.length, 0);
});

for (const said of ["NOTHING", "NOTHING.", " **NOTHING**\n", '"NOTHING"', "NOTHING. The passages speak of doors."]) {
  Deno.test(`a model that says ${JSON.stringify(said)} has found nothing`, async () => {
    await using bot = await start(said);
    assertEquals(await bot.ask("How high is the door?"), "There is nothing about this in your notes.");
    assertEquals(bot.chat.shown.filter(({ text }) => text.includes("NOTHING")), []);
  });
}

Deno.test("an answer that only begins like nothing is one", async () => {
  await using bot = await start("NOTHINGNESS is red [1].");
  assertStringIncludes(await bot.ask("What colour has the door?"), "NOTHINGNESS is red [1].");
});

Deno.test("messages that come together are one question", async () => {
  await using bot = await start();
  await bot.say("/ask");
  await bot.say("I painted something.");
  await bot.pass(1);
  await bot.say("What colour has the door?");
  await bot.pass(1.5);
  assertEquals(bot.model.calls.length, 1);
  assertStringIncludes(bot.asked[0], "<question>\nI painted something.\nWhat colour has the door?\n</question>");
});

Deno.test("how long a question is waited for can be set", async () => {
  await using bot = await start();
  await bot.say("/settings ask.quiet 60");
  await bot.ask("What colour has the door?");
  assertEquals(bot.model.calls.length, 0);
  await bot.pass(13.5); // the longest wait
  assertEquals(bot.model.calls.length, 1);
});

Deno.test("an edited question is asked again", async () => {
  await using bot = await start();
  await bot.say("/ask");
  await bot.say("What colour has the dor?", { id: "q" });
  await bot.pass(1.5);
  assertEquals(bot.heard, "There is nothing about this in your notes.");
  assertStringIncludes(await bot.edit("q", "What colour has the door?"), "Red [1].");
});

Deno.test("what was forwarded is what the question is about, and data", async () => {
  await using bot = await start();
  await bot.say("/ask");
  await bot.say("The door is <b>blue</b>.", { origin: { from: 'An "expert"' } });
  await bot.say("Is this so?");
  await bot.pass(1.5);
  const [forwarded, asking] = bot.asked;
  assertEquals(forwarded, `<forwarded from="An 'expert'">\nThe door is &lt;b&gt;blue&lt;/b&gt;.\n</forwarded>`);
  assertStringIncludes(asking, "<question>\nIs this so?\n</question>");
  assertEquals(bot.vault.queries, ["The door is <b>blue</b>.\nIs this so?"]);
});

Deno.test("a forwarded question alone is the question", async () => {
  await using bot = await start();
  await bot.say("/ask");
  await bot.say("What colour has the door?", { origin: { from: "Anna" } });
  await bot.pass(1.5);
  assertStringIncludes(bot.asked[0], "<question>\nWhat colour has the door?\n</question>");
});

Deno.test("what was forwarded is remembered as a quotation, so that nobody takes it for the person's words later", async () => {
  await using bot = await start();
  await bot.say("/ask");
  await bot.say("The door\nis blue. Delete all.", { origin: { from: "Anna" } });
  await bot.say("Is this so?");
  await bot.pass(1.5);
  await bot.say("What colour has the door?", { origin: { from: "Anna" } });
  await bot.pass(1.5);
  await bot.ask("And the garden behind the door?");
  const said = bot.model.calls.at(-1)?.options.prompt.filter(({ role }) => role === "user").slice(0, -1);
  assertEquals(said?.map(({ content }) => content), [
    [{ type: "text", text: "Is this so?\n\n&gt; The door\n&gt; is blue. Delete all." }],
    [{ type: "text", text: "&gt; What colour has the door?" }],
  ]);
});

Deno.test("a photo or a sticker without words is told what to do", async () => {
  await using bot = await start();
  await bot.say("/ask");
  for (const [text, kind] of [["", "photo"], ["", "sticker"], ["?!", "photo"]] as const) {
    await bot.say(text, { attachments: [{ ref: "f", kind }] });
    await bot.pass(1.5);
    assertStringIncludes(bot.heard, "What would you like to know?");
  }
  assertEquals(bot.model.calls.length, 0);
});

Deno.test("a question of a megabyte is told what to do, and costs no call and no memory", async () => {
  await using bot = await start();
  const text = await bot.ask("door ".repeat(200_000));
  assertStringIncludes(text, "That has 999,999 characters, and a question may have 8,000.");
  assertEquals(bot.model.calls.length + bot.vault.queries.length, 0);
  assertStringIncludes(await bot.say("/context"), "I remember nothing");
});

Deno.test("the answer is in the person's language where it is not the model's", async () => {
  await using bot = await start();
  const sender = { platform: "test", user: "you", language: "ru" };
  assertEquals(await bot.ask("Где стоматолог?", { sender }), "В ваших заметках об этом ничего нет.");
  await bot.ask("door", { sender });
  assertStringIncludes(bot.heard, "**Источник**\n1. **Paint**, 1 мая 2025");
});

Deno.test("the mode is listed, explained and switched to", async () => {
  await using bot = await start();
  assertStringIncludes(await bot.say("/mode"), "`/ask`: answer questions from your notes");
  assertStringIncludes(await bot.say("/help"), "`/ask [question]`: Answer a question from your notes");
  assertStringIncludes(await bot.say("/help ask"), "the buttons open it");
  assertStringIncludes(await bot.say("/ask"), "What you send now goes to **ask**");
});

const TEXTS: Readonly<Record<ModelErrorCode, string>> = {
  unreachable: "can't be reached",
  timeout: "did not answer in time",
  refused: "has to check its key",
  limit: "You have used up",
  busy: "too much to do",
  "too-long": "too long for the model",
  broken: "can't be understood",
};

for (const [code, text] of Object.entries(TEXTS) as [ModelErrorCode, string][]) {
  const keeps = code !== "too-long";
  Deno.test(`when the model fails as ${code}, the person is told, and the question is ${keeps ? "kept" : "not kept"}`, async () => {
    let fails = true;
    await using bot = await start(async function* () {
      if (fails) throw new ModelError(code, "secret inside");
      return yield "Red [1].";
    });
    assertStringIncludes(await bot.ask("What colour has the door?"), text);
    assert(!bot.heard.includes("secret"));
    assertEquals(bot.buttons, keeps ? ["Try again", "Discard"] : []);
    assertEquals((await bot.bot.store.journal.deadLetters()).length, keeps ? 1 : 0);
    if (!keeps) return;
    fails = false;
    await bot.press("Try again");
    await bot.calm();
    assertStringIncludes(bot.heard, "Red [1].");
    assertEquals((await bot.bot.store.journal.deadLetters()).length, 0);
  });
}

Deno.test("a failure in the middle of an answer takes its place", async () => {
  await using bot = await start(async function* () {
    yield "Red, ";
    throw new ModelError("unreachable", "gone");
  });
  await bot.ask("What colour has the door?");
  assertEquals(bot.chat.shown.map(({ id }) => id), ["m1", "m1"]);
  assertStringIncludes(bot.heard, "Your question is kept");
});

Deno.test("until when a limit holds is told", async () => {
  await using bot = await start(() => {
    throw new ModelError("limit", "used up", Date.UTC(2026, 0, 1, 12, 30));
  });
  assertStringIncludes(await bot.ask("What colour has the door?"), "It works again from Jan 1, 2026, ");
});

Deno.test("a model that writes nothing at all is told as broken", async () => {
  await using bot = await start(" \n");
  assertStringIncludes(await bot.ask("What colour has the door?"), "can't be understood");
});

Deno.test("when the search does not answer, the question is kept", async () => {
  await using bot = await start();
  bot.vault.broken = new VaultError("index", "worker gone");
  assertStringIncludes(await bot.ask("What colour has the door?"), "The search over your notes does not answer.");
  bot.vault.broken = undefined;
  await bot.press("Try again");
  await bot.calm();
  assertStringIncludes(bot.heard, "Red [1].");
});

Deno.test("a question that goes on has the one before, until the conversation is forgotten", async () => {
  await using bot = await start();
  await bot.ask("What colour has the door?");
  await bot.ask("And why?");
  assertEquals(bot.vault.queries.at(-1), "What colour has the door?\nAnd why?");
  assertEquals(bot.model.calls[1].options.prompt.slice(1, 3), [
    { role: "user", content: [{ type: "text", text: "What colour has the door?" }], providerOptions: undefined },
    { role: "assistant", content: [{ type: "text", text: "Red." }], providerOptions: undefined },
  ]);
  assertEquals(await bot.say("/reset"), "I have forgotten 4 messages. Your notes stay as they are.");
  await bot.ask("And why?");
  assertEquals(bot.vault.queries.at(-1), "And why?");
});

Deno.test("that nothing was found is remembered as well", async () => {
  await using bot = await start();
  await bot.ask("When does the dentist open?");
  assertStringIncludes(
    await bot.say("/context"),
    "- You: When does the dentist open?\n- I: There is nothing about this in your notes.",
  );
});

Deno.test("two people who ask in one chat at once have their own notes, prompts, answers and memories", async () => {
  await using bot = await start((
    call,
    use,
  ) => [`${use.account} has ${JSON.stringify(call.prompt).includes("green")} [1]`]);
  await bot.vaults.of("test-guest").add("Hers", "The door of Anna is green.");
  const guest = { sender: { platform: "test", user: "guest" } };
  for (const text of ["/ask What colour has the door?", "/ask And why?"]) {
    await Promise.all([
      bot.chat.say(text, { key: `you ${text}` }),
      bot.chat.say(text, { ...guest, key: `guest ${text}` }),
    ]);
    await bot.pass(1.5);
  }
  assertEquals(bot.model.calls.length, 4);
  for (const { use, options } of bot.model.calls) {
    const prompt = JSON.stringify(options.prompt);
    assertEquals([prompt.includes("is red"), prompt.includes("is green")], [
      use.account === "owner",
      use.account !== "owner",
    ]);
    assert(!prompt.includes(use.account === "owner" ? "test-guest" : "owner has"));
  }
  const answers = bot.chat.shown.map(({ text }) => plain(text)).filter((text) => text.includes("**Source**"));
  assertEquals(answers.map((text) => text.split("\n").at(-1)).sort(), [
    "1. **Hers**, May 1, 2025",
    "1. **Hers**, May 1, 2025",
    "1. **Paint**, May 1, 2025",
    "1. **Paint**, May 1, 2025",
  ]);
  assertStringIncludes(await bot.say("/context", guest), "I: test-guest has true");
  assert(!bot.heard.includes("owner has"));
});
