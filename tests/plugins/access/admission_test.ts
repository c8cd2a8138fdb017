/** Coming in by a code, by the owner's word, and being turned away: the access plugin inside a whole bot whose adapter admits nobody by itself. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Conversation, IncomingMessage, RecordKind } from "@portico/bot";
import { AccessPlugin } from "../../../plugins/access/mod.ts";
import { OccurrenceLimit } from "../../../plugins/access/occurrence_limit.ts";
import { SystemPlugin } from "../../../plugins/system/mod.ts";
import { z } from "zod";
import { TestBot, type TestBotOptions } from "../../support/test_bot.ts";
import { captureLogs } from "../../support/logs.ts";
import { TestClock } from "../../support/clock.ts";

const HOUR = 60 * 60_000;
const CODE = /[0-9A-Z]{5}-[0-9A-Z]{5}/;
const INVITATIONS: RecordKind<{ readonly usedBy: string | null }> = {
  namespace: "access.invitations",
  version: 1,
  schema: z.object({ usedBy: z.string().nullable() }),
};
const GROUP: Conversation = { platform: "test", chat: "-100", kind: "group" };

async function start(options: TestBotOptions = {}, clock = new TestClock()) {
  const notices: string[] = [];
  const bot = await TestBot.start(
    { plugins: [AccessPlugin, SystemPlugin], trusted: false, notices, ...options },
    clock,
  );
  /** Says something as `user`, in private unless told otherwise, and returns what the bot has answered meanwhile. */
  const say = async (user: string, text: string, parts: Partial<IncomingMessage> = {}) => {
    const before = bot.chat.texts.length;
    await bot.chat.say(text, { user, chat: user, sender: { platform: "test", user }, ...parts });
    await bot.settle();
    return bot.chat.texts.slice(before).join("\n");
  };
  /** As `say`, where an answer comes for certain, though maybe not in this turn of the event loop. */
  const ask = async (user: string, text: string) => {
    const answers = bot.chat.texts.length + 1;
    await bot.chat.say(text, { user, chat: user, sender: { platform: "test", user } });
    return (await bot.chat.sent(answers)).at(-1)?.text ?? "";
  };
  return { bot, say, ask, notices };
}

function codeIn(text: string): string {
  const code = CODE.exec(text)?.[0];
  if (code === undefined) throw new Error(`There is no code in: ${text}`);
  return code;
}

/** A bot whose owner is `anna`. */
async function startPaired() {
  const started = await start();
  await started.say("anna", `/pair ${codeIn(started.notices[0])}`);
  return started;
}

Deno.test("where nobody is the owner yet, whoever runs the program is shown the bot's name, a code and a link", async () => {
  const notices: string[] = [];
  const bot = await TestBot.make({ plugins: [AccessPlugin], trusted: false, notices });
  bot.chat.address = { name: "@notes_bot", link: (start = "") => `https://chat.example/notes_bot?start=${start}` };
  await bot.kernel.start();
  await using _stopped = bot;
  const code = codeIn(notices[0]);
  assertStringIncludes(notices[0], `Open to test as @notes_bot.`);
  assertStringIncludes(notices[0], `/pair ${code}`);
  assertStringIncludes(notices[0], `https://chat.example/notes_bot?start=${code}`);
});

Deno.test("a platform that can't be reached at the start is told to be away, and with the code when it is reached", async () => {
  const notices: string[] = [];
  const bot = await TestBot.make({ plugins: [AccessPlugin], trusted: false, notices });
  bot.chat.isReached = false;
  await bot.kernel.start();
  await using _stopped = bot;
  assertEquals(notices, ["test can't be reached yet. I go on trying, and say here when I am there."]);
  bot.chat.address = { name: "@notes_bot", link: (start = "") => `https://chat.example/notes_bot?start=${start}` };
  bot.chat.reach();
  bot.chat.reach();
  await bot.settle();
  assertEquals(notices.length, 2);
  assertStringIncludes(notices[1], `Open to test as @notes_bot. To be its owner, send it /pair ${codeIn(notices[1])}`);
});

