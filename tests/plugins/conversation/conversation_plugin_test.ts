// Loaded when it is needed, which takes turns of the event loop.
import "../../../plugins/conversation/context_page.ts";
import "../../../plugins/conversation/text_cut.ts";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { command, type CommandContext, inject, plugin } from "@portico/bot";
import { ConversationContextManager, ConversationPlugin } from "../../../plugins/conversation/mod.ts";
import { Life } from "../../support/life.ts";
import { modelOf, ScriptedModel } from "../../support/scripted_model.ts";
import { TestBot } from "../../support/test_bot.ts";

/** Repeats what is said, and remembers that. */
@plugin({ name: "parrot" })
@inject(ConversationContextManager)
class Parrot {
  constructor(private readonly conversations: ConversationContextManager) {}

  @command("say", { description: "Repeats" })
  async say(ctx: CommandContext) {
    const { account, conversation, rest, event } = ctx;
    await this.conversations.remember(account.id, conversation, event.key, [
      { role: "user", text: rest, at: 0 },
      { role: "assistant", text: `You said: ${rest}`, at: 0 },
    ]);
    await ctx.reply("noted");
  }
}

const plugins = [modelOf(new ScriptedModel()), ConversationPlugin, Parrot];

/** A bot that starts again must not take what is new for what it has had. */
let said = 0;

async function say(bot: TestBot, text: string, parts: { readonly user?: string; readonly language?: string } = {}) {
  const { user = "you", language } = parts;
  const sender = { platform: "test", user, ...(language === undefined ? {} : { language }) };
  await bot.chat.say(text, { sender, key: `said:${++said}` });
  for (let turn = 0; turn < 5; turn++) await bot.settle();
  return bot.chat.texts.at(-1) ?? "";
}

Deno.test("/context shows what is remembered and its size", async () => {
  await using bot = await TestBot.start({ plugins });
  await say(bot, "/say one *two* three");
  assertEquals(
    await say(bot, "/context"),
    [
      "**I remember 2 messages of this conversation**, 8 of 4,000 tokens:",
      "",
      "- You: one two three",
      "- I: You said: one two three",
      "",
      "`/reset` makes me forget it.",
    ].join("\n"),
  );
});

Deno.test("/context shows words, not their markup", async () => {
  await using bot = await TestBot.start({ plugins });
  await say(bot, "/say **Deleted**\n- a [list](https://example.com) of `notes`\n- snake_case, 2 \\* 3 and _more_");
  assertStringIncludes(
    await say(bot, "/context"),
    "- I: You said: Deleted • a list of notes • snake\\_case, 2 \\* 3 and more",
  );
});

Deno.test("/context shortens what is long, and counts what it does not show", async () => {
  await using bot = await TestBot.start({ plugins });
  for (let count = 0; count < 6; count++) await say(bot, `/say ${"long ".repeat(100)}`);
  const page = await say(bot, "/context");
  assertStringIncludes(page, "… 2 older ones, and\n- You: long long");
  assertEquals(page.split("\n").length, 15);
  assertEquals(page.split("\n").every((line) => line.length < 150), true);
});

Deno.test("/context says when there is nothing", async () => {
  await using bot = await TestBot.start({ plugins });
  assertStringIncludes(await say(bot, "/context"), "I remember nothing of this conversation.");
});

Deno.test("/reset forgets it and says how much that was", async () => {
  await using bot = await TestBot.start({ plugins });
  await say(bot, "/say one");
  assertEquals(await say(bot, "/reset"), "I have forgotten 2 messages. Your notes stay as they are.");
  assertEquals(await say(bot, "/reset"), "There was nothing to forget.");
  assertStringIncludes(await say(bot, "/context"), "I remember nothing");
});

Deno.test("both speak Russian", async () => {
  await using bot = await TestBot.start({ plugins });
  await say(bot, "/say раз");
  assertStringIncludes(
    await say(bot, "/context", { language: "ru" }),
    "**Из этого разговора я помню 2 сообщения**, 4 из 4\u00a0000 токенов:\n\n- Вы: раз\n- Я: You said: раз",
  );
  assertEquals(await say(bot, "/reset", { language: "ru" }), "Я забыл 2 сообщения. Заметки остались как есть.");
});

Deno.test("two people in one chat don't see or forget what the other said", async () => {
  await using bot = await TestBot.start({ plugins });
  await say(bot, "/say mine");
  assertStringIncludes(await say(bot, "/context", { user: "guest" }), "I remember nothing");
  assertEquals(await say(bot, "/reset", { user: "guest" }), "There was nothing to forget.");
  assertStringIncludes(await say(bot, "/context"), "You: mine");
});

Deno.test("it outlives a restart", async () => {
  await using life = await Life.begin({ plugins });
  const first = await life.start();
  await say(first, "/say once");
  await life.die();
  const second = await life.start();
  assertStringIncludes(await say(second, "/context"), "You: once");
});

Deno.test("how much is kept can be configured", async () => {
  await using bot = await TestBot.start({ plugins, config: { conversation: { tokens: 100 } } });
  assertStringIncludes(await say(bot, "/context"), "up to 100 tokens");
});
