// Loaded when somebody asks, which takes turns of the event loop.
import "../../../plugins/settings/setting_pages.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import {
  command,
  config,
  type Context,
  type IncomingEdit,
  type IncomingMessage,
  inject,
  middleware,
  type Next,
  plugin,
  StoreError,
} from "../../../core/mod.ts";
import {
  AggregationPlugin,
  type Batch,
  type BatchContext,
  mode,
  ModeSwitch,
} from "../../../plugins/aggregation/mod.ts";
import { SettingsPlugin } from "../../../plugins/settings/mod.ts";
import { SystemPlugin } from "../../../plugins/system/mod.ts";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { TestBot, type TestBotOptions } from "../../support/test_bot.ts";

const WriterConfig = config(z.object({
  quiet: z.number().default(5).meta({ setting: true }),
  style: z.string().default("plain").meta({ setting: true }),
}));

/** What the modes were given; tests empty it. */
const batches: Batch[] = [];

@plugin({
  name: "writer",
  config: WriterConfig,
  texts: { en: "mode-note = Keeps it\nwritten = Written: { $text }\nsetting-quiet = Quiet\nsetting-style = Style" },
})
class Writer {
  @mode("note", { window: { maxWait: 30 } })
  async write(batch: Batch, ctx: BatchContext) {
    batches.push(batch);
    await ctx.reply(ctx.t("written", { text: batch.messages.map(({ text }) => text).join(" ") }));
  }
}

@plugin({ name: "asker", texts: { en: "mode-ask = Answers" } })
class Asker {
  @mode("ask", { window: { quiet: 1.5 } })
  answer(batch: Batch) {
    batches.push(batch);
  }
}

@plugin({ name: "doubter", texts: { en: "mode-doubt = Asks back" } })
class Doubter {
  @mode("doubt", { window: { quiet: 1.5 } })
  async doubt(batch: Batch, ctx: BatchContext) {
    batches.push(batch);
    await ctx.reply(await ctx.ask("Sure?", { name: "sure" }));
  }
}

@plugin({ name: "turner" })
@inject(ModeSwitch)
class Turner {
  static switcher: ModeSwitch | undefined;
  constructor(switcher: ModeSwitch) {
    Turner.switcher = switcher;
  }
}

@plugin({ name: "hurry" })
class Hurry {
  @command("hurry", { description: "Passes the lanes", urgent: true })
  hurry() {}
}

function start(options: TestBotOptions = {}, clock?: TestBot["clock"]): Promise<TestBot> {
  batches.length = 0;
  return TestBot.start({ plugins: [SettingsPlugin, AggregationPlugin, Writer, Asker], ...options }, clock);
}

function say(bot: TestBot, text: string, parts: Partial<IncomingMessage> & { user?: string } = {}) {
  return bot.chat.say(text, { at: bot.clock.now(), ...parts });
}

async function edit(bot: TestBot, id: string, text: string): Promise<void> {
  const { kind: _kind, ...event } = bot.chat.message(text, { at: bot.clock.now(), id });
  const edited: IncomingEdit = { kind: "edit", ...event };
  await bot.chat.deliver(edited);
}

/** Lets time pass, with everything done before that is to be done before, and after that what is due. */
async function pass(bot: TestBot, milliseconds: number): Promise<void> {
  await settle(bot);
  await bot.clock.advance(milliseconds);
  await settle(bot);
}