Deno.test("who sends the code is the owner, also by the link, and however the code is typed", async () => {
  for (
    const write of [
      (code: string) => `/pair ${code}`,
      (code: string) => `/start ${code.toLowerCase().replace("-", "")}`,
    ]
  ) {
    const { bot, say, notices } = await start();
    await using _stopped = bot;
    assertStringIncludes(await say("anna", write(codeIn(notices[0]))), "You are the owner here");
    assertStringIncludes(await say("anna", "/whoami"), "account `owner` (owner)");
  }
});

Deno.test("while nobody is the owner, who writes is told where the code is, and not to ask one", async () => {
  const { bot, say, notices } = await start();
  await using _stopped = bot;
  assertStringIncludes(await say("anna", "/start"), "send me `/pair` and the code that is shown where I was started");
  assertStringIncludes(await say("anna", "/pair AAAAA-BBBBB"), "The one to send is shown where I was started");
  await say("anna", `/pair ${codeIn(notices[0])}`);
  assertStringIncludes(await say("boris", "/start"), "If its owner knows you, ask for an invitation");
  assertStringIncludes(await say("boris", "/pair AAAAA-BBBBB"), "Ask whoever gave it to you");
});

Deno.test("a code makes one person the owner and no second one", async () => {
  const { bot, say, notices } = await start();
  await using _stopped = bot;
  const code = codeIn(notices[0]);
  await say("anna", `/pair ${code}`);
  assertStringIncludes(await say("boris", `/pair ${code}`), "That is no code");
  assertEquals(
    await say("boris", "/whoami"),
    "This bot is private. If its owner knows you, ask for an invitation, or tell them that you are `test:boris`.",
  );
});

Deno.test("once somebody is the owner, the next start shows no code", async () => {
  const path = await Deno.makeTempFile();
  const first = await start({ path });
  await first.say("anna", `/pair ${codeIn(first.notices[0])}`);
  await first.bot.stop();
  const { bot, notices } = await start({ path });
  await using _stopped = bot;
  assertEquals(notices, ["Open to test as test."]);
});

Deno.test("strangers are told once an hour, and nothing of what they send is kept", async () => {
  const clock = new TestClock();
  const { bot, say } = await start({}, clock);
  await using _stopped = bot;
  assertStringIncludes(await say("eve", "hello"), "This bot waits for its owner");
  for (let minute = 0; minute < 59; minute++) {
    assertEquals(await say("eve", "hello?"), "");
    await clock.advance(60_000);
  }
  await clock.advance(60_000);
  assertStringIncludes(await say("eve", "hello!"), "This bot waits for its owner");
  assertEquals(await bot.store.journal.stats(), { pending: 0, work: 0, dead: 0 });
  assertEquals(await bot.kernel.accounts.links(), []);
});

Deno.test("a crowd of strangers gets so many answers altogether and no more", async () => {
  const { bot, say } = await start();
  await using _stopped = bot;
  let answers = 0;
  for (let user = 0; user < 250; user++) if (await say(`eve${user}`, "hello") !== "") answers++;
  assertEquals(answers, 200);
});

Deno.test("who tries many codes is answered no more, not even with the right one", async () => {
  const clock = new TestClock();
  const { bot, say, notices } = await start({}, clock);
  await using _stopped = bot;
  for (let attempt = 0; attempt < 5; attempt++) {
    assertStringIncludes(await say("eve", `/pair AAAAA-AAAA${attempt}`), "That is not the code");
  }
  assertEquals(await say("eve", `/pair ${codeIn(notices[0])}`), "");
  assertStringIncludes(await say("anna", `/pair ${codeIn(notices[0])}`), "You are the owner here");
});

