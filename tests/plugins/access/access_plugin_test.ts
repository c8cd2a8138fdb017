/** The access plugin inside a whole bot. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { identityId, PluginValues, WiringError } from "@portico/bot";
import { Variables } from "../../../core/config/config_sources.ts";
import { textProblems } from "../../../core/i18n/text_problems.ts";
import { AccessConfig, AccessPlugin } from "../../../plugins/access/mod.ts";
import en from "../../../plugins/access/texts/en.ftl" with { type: "text" };
import ru from "../../../plugins/access/texts/ru.ftl" with { type: "text" };
import { TestBot } from "../../support/test_bot.ts";

async function start(access: Readonly<Record<string, unknown>> = {}) {
  const bot = await TestBot.start({ plugins: [AccessPlugin], config: { access } });
  const say = async (text: string, user = "you", language?: string) => {
    await bot.chat.say(text, { sender: { platform: "test", user, ...(language === undefined ? {} : { language }) } });
    await bot.settle();
    return bot.chat.texts.at(-1) ?? "";
  };
  return { bot, say };
}

async function read(env: Readonly<Record<string, string>>) {
  return await new PluginValues({ variables: new Variables(env) }).pluginConfig("access", AccessConfig);
}

Deno.test("people are named in PORTICO_OWNER and PORTICO_ALLOW, with commas between them", async () => {
  const { value } = await read({ PORTICO_OWNER: "telegram:1", PORTICO_ALLOW: " Telegram:2, matrix:@a:b.org,, " });
  assertEquals(value?.owner.map(identityId), ["telegram:1"]);
  assertEquals(value?.allow.map(identityId), ["telegram:2", "matrix:@a:b.org"]);
  assertEquals((await read({})).value, { owner: [], allow: [] });
});

Deno.test("people are named in the settings file as text or as a list", async () => {
  const values = new PluginValues({
    sections: { access: { owner: "telegram:1", allow: ["telegram:2", "telegram:3"] } },
  });
  const { value } = await values.pluginConfig("access", AccessConfig);
  assertEquals(value?.owner.map(identityId), ["telegram:1"]);
  assertEquals(value?.allow.map(identityId), ["telegram:2", "telegram:3"]);
});

Deno.test("every entry that names nobody is told with what to write", async () => {
  const { problems = [] } = await read({
    PORTICO_OWNER: "12345",
    PORTICO_ALLOW: "telegram:, :5, telegram:*,telegram:a b",
  });
  assertEquals(problems.length, 5);
  assertStringIncludes(
    problems[0],
    'PORTICO_OWNER: "12345" names no platform; write platform:user, such as telegram:12345',
  );
  assertStringIncludes(problems[1], '"telegram:" names no user');
  assertStringIncludes(problems[2], '":5" begins with no platform');
  assertStringIncludes(problems[3], "would let in anybody");
  assertStringIncludes(problems[4], "holds a space");
});

Deno.test("a name without a platform is told with what an id looks like, and once", async () => {
  const { problems = [] } = await read({ PORTICO_OWNER: "olga" });
  assertEquals(problems, ['PORTICO_OWNER: "olga" names no platform; write platform:user, such as telegram:12345.']);
});

Deno.test("what can be no id on a platform that is open stops the start, each with what one looks like", async () => {
  const config = { access: { owner: "test:olga", allow: ["test:12", "elsewhere:olga", "test:@boris"] } };
  const bot = await TestBot.make({ plugins: [AccessPlugin], config });
  bot.chat.ids = { pattern: /^\d+$/, example: "12345" };
  const error = await assertRejects(() => bot.kernel.start(), WiringError);
  const says = "is nobody's id; there they look like test:12345.";
  for (const named of ["PORTICO_OWNER: test:olga", "PORTICO_ALLOW: test:@boris"]) {
    assertStringIncludes(error.message, `${named} ${says}`);
  }
  assertEquals(error.message.split(says).length - 1, 2);
  await bot.stop();
});

Deno.test("a bad entry stops the start", async () => {
  const bot = await TestBot.make({ plugins: [AccessPlugin], config: { access: { allow: "12345" } } });
  const error = await assertRejects(() => bot.kernel.start(), WiringError);
  assertStringIncludes(error.message, '"12345" names no platform');
  await bot.stop();
});

Deno.test("everybody is told who they are, in their language", async () => {
  const { bot, say } = await start();
  await using _stopped = bot;
  assertEquals(await say("/whoami"), "You are `test:you`, here with the account `owner` (owner).");
  assertEquals(await say("/whoami", "guest", "ru"), "Вы `test:guest`, ваша учётная запись — `test-guest` (участник).");
});

Deno.test("a name that would format the reply does not", async () => {
  const { bot, say } = await start();
  await using _stopped = bot;
  assertStringIncludes(await say("/whoami", "`*x*`\n# y"), "You are ``test:`*x*` # y``,");
});

Deno.test("the owner sees who may come in, a member does not", async () => {
  const { bot, say } = await start({ allow: "telegram:5" });
  await using _stopped = bot;
  await say("/whoami", "guest");
  const list = await say("/access");
  assertStringIncludes(
    list,
    "- `test:you`: owner, account `owner`\n- `telegram:5`: member, account `telegram-5`\n- `test:guest`: member",
  );
  assertEquals(await say("/access", "guest"), "Only the owner of this bot may do that.");
});

Deno.test("a list that is too long for a message says how many are left out", async () => {
  const allow = Array.from({ length: 60 }, (_, index) => `telegram:${index}`);
  const { bot, say } = await start({ allow });
  await using _stopped = bot;
  assertStringIncludes(await say("/access"), "… and 11 more");
  assertStringIncludes(await say("/access", "you", "ru"), "… и ещё 11 человек\n");
});

Deno.test("the owner puts somebody out by a button, after being asked", async () => {
  const { bot, say } = await start();
  await using _stopped = bot;
  await bot.chat.say("hi", { sender: { platform: "test", user: "boris", name: "Boris" } });
  await say("/access");
  const labels = () => bot.chat.shown.at(-1)?.buttons?.flat().map(({ text }) => text);
  const press = async (text: string) => {
    await bot.chat.press(text);
    await bot.settle();
    return bot.chat.texts.at(-1) ?? "";
  };
  assertEquals(labels(), ["Put out Boris"], "and none for who asks");
  assertStringIncludes(await press("Put out Boris"), "May `test:boris` (`Boris`) come in no longer?");
  assertStringIncludes(await press("Back"), "**Who may come in**");
  await press("Put out Boris");
  const page = await press("Put out");
  assertStringIncludes(page, "`test:boris` may not come in any more.");
  assertEquals([page.includes("account `test-boris`"), labels()], [false, undefined]);
  assertEquals(await bot.kernel.accounts.find({ platform: "test", user: "boris" }), undefined);
});

Deno.test("every text is there in both languages", () => {
  assertEquals(textProblems("access", { en, ru }), []);
});