/** Lets lanes and store come to rest: what one of them ends may begin something in the other. */
async function settle(bot: TestBot): Promise<void> {
  for (let quiet = 0; quiet < 4; quiet++) {
    await bot.store.journal.stats();
    await bot.settle();
    const { running, queued } = bot.kernel.status();
    if (running.length + queued > 0) quiet = 0;
  }
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

function texts({ messages }: Batch): string[] {
  return messages.map(({ text }) => text);
}

Deno.test("messages that come together are one batch of the mode", async () => {
  await using bot = await start();
  await say(bot, "buy milk");
  await pass(bot, 1_000);
  await say(bot, "and bread");
  await pass(bot, 5_000);
  assertEquals(bot.chat.texts, ["Written: buy milk and bread"]);
  const [batch] = batches;
  assertEquals(texts(batch), ["buy milk", "and bread"]);
  assertEquals([batch.mode, batch.account, batch.conversation.chat, batch.id], ["note", "owner", "c", "batch:test:1"]);
  assert(Object.isFrozen(batch) && Object.isFrozen(batch.messages) && Object.isFrozen(batch.messages[0]));
});

Deno.test("when it is done, its events are settled", async () => {
  await using bot = await start();
  await say(bot, "a");
  await pass(bot, 0);
  assertEquals((await bot.store.journal.stats()).pending, 1);
  await pass(bot, 5_000);
  const { pending, work, dead } = await bot.store.journal.stats();
  assertEquals({ pending, work, dead }, { pending: 0, work: 0, dead: 0 });
});

Deno.test("the same update twice is one message", async () => {
  await using bot = await start();
  const message = bot.chat.message("once", { at: bot.clock.now() });
  assertEquals([await bot.chat.deliver(message), await bot.chat.deliver(message)], [["accepted"], ["duplicate"]]);
  await pass(bot, 5_000);
  assertEquals(batches.map(texts), [["once"]]);
});

Deno.test("a note and /mode ask right behind it: it is still a note", async () => {
  await using bot = await start();
  const at = bot.clock.now();
  await bot.chat.deliver(
    bot.chat.message("a note", { at }),
    bot.chat.message("/mode ask", { at }),
    bot.chat.message("a question", { at }),
    bot.chat.message("/note", { at }),
  );
  await pass(bot, 5_000);
  assertEquals(batches.map((batch) => [batch.mode, ...texts(batch)]), [["note", "a note"], ["ask", "a question"]]);
});

Deno.test("a command closes what came before it, an urgent one does not", async () => {
  await using bot = await start({ plugins: [SettingsPlugin, AggregationPlugin, Writer, Hurry] });
  await say(bot, "a");
  await say(bot, "/hurry");
  await pass(bot, 0);
  assertEquals(batches, []);
  await say(bot, "/language");
  await pass(bot, 0);
  assertEquals(batches.map(texts), [["a"]]);
});

Deno.test("what is behind a mode's command is a message in the mode, whose sender stays in theirs", async () => {
  await using bot = await start();
  await say(bot, "/ask why is the sky blue");
  await say(bot, "The sky is blue");
  await pass(bot, 5_000);
  await say(bot, "The sea is green");
  await pass(bot, 5_000);
  assertEquals(batches.map((batch) => [batch.mode, ...texts(batch)]), [
    ["ask", "why is the sky blue"],
    ["note", "The sky is blue"],
    ["note", "The sea is green"],
  ]);
});

Deno.test("in a mode, its command and what follows are gathered as any two messages", async () => {
  await using bot = await start();
  await say(bot, "/ask");
  await say(bot, "/ask why is the sky blue");
  await say(bot, "at noon");
  await pass(bot, 1_500);
  assertEquals(batches.map((batch) => [batch.mode, ...texts(batch)]), [["ask", "why is the sky blue", "at noon"]]);
});

Deno.test("the rest of a text, and what is forwarded right behind it, go with a mode's command", async () => {
  await using bot = await start();
  await say(bot, "/ask what is in it");
  await say(bot, "and who wrote it", { joint: "\n" });
  await say(bot, "a letter", { origin: { from: "Ann" } });
  await pass(bot, 1_500);
  await say(bot, "another letter", { origin: { from: "Ann" } });
  await pass(bot, 5_000);
  assertEquals(batches.map(({ mode, messages }) => [mode, messages.length]), [["ask", 2], ["note", 1]]);
});

Deno.test("an album with a mode's command as its caption is one message in the mode", async () => {
  await using bot = await start();
  await say(bot, "/ask what is on them", { album: "a1" });
  await say(bot, "", { album: "a1" });
  await say(bot, "a note");
  await pass(bot, 6_000);
  assertEquals(batches.map((batch) => [batch.mode, ...texts(batch)]), [["ask", "what is on them", ""], [
    "note",
    "a note",
  ]]);
});

Deno.test("what a command brought is gathered again in the command's mode, and what came behind it in its sender's", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/portico.db`;
  const before = await start({ path });
  await say(before, "/ask why");
  await say(before, "a letter", { origin: { from: "Ann" } });
  await settle(before);
  await before.stop();
  await using bot = await start({ path }, before.clock);
  await say(bot, "a note", { key: "test:9" });
  await pass(bot, 1_500);
  await pass(bot, 5_000);
  assertEquals(batches.map(({ mode, messages }) => [mode, messages.length]), [["ask", 2], ["note", 1]]);
});

Deno.test("a mode's command alone switches and says so in the words of its plugin", async () => {
  await using bot = await start();
  await say(bot, "/ask");
  const [reply] = await bot.chat.sent(1);
  assertEquals(reply.text, "What you send now goes to **ask**: Answers");
});

Deno.test("the mode is one's own, and each conversation's", async () => {
  await using bot = await start();
  await say(bot, "/ask mine", { user: "you" });
  await say(bot, "theirs", { user: "you", conversation: { platform: "test", chat: "other", kind: "private" } });
  await pass(bot, 5_000);
  assertEquals(batches.map((batch) => [batch.mode, ...texts(batch)]), [["ask", "mine"], ["note", "theirs"]]);
});

Deno.test("/mode shows the modes with buttons that switch", async () => {
  await using bot = await start();
  await say(bot, "/mode");
  const [page] = await bot.chat.sent(1);
  assertEquals(
    page.text,
    "What you send goes to **note**. There are:\n• `/note`: Keeps it\n• `/ask`: Answers",
  );
  await bot.chat.press("ask");
  await pass(bot, 0);
  await say(bot, "why");
  await pass(bot, 1_500);
  assertEquals(batches.map(({ mode }) => mode), ["ask"]);
});

Deno.test("a button of the page changes the page, which says it; nothing says it again", async () => {
  await using bot = await start();
  await say(bot, "/mode");
  await bot.chat.sent(1);
  await bot.chat.press("ask", { message: "m1" });
  await pass(bot, 0);
  assertStringIncludes(bot.chat.shown.at(-1)?.text ?? "", "What you send goes to **ask**.");
  const answered = bot.chat.operations.filter(({ kind }) => kind === "answerAction");
  assertEquals(answered.map((answer) => "text" in answer), [false]);
});

Deno.test("a mode that is not there is named with those that are", async () => {
  await using bot = await start();
  await say(bot, "/mode agent");
  const [reply] = await bot.chat.sent(1);
  assertEquals(reply.text, "There is no mode “agent”. There are: `note`, `ask`.");
});

Deno.test("without any mode a message is answered", async () => {
  await using bot = await start({ plugins: [SettingsPlugin, AggregationPlugin] });
  await say(bot, "hello");
  const [reply] = await bot.chat.sent(1);
  assertEquals(reply.text, "There is nothing here yet that could take your messages.");
});

Deno.test("the configured mode is everybody's first; where it is not there, the first that is", async () => {
  for (const [configured, expected] of [["ask", "ask"], ["nothing", "note"]]) {
    await using bot = await start({ config: { aggregation: { mode: configured } } });
    await say(bot, "hello");
    await pass(bot, 5_000);
    assertEquals(batches.map(({ mode }) => mode), [expected]);
  }
});

Deno.test("a mode comes and goes with its plugin, its command too", async () => {
  await using bot = await start();
  await say(bot, "/ask");
  await say(bot, "one");
  await pass(bot, 1_500);
  await bot.kernel.unload("asker");
  await say(bot, "two");
  await pass(bot, 5_000);
  assertEquals(batches.map((batch) => [batch.mode, ...texts(batch)]), [["ask", "one"], ["note", "two"]]);
  assertStringIncludes(bot.chat.texts.join("\n"), "The mode “ask” is not there at the moment");
  await say(bot, "/ask");
  assertStringIncludes((await bot.chat.sent(4))[3].text, "/ask");
  await bot.kernel.load(Asker);
  await say(bot, "/ask three");
  await pass(bot, 1_500);
  assertEquals(batches.at(-1)?.mode, "ask");
});

Deno.test("unloading leaves no contribution behind", async () => {
  await using bot = await start();
  const before = bot.kernel.contributions.size;
  for (let round = 0; round < 20; round++) {
    await bot.kernel.unload("asker");
    await bot.kernel.load(Asker);
    await bot.kernel.unload("aggregation");
    await bot.kernel.load(AggregationPlugin);
  }
  assertEquals(bot.kernel.contributions.size, before);
});

Deno.test("the account's settings of the mode's plugin are its window, and are frozen with the first message", async () => {
  await using bot = await start();
  await say(bot, "/settings writer.quiet 2");
  await pass(bot, 0);
  await say(bot, "a");
  await pass(bot, 1_999);
  assertEquals(batches, []);
  await pass(bot, 1);
  assertEquals(batches.map(({ settings }) => settings), [{ quiet: 2, style: "plain" }]);
});

Deno.test("a change of settings from elsewhere keeps what is open", async () => {
  await using bot = await start();
  await say(bot, "a");
  await pass(bot, 0);
  await bot.chat.say("/settings writer.style fancy", { chat: "other" });
  await pass(bot, 0);
  await say(bot, "b");
  await pass(bot, 5_000);
  assertEquals(batches.map(({ settings, messages }) => [settings.style, messages.length]), [["plain", 2]]);
});

Deno.test("an album is one batch with its caption, files and origin", async () => {
  await using bot = await start();
  const origin = { from: "Anna", link: "https://example.org/1" };
  for (const [index, text] of ["caption", "", ""].entries()) {
    await say(bot, text, { album: "x", origin, attachments: [{ ref: `${index}`, kind: "photo" }] });
  }
  await pass(bot, 5_000);
  const [{ messages }] = batches;
  assertEquals(messages.map(({ text, album, attachments }) => [text, album, attachments[0].ref]), [
    ["caption", "x", "0"],
    ["", "x", "1"],
    ["", "x", "2"],
  ]);
  assertEquals(messages[0].origin, origin);
});

Deno.test("a part of an album that comes after its batch has closed amends that batch", async () => {
  await using bot = await start();
  await say(bot, "caption", { album: "x" });
  await pass(bot, 5_000);
  await say(bot, "late", { album: "x" });
  await pass(bot, 0);
  assertEquals(batches.map(({ id, amends }) => [id, amends]), [
    ["batch:test:1", undefined],
    ["batch:test:2", "batch:test:1"],
  ]);
});

Deno.test("an edit in time changes the message in its batch", async () => {
  await using bot = await start();
  await say(bot, "by milk", { id: "7" });
  await pass(bot, 0);
  await edit(bot, "7", "buy milk");
  await pass(bot, 5_000);
  assertEquals(batches.map(({ messages }) => messages.map(({ text, edited }) => [text, edited])), [[[
    "buy milk",
    true,
  ]]]);
  assertEquals((await bot.store.journal.stats()).pending, 0);
});

Deno.test("an edit that comes later amends the batch, and one after that the same batch", async () => {
  await using bot = await start();
  await say(bot, "by milk", { id: "7" });
  await pass(bot, 5_000);
  await edit(bot, "7", "buy milk");
  await edit(bot, "7", "buy oat milk");
  await pass(bot, 0);
  const amended = batches.slice(1).map(({ amends, messages: [{ id, text, edited }] }) => [amends, id, text, edited]);
  assertEquals(amended, [
    ["batch:test:1", "7", "buy milk", true],
    ["batch:test:1", "7", "buy oat milk", true],
  ]);
});

Deno.test("the edit of a message that a command brought loses the command", async () => {
  await using bot = await start();
  await say(bot, "/note by milk", { id: "7" });
  await pass(bot, 0);
  await edit(bot, "7", "/note buy milk");
  await pass(bot, 5_000);
  await edit(bot, "7", "/note buy oat milk");
  await pass(bot, 0);
  assertEquals(batches.map(texts), [["buy milk"], ["buy oat milk"]]);
});

@plugin({ name: "stumbler" })
class Stumbler {
  /** Over what is said so. */
  static text = "";

  @middleware()
  async stumble({ event }: Context, next: Next) {
    if (event.kind !== "action" && event.text === Stumbler.text) throw new Error("broken");
    await next();
  }
}

Deno.test("the edit of a message that was put aside is kept with it, and changes it when both are tried again", async () => {
  Stumbler.text = "by milk";
  await using bot = await start({ plugins: [SettingsPlugin, AggregationPlugin, Writer, Stumbler, SystemPlugin] });
  await say(bot, "by milk", { id: "7" });
  await pass(bot, 0);
  await edit(bot, "7", "buy milk");
  await pass(bot, 0);
  Stumbler.text = "";
  assertEquals((await bot.store.journal.stats()).dead, 2);
  assertStringIncludes(bot.chat.texts[1], "Try that one again first");
  for (const of of bot.chat.shown) {
    await bot.chat.press("Try again", { of });
    await pass(bot, 0);
  }
  await pass(bot, 5_000);
  assertEquals(batches.map(texts), [["buy milk"]]);
});

Deno.test("an edit that is tried again brings back what it changes before it, in order", async () => {
  Stumbler.text = "by milk";
  await using bot = await start({ plugins: [SettingsPlugin, AggregationPlugin, Writer, Stumbler, SystemPlugin] });
  await say(bot, "by milk", { id: "7" });
  await pass(bot, 0);
  for (const text of ["buy milk", "buy oat milk"]) {
    await edit(bot, "7", text);
    await pass(bot, 0);
  }
  Stumbler.text = "";
  assertEquals((await bot.store.journal.stats()).dead, 3);
  const [, , newest] = bot.chat.shown;
  await bot.chat.press("Try again", { of: newest });
  await pass(bot, 5_000);
  assertEquals(batches.map(texts), [["buy oat milk"]]);
  assertEquals((await bot.store.journal.stats()).dead, 0);
});

Deno.test("an edit is kept with an earlier one that was put aside, and does not come before it", async () => {
  Stumbler.text = "buy milk";
  await using bot = await start({ plugins: [SettingsPlugin, AggregationPlugin, Writer, Stumbler, SystemPlugin] });
  await say(bot, "by milk", { id: "7" });
  await pass(bot, 5_000);
  for (const text of ["buy milk", "buy oat milk"]) {
    await edit(bot, "7", text);
    await pass(bot, 0);
  }
  Stumbler.text = "";
  assertEquals(batches.map(texts), [["by milk"]]);
  await bot.chat.press("Try again", { of: bot.chat.shown.at(-1) });
  await pass(bot, 0);
  assertEquals(batches.map(texts), [["by milk"], ["buy milk"], ["buy oat milk"]]);
});

/** Holds what closes batches until it is let go. */
function holdAssignments(bot: TestBot): PromiseWithResolvers<void> {
  const { journal } = bot.store;
  const assign = journal.assign.bind(journal);
  const held = Promise.withResolvers<void>();
  journal.assign = async (item) => {
    await held.promise;
    return await assign(item);
  };
  return held;
}

Deno.test("the edit of a message whose batch could not be handed over comes behind it", async () => {
  await using bot = await start();
  await say(bot, "by milk", { id: "7" });
  const { journal } = bot.store;
  const assign = journal.assign.bind(journal);
  journal.assign = () => Promise.reject(new StoreError("unusable", "No space is left."));
  await pass(bot, 5_000);
  journal.assign = assign;
  await edit(bot, "7", "buy milk");
  await settle(bot);
  assertEquals(batches.map(texts), [["by milk"], ["buy milk"]]);
});

Deno.test("nobody edits what somebody else has written, though the message has the same id", async () => {
  await using bot = await start();
  await say(bot, "buy milk", { id: "7" });
  await pass(bot, 5_000);
  const { kind: _kind, ...event } = bot.chat.message("buy nothing", { id: "7", user: "guest" });
  await bot.chat.deliver({ kind: "edit", ...event });
  await pass(bot, 5_000);
  assertEquals(batches.map(texts), [["buy milk"]]);
  assertStringIncludes(bot.chat.texts[1], "Send it as a new one");
});

Deno.test("a command begins when what came before it is written down as a batch", async () => {
  await using bot = await start();
  await say(bot, "buy milk");
  const held = holdAssignments(bot);
  await say(bot, "/mode");
  await bot.settle();
  assertEquals(bot.chat.texts, []);
  held.resolve();
  await settle(bot);
  assertEquals(bot.chat.texts.length, 2);
});

Deno.test("a mode is switched when what was sent in the one before is written down as a batch", async () => {
  await using bot = await start({ plugins: [SettingsPlugin, AggregationPlugin, Writer, Asker, Turner] });
  await say(bot, "buy milk");
  await settle(bot);
  const held = holdAssignments(bot);
  const { conversation } = bot.chat.message("");
  const switched = Turner.switcher?.switchTo("owner", conversation, "ask");
  await bot.settle();
  assertEquals(await Turner.switcher?.current("owner", conversation), "note");
  held.resolve();
  await switched;
  assertEquals(await Turner.switcher?.current("owner", conversation), "ask");
});

Deno.test("the edit of a message that nobody knows becomes nothing, and whoever is alone with the bot is told so", async () => {
  await using bot = await start();
  await edit(bot, "unknown", "text");
  await pass(bot, 60_000);
  assertEquals([batches.length, (await bot.store.journal.stats()).pending], [0, 0]);
  assertEquals(bot.chat.texts.length, 1);
  assertStringIncludes(bot.chat.texts[0], "Send it as a new one");
  const { kind: _kind, ...event } = bot.chat.message("text", { id: "other" });
  await bot.chat.deliver({ kind: "edit", ...event, conversation: { ...event.conversation, kind: "group" } });
  await pass(bot, 0);
  assertEquals(bot.chat.texts.length, 1);
});

Deno.test("the end of input closes everything at once", async () => {
  await using bot = await start();
  await bot.chat.deliver(
    bot.chat.message("a"),
    bot.chat.message("b"),
    bot.chat.message("c", { chat: "other", album: "x" }),
  );
  bot.chat.end();
  await bot.kernel.drained;
  assertEquals(batches.map(texts).toSorted(), [["a", "b"], ["c"]]);
});

Deno.test("what is open when the program ends is gathered again, with its first terms and times", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/portico.db`;
  const bot = await start({ path });
  await say(bot, "a");
  await pass(bot, 1_000);
  await say(bot, "b");
  await bot.stop();
  assertEquals(batches, []);
  await bot.clock.advance(3_600_000);
  await using again = await start({ path, config: { writer: { style: "fancy" } } }, bot.clock);
  await pass(again, 1_000);
  assertEquals(batches.map((batch) => [batch.id, batch.settings.style, ...texts(batch)]), [
    ["batch:test:1", "plain", "a", "b"],
  ]);
});