Deno.test("who comes in by a code is told to whoever runs the program, and who was invited to the inviter, once", async () => {
  const { bot, say, ask, notices } = await startPaired();
  await using _stopped = bot;
  assertEquals(notices.at(-1), "test:anna is the owner now.");
  const code = codeIn(await ask("anna", "/invite"));
  const boris = { sender: { platform: "test", user: "boris", name: "*Boris*\n" } };
  await say("boris", `/pair ${code}`, boris);
  await say("boris", `/pair ${code}`, boris);
  assertEquals(notices.slice(2), ["*Boris* (test:boris) has come in by an invitation."]);
  const told = bot.chat.sends.filter(({ text }) => text.includes("has come in by your invitation"));
  assertEquals(told.map(({ conversation: { chat }, text }) => [chat, text.split(" has")[0]]), [
    ["anna", "`test:boris` (`*Boris*`)"],
  ]);
});

Deno.test("who tries and tries is told of in the log once an hour", async () => {
  const clock = new TestClock();
  const { bot, say } = await start({}, clock);
  await using _stopped = bot;
  const warnings = async () => {
    const lines = await captureLogs(async () => {
      for (let attempt = 0; attempt < 10; attempt++) await say("eve", "/pair AAAAA-BBBBB");
    });
    return lines.filter(({ message }) => message.includes("too many wrong codes")).length;
  };
  assertEquals(await warnings(), 1);
  assertEquals(await warnings(), 0);
  await clock.advance(HOUR);
  assertEquals(await warnings(), 1);
});

Deno.test("an invitation lets one person in as a member until it expires", async () => {
  const clock = new TestClock();
  const { bot, say, ask, notices } = await start({}, clock);
  await using _stopped = bot;
  await say("anna", `/pair ${codeIn(notices[0])}`);
  const invitation = codeIn(await ask("anna", "/invite"));
  assertStringIncludes(await say("boris", `/pair ${invitation}`), "You are in.");
  assertStringIncludes(await say("boris", "/whoami"), "account `test-boris` (member)");
  assertStringIncludes(await say("eve", `/pair ${invitation}`), "That is no code");
  const short = codeIn(await ask("anna", "/invite 1"));
  await say("dora", `/pair ${codeIn(await ask("anna", "/invite 1"))}`);
  await clock.advance(HOUR);
  assertStringIncludes(await say("clara", `/pair ${short}`), "That is no code");
  assertEquals((await bot.store.records(INVITATIONS).list()).length, 1, "what has expired is not kept, used or not");
});

Deno.test("a code that is shown in a group lets nobody in there", async () => {
  const { bot, say, ask } = await startPaired();
  await using _stopped = bot;
  const invitation = codeIn(await ask("anna", "/invite"));
  assertStringIncludes(await say("boris", `/pair ${invitation}`, { conversation: GROUP }), "does not serve this group");
  assertStringIncludes(await say("boris", "/whoami"), "This bot is private");
});

Deno.test("a code that could not be used is good for another try", async () => {
  const { bot, say, notices } = await start();
  await using _stopped = bot;
  const { accounts } = bot.kernel;
  const open = accounts.open.bind(accounts);
  accounts.open = () => Promise.reject(new Error("No space is left."));
  await say("anna", `/pair ${codeIn(notices[0])}`);
  accounts.open = open;
  assertStringIncludes(await say("anna", `/pair ${codeIn(notices[0])}`), "You are the owner here");
});

Deno.test("strangers without number are remembered up to a bound, and whoever was longest away is forgotten first", () => {
  const limit = new OccurrenceLimit(new TestClock(), { window: HOUR, each: 1, all: Infinity });
  for (let stranger = 0; stranger <= 10_000; stranger++) assert(limit.allows(`${stranger}`));
  assert(!limit.allows("10000"));
  assert(limit.allows("0"));
});

Deno.test("members can neither invite nor allow nor revoke nor see who may come in", async () => {
  const { bot, say } = await startPaired();
  await using _stopped = bot;
  await say("anna", "/allow test:boris");
  for (const text of ["/invite", "/allow test:eve", "/revoke test:anna", "/access"]) {
    assertEquals(await say("boris", text), "Only the owner of this bot may do that.", text);
  }
  assertStringIncludes(await say("boris", "/pair"), "Write the code behind it");
});

Deno.test("the owner lets somebody in by id and takes it back at once", async () => {
  const { bot, say } = await startPaired();
  await using _stopped = bot;
  assertStringIncludes(await say("anna", "/allow test:boris"), "`test:boris` may come in");
  assertStringIncludes(await say("boris", "/whoami"), "(member)");
  assertStringIncludes(await say("anna", "/revoke test:boris"), "may not come in any more");
  assertStringIncludes(await say("boris", "/whoami"), "This bot is private");
  assertStringIncludes(await say("anna", "/revoke test:boris"), "could not come in anyway");
  assertStringIncludes(await say("anna", "/revoke test:anna"), "That is you");
  assertStringIncludes(await say("anna", "/allow boris"), "`boris` names nobody");
});

Deno.test("a name that can be no id lets nobody in, and is told with what an id looks like", async () => {
  const { bot, say } = await startPaired();
  await using _stopped = bot;
  bot.chat.ids = { pattern: /^\d+$/, example: "12345" };
  assertStringIncludes(await say("anna", "/allow test:boris"), "nobody's id; there they look like `test:12345`");
  assertEquals(await bot.chat.say("hello", { user: "boris", chat: "boris" }), "refused");
});

Deno.test("a revoked invitation's guest needs a new one", async () => {
  const { bot, say, ask } = await startPaired();
  await using _stopped = bot;
  const used = codeIn(await ask("anna", "/invite"));
  await say("boris", `/pair ${used}`);
  await say("anna", "/revoke test:boris");
  assertStringIncludes(await say("boris", `/pair ${used}`), "That is no code");
  assertStringIncludes(await say("boris", `/pair ${codeIn(await ask("anna", "/invite"))}`), "You are in.");
});

Deno.test("what a channel posts can be made the owner's own", async () => {
  const { bot, say } = await startPaired();
  await using _stopped = bot;
  const post: Partial<IncomingMessage> = { conversation: { platform: "test", chat: "-7", kind: "channel" } };
  assertEquals(await say("-7", "/whoami", post), "", "a channel gets no lines");
  assertStringIncludes(await say("anna", "/access"), "- the channel `test:-7`");
  assertStringIncludes(await say("anna", "/allow -7 mine"), "goes into your own notes");
  assertStringIncludes(await say("-7", "/whoami", post), "account `owner`");
});

Deno.test("a group that was let in is served there, and its people nowhere else", async () => {
  const { bot, say } = await startPaired();
  await using _stopped = bot;
  assertStringIncludes(await say("boris", "/whoami", { conversation: GROUP }), "does not serve this group");
  assertEquals(await say("eve", "/whoami", { conversation: GROUP }), "", "one line an hour for the whole group");
  assertStringIncludes(await say("anna", "/allow here", { conversation: GROUP }), "what is said to me");
  assertStringIncludes(await say("boris", "/whoami", { conversation: GROUP }), "`test-boris` (member)");
  assertStringIncludes(await say("boris", "/whoami"), "This bot is private");
  await say("anna", "/revoke here", { conversation: GROUP });
  assertEquals(await bot.chat.say("/whoami", { user: "boris", conversation: GROUP }), "refused");
});

Deno.test("what is not said to the bot is overheard only where the owner wants it", async () => {
  const { bot, say } = await startPaired();
  await using _stopped = bot;
  const talk = () => bot.chat.say("blah", { user: "anna", conversation: GROUP, overheard: true });
  assertEquals(await talk(), "refused");
  await say("anna", "/allow here", { conversation: GROUP });
  assertEquals(await talk(), "refused");
  await say("anna", "/allow here everything", { conversation: GROUP });
  assertEquals(await talk(), "accepted");
});