Deno.test("a batch whose mode is gone after a restart waits as a dead letter that says what to do", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/portico.db`;
  const bot = await start({ path });
  await say(bot, "/ask why");
  await pass(bot, 0);
  await bot.stop();
  // As if everything had died between the commit of the batch and its run.
  const store = await SqliteStore.open({ path, clock: bot.clock });
  await store.journal.assign({
    id: "batch:test:1",
    kind: "batch:ask",
    conversation: { platform: "test", chat: "c", kind: "private" },
    account: "owner",
    language: "en",
    members: ["test:1"],
    data: { mode: "ask", settings: {}, ids: ["1"] },
    createdAt: bot.clock.now(),
  });
  await store.close();
  await using again = await start({ path, plugins: [SettingsPlugin, AggregationPlugin, Writer] }, bot.clock);
  await pass(again, 0);
  const letters = await again.store.journal.deadLetters();
  assertEquals(letters.map(({ unit }) => unit), ["batch:test:1"]);
  assertStringIncludes(letters[0].reason, 'No plugin handles work of the kind "batch:ask"');
});

Deno.test("another plugin may switch the mode, which closes what is open first", async () => {
  await using bot = await start({ plugins: [SettingsPlugin, AggregationPlugin, Writer, Asker, Turner] });
  await say(bot, "a");
  await pass(bot, 0);
  const conversation = { platform: "test", chat: "c", kind: "private" } as const;
  await Turner.switcher?.switchTo("owner", conversation, "ask");
  await say(bot, "b");
  await pass(bot, 5_000);
  assertEquals(batches.map((batch) => [batch.mode, ...texts(batch)]), [["note", "a"], ["ask", "b"]]);
  assertEquals(await Turner.switcher?.current("owner", conversation), "ask");
});

Deno.test("what is open is shown among the tasks, with its sender", async () => {
  await using bot = await start();
  const startedAt = bot.clock.now();
  await say(bot, "a");
  await pass(bot, 0);
  const task = bot.kernel.tasks.list().find(({ id }) => id === "aggregation.batches");
  assertEquals(task?.children, [
    { id: "batch:test:1", description: "note × 1, test/c", userId: "owner", startedAt },
  ]);
});

function signs(bot: TestBot): string[] {
  return bot.chat.operations.flatMap((one) => one.kind === "react" ? [`${one.message.id} ${one.emoji}`] : []);
}

Deno.test("what has to wait for the answer to a question of running work is told so, once, and done behind it", async () => {
  await using bot = await start({ plugins: [SettingsPlugin, AggregationPlugin, Writer, Doubter] });
  await say(bot, "/doubt everything");
  await pass(bot, 0);
  await bot.clock.advance(1_500);
  await bot.chat.sent(1);
  await say(bot, "/note an idea");
  await say(bot, "a letter", { origin: { from: "Ann" } });
  const waits = "Answer my question above first, or `/cancel` it: then I take this up.";
  assertEquals((await bot.chat.sent(2)).map(({ text }) => text), ["Sure?", waits]);
  await say(bot, "yes");
  await bot.chat.sent(3);
  await pass(bot, 5_000);
  await say(bot, "/note another");
  await pass(bot, 5_000);
  assertEquals(bot.chat.texts.slice(2), ["yes", "Written: an idea a letter", "Written: another"]);
});

Deno.test("each message gets one quiet sign that it was seen, an album as one message, a command none", async () => {
  await using bot = await start();
  await say(bot, "one", { id: "1" });
  await say(bot, "two", { id: "2", album: "a" });
  await say(bot, "", { id: "3", album: "a" });
  await say(bot, "/mode", { id: "4" });
  await bot.settle();
  assertEquals(signs(bot), ["1 👀", "2 👀"]);
});

Deno.test("a sign that can't be given is no failure, and none is given where it is not wanted", async () => {
  await using bot = await start();
  bot.chat.script = ({ kind }) => {
    if (kind === "react") throw new Error("no reactions here");
  };
  await say(bot, "one");
  await pass(bot, 5_000);
  assertEquals(batches.length, 1);
  await using quiet = await start({ config: { aggregation: { sign: "off" } } });
  await say(quiet, "one");
  await quiet.settle();
  assertEquals(signs(quiet), []);
});