Deno.test("where the platform keeps back what is not said to the bot, the owner who wants everything is told what to do", async () => {
  const { bot, say } = await startPaired();
  await using _stopped = bot;
  bot.chat.address = { name: "@notes_bot", link: () => "https://chat.example/notes_bot", hears: "addressed" };
  const keepsBack = "keeps back from me what is not said to me, unless I am an administrator there";
  assertStringIncludes(await say("anna", "/allow here everything", { conversation: GROUP }), keepsBack);
  assertEquals((await say("anna", "/allow here", { conversation: GROUP })).includes(keepsBack), false);
  bot.chat.address = { name: "@notes_bot", link: () => "https://chat.example/notes_bot" };
  assertEquals((await say("anna", "/allow here everything", { conversation: GROUP })).includes(keepsBack), false);
});

Deno.test("who was turned away is shown to the owner with the id that lets them in", async () => {
  const { bot, say } = await startPaired();
  await using _stopped = bot;
  for (let user = 0; user < 12; user++) {
    await say(`eve${user}`, "hello", { sender: { platform: "test", user: `eve${user}`, name: "*Eve*" } });
  }
  const page = await say("anna", "/access");
  assertStringIncludes(page, "**Turned away lately**\n\n- `test:eve11` (`*Eve*`)\n");
  assertEquals(page.match(/^- `test:eve/gm)?.length, 10);
});

Deno.test("people, groups and channels that were let in are shown with their names, and no more among those turned away", async () => {
  const { bot, say } = await startPaired();
  await using _stopped = bot;
  const named = (user: string, name: string) => ({ sender: { platform: "test", user, name } });
  const group = { conversation: GROUP, chatName: "Friends" };
  await say("boris", "hello", named("boris", "Boris"));
  await say("eve", "/start", { ...named("eve", "Eve"), ...group });
  const post = { conversation: { platform: "test", chat: "-7", kind: "channel" }, chatName: "News" } as const;
  await say("-7", "post", { ...named("-7", "News"), ...post });
  assertStringIncludes(await say("anna", "/access"), "- `test:eve` (`Eve`) in the group `test:-100` (`Friends`)");
  await say("anna", "/allow test:boris");
  await say("anna", "/allow -7 mine");
  assertStringIncludes(await say("anna", "/allow here", group), "The people of this group may use me here");
  const page = await say("anna", "/access");
  assertStringIncludes(page, "- `test:boris` (`Boris`): member");
  assertStringIncludes(page, "- `test:-7` (`News`): owner");
  assertStringIncludes(page, "- `test:-100` (`Friends`): I hear what is said to me");
  assertEquals(page.includes("Turned away"), false);
});

Deno.test("the owner gets a code for another identity of their own, in private and for a quarter of an hour", async () => {
  const clock = new TestClock();
  const { bot, say, notices } = await start({}, clock);
  await using _stopped = bot;
  await say("anna", `/pair ${codeIn(notices[0])}`);
  const offered = codeIn(await say("anna", "/pair"));
  assertStringIncludes(await say("anna2", `/pair ${offered}`), "You are the owner here");
  assertMatch(await say("anna", "/pair", { conversation: GROUP }), /private chat/);
  const late = codeIn(await say("anna", "/pair"));
  await clock.advance(15 * 60_000);
  assertStringIncludes(await say("anna3", `/pair ${late}`), "That is no code");
});

Deno.test("a member who sends the owner's code becomes the owner", async () => {
  const { bot, say } = await startPaired();
  await using _stopped = bot;
  await say("anna", "/allow test:boris");
  assertStringIncludes(await say("boris", `/pair ${codeIn(await say("anna", "/pair"))}`), "You are the owner here");
  assertStringIncludes(await say("boris", "/whoami"), "(owner)");
});

Deno.test("revoking somebody whom the configuration lets in says that they come back", async () => {
  const { bot, say, notices } = await start({ config: { access: { allow: "test:boris" } } });
  await using _stopped = bot;
  await say("anna", `/pair ${codeIn(notices[0])}`);
  assertStringIncludes(await say("anna", "/revoke test:boris"), "PORTICO_ALLOW");
});
