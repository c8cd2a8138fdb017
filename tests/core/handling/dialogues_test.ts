import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import {
  action,
  type ActionContext,
  command,
  type CommandContext,
  type Context,
  Dialogues,
  inject,
  on,
  plugin,
  StoreError,
} from "../../../core/mod.ts";
import { TestFolder } from "../../support/folder.ts";
import { conversation, ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { TestBot } from "../../support/test_bot.ts";

@plugin({ name: "asking" })
@inject(Dialogues)
class Asking {
  constructor(private readonly dialogues: Dialogues) {}

  @command("age", { description: "Asks for an age" })
  async age(ctx: CommandContext) {
    const answer = z.coerce.number().int().min(0).max(150);
    const age = await ctx.ask("How old are you?", { answer, expires: 60_000 });
    await ctx.reply(`You are ${age}.`);
  }

  @command("work", { description: "Asks in the middle of work", lane: "work" })
  async work(ctx: CommandContext) {
    const choices = [[{ text: "Yes", value: "yes" }, { text: "No", value: "no" }]];
    const answer = await ctx.ask("Go on?", { choices });
    await ctx.reply(`You said ${answer}.`);
  }

  @command("name", { description: "Asks for anything" })
  async name(ctx: CommandContext) {
    await ctx.reply(`You said ${await ctx.ask("What name?")}.`);
  }

  @command("later", { description: "Says something, then asks" })
  async later(ctx: CommandContext) {
    await ctx.reply("soon");
    await ctx.ask("What?");
  }

  @command("cancel", { description: "Ends the dialogue", urgent: true })
  async cancel(ctx: CommandContext) {
    if (!this.dialogues.cancel(ctx.account.id, ctx.conversation)) await ctx.reply("nothing");
  }

  @command("echo", { description: "Says it again" })
  async echo(ctx: CommandContext) {
    await ctx.reply(ctx.rest);
  }

  @on("message")
  async message(ctx: Context) {
    await ctx.reply("no answer to anything");
  }
}

@plugin({ name: "pressed" })
class Pressed {
  @command("card", { description: "Shows buttons" })
  async card(ctx: CommandContext) {
    const buttons = [["Name", "Kind"].map((what) => ({ text: what, action: { name: "pressed.ask", payload: what } }))];
    await ctx.reply({ text: "A card", buttons });
  }

  @action("ask", { payload: z.string() })
  async ask(ctx: ActionContext<string>) {
    await ctx.reply(`${ctx.payload}: ${await ctx.ask(`${ctx.payload}?`, { expires: 60_000 })}`);
  }
}

@plugin({ name: "urgent" })
class Urgent {
  @command("ping", { description: "Answers at once", urgent: true })
  async ping(ctx: CommandContext) {
    await ctx.reply("pong");
  }
}

function start(): Promise<TestBot> {
  return TestBot.start({ plugins: [Asking] });
}

Deno.test("the next message answers the open question, and the one after it does not", async () => {
  await using bot = await start();
  await bot.chat.say("/age");
  await bot.chat.sent(1);
  await bot.chat.say("42");
  await bot.settle();
  await bot.chat.say("43");
  await bot.settle();
  assertEquals(bot.chat.texts, ["How old are you?", "You are 42.", "no answer to anything"]);
});

Deno.test("a message that comes once more while a question is open answers nothing, and the next one does", async () => {
  await using bot = await start();
  const before = bot.chat.message("hello");
  await bot.chat.deliver(before);
  await bot.chat.say("/age");
  await bot.settle();
  assertEquals(await bot.chat.deliver(before), ["duplicate"]);
  await bot.chat.say("42");
  await bot.settle();
  assertEquals(bot.chat.texts, ["no answer to anything", "How old are you?", "You are 42."]);
});

Deno.test("an answer that the journal does not take answers when it comes again", async () => {
  await using bot = await start();
  await bot.chat.say("/age");
  await bot.chat.sent(1);
  const answer = bot.chat.message("42");
  const { journal } = bot.store;
  const append = journal.append.bind(journal);
  journal.append = () => Promise.reject(new StoreError("unusable", "No space is left."));
  await assertRejects(() => bot.chat.deliver(answer), StoreError);
  journal.append = append;
  await bot.chat.deliver(answer);
  await bot.settle();
  assertEquals(bot.chat.texts, ["How old are you?", "You are 42."]);
});

Deno.test("where there are choices and no schema, only they are answers, by their values or by what their buttons say", async () => {
  for (const [typed, said] of [["yes", "You said yes."], ["Yes", "You said yes."], [" NO ", "You said no."]]) {
    await using bot = await start();
    await bot.chat.say("/work");
    await bot.settle();
    await bot.chat.say("maybe");
    await bot.settle();
    await bot.chat.say(typed);
    await bot.settle();
    assertMatch(bot.chat.texts[1], /it should be one of these: Yes, No/);
    assertEquals(bot.chat.texts.at(-1), said);
  }
});

Deno.test("a wrong answer is told and the question stays open", async () => {
  await using bot = await start();
  await bot.chat.say("/age");
  await bot.chat.sent(1);
  await bot.chat.say("1000");
  assertMatch((await bot.chat.sent(2))[1].text, /150/);
  await bot.chat.say("10");
  await bot.settle();
  assertEquals(bot.chat.texts.at(-1), "You are 10.");
});

Deno.test("an answer is what was typed, without the escapes that keep it from being Markdown", async () => {
  await using bot = await start();
  await bot.chat.say("/name");
  await bot.chat.sent(1);
  await bot.chat.say("snake\\_case \\*and\\* C:\\dir");
  const [, answer] = await bot.chat.sent(2);
  assertEquals(answer.text, "You said snake_case *and* C:\\dir.");
});

Deno.test("somebody else's message answers nothing", async () => {
  await using bot = await start();
  await bot.chat.say("/age");
  await bot.chat.sent(1);
  await bot.chat.say("7", { user: "guest" });
  await bot.chat.say("8", { chat: "d" });
  await bot.settle();
  assertEquals(bot.chat.texts.slice(1), ["no answer to anything", "no answer to anything"]);
});

Deno.test("files, forwards and parts of albums are no answers: they go where messages go, and the question stays open", async () => {
  await using bot = await start();
  await bot.chat.say("/age");
  await bot.chat.sent(1);
  await bot.chat.say("41", { attachments: [{ ref: "a", kind: "photo" }] });
  await bot.chat.say("42", { origin: { from: "Anna" } });
  await bot.chat.say("43", { album: "x" });
  await bot.chat.say("44");
  await bot.settle();
  assertEquals(
    bot.chat.texts.slice(1).toSorted(),
    [...Array(3).fill("no answer to anything"), "You are 44."].toSorted(),
  );
});

Deno.test("/cancel ends the dialogue and the person is told", async () => {
  await using bot = await start();
  await bot.chat.say("/age");
  await bot.chat.sent(1);
  await bot.chat.say("/cancel");
  assertMatch((await bot.chat.sent(2))[1].text, /cancel/i);
  await bot.chat.say("42");
  await bot.settle();
  assertEquals(bot.chat.texts.at(-1), "no answer to anything");
});

Deno.test("a dialogue expires, and not before its time", async () => {
  await using bot = await start();
  await bot.chat.say("/age");
  await bot.clock.advance(59_999);
  assertEquals(bot.chat.texts.length, 1);
  await bot.clock.advance(1);
  assertMatch(bot.chat.texts[1], /in time/);
  assertEquals(await bot.store.journal.deadLetters(), []);
});

Deno.test("another command takes the place of a dialogue of intake, which holds up nobody, and first says so", async () => {
  await using bot = await start();
  await bot.chat.say("/age");
  await bot.chat.sent(1);
  await bot.chat.say("/echo hello");
  await bot.settle();
  const [, closed, answer] = bot.chat.texts;
  assertMatch(closed, /question before is closed/);
  assertEquals(answer, "hello");
  await bot.chat.say("42");
  await bot.settle();
  assertEquals(bot.chat.texts.at(-1), "no answer to anything");
});

Deno.test("a dialogue of work stays open while commands come and go", async () => {
  await using bot = await start();
  await bot.chat.say("/work");
  await bot.chat.sent(1);
  await bot.chat.say("/echo hello");
  await bot.chat.sent(2);
  await bot.chat.say("yes");
  await bot.settle();
  assertEquals(bot.chat.texts, ["Go on?", "hello", "You said yes."]);
});

Deno.test("work that asks keeps its lane: what is behind it waits for the answer", async () => {
  await using bot = await start();
  await bot.chat.say("/work");
  await bot.chat.say("/work");
  await bot.settle();
  assertEquals(bot.chat.texts, ["Go on?"]);
  await bot.chat.say("yes");
  await bot.settle();
  assertEquals(bot.chat.texts, ["Go on?", "You said yes.", "Go on?"]);
});

Deno.test("the time a person takes is not the handler's", async () => {
  await using bot = await TestBot.start({ plugins: [Asking], limits: { handler: 1_000 } });
  await bot.chat.say("/age");
  await bot.clock.advance(30_000);
  await bot.chat.say("42");
  await bot.settle();
  assertEquals(bot.chat.texts.at(-1), "You are 42.");
});

Deno.test("a choice answers by its button, once", async () => {
  await using bot = await start();
  await bot.chat.say("/work");
  await bot.chat.sent(1);
  await bot.chat.press("No");
  await bot.settle();
  await bot.chat.press("Yes");
  await bot.settle();
  assertEquals(bot.chat.texts, ["Go on?", "You said no."]);
  const answered = bot.chat.operations.filter((operation) => operation.kind === "answerAction");
  assertEquals(answered.length, 2); // whoever presses sees that it was taken
  assertEquals(answered[0].text, undefined);
  assertStringIncludes(answered[1].text ?? "", "too old");
});

Deno.test("an answer, typed or pressed, counts as no start of a handler", async () => {
  await using bot = await start();
  const begun: (boolean | undefined)[] = [];
  const { journal } = bot.store;
  const append = journal.append.bind(journal);
  journal.append = (entries) => (begun.push(...entries.map((entry) => entry.begun)), append(entries));
  for (const text of ["/age", "42", "/name"]) {
    await bot.chat.say(text);
    await bot.settle();
  }
  await bot.chat.say("Ann");
  await bot.chat.say("/work");
  await bot.settle();
  await bot.chat.press("Yes");
  await bot.settle();
  assertEquals(bot.chat.texts.at(-1), "You said yes.");
  assertEquals(begun, [true, false, true, false, true, false]);
});

Deno.test("answered events are settled: nothing is left in the journal", async () => {
  await using bot = await start();
  await bot.chat.say("/age");
  await bot.chat.sent(1);
  await bot.chat.say("42");
  await bot.settle();
  assertEquals((await bot.store.journal.stats()).pending, 0);
});

Deno.test("at the end of input an open question ends, so that the program can, and it is told why", async () => {
  await using bot = await start();
  await bot.chat.say("/age");
  await bot.chat.sent(1);
  bot.chat.end();
  await bot.kernel.drained;
  assertMatch(bot.chat.texts[1], /input has ended/);
  assertEquals((await bot.store.journal.stats()).pending, 0);
});

Deno.test("a question that is asked after the end of input ends at once", async () => {
  await using bot = await start();
  const shown = Promise.withResolvers<void>();
  bot.chat.script = (operation) => operation.kind === "send" && operation.text === "soon" ? shown.promise : undefined;
  await bot.chat.say("/later");
  bot.chat.end();
  await bot.settle();
  shown.resolve();
  await bot.settle();
  assertMatch(bot.chat.texts.at(-1) ?? "", /input has ended/);
  await bot.kernel.drained;
});

Deno.test("an answer that is on its way when a handler comes to its question again is the only one", async () => {
  const dialogues = new Dialogues();
  const here = conversation("c");
  const step = { scope: "u", step: "ask:1" };
  const question = { account: "you", conversation: here, step, intake: true, hasChoices: false };
  dialogues.expect(question, 1);
  const before = dialogues.waiting("you", here);
  before?.claim();
  const dialogue = dialogues.open(question);
  dialogues.resume(dialogue);
  assertEquals(dialogues.waiting("you", here), undefined);
  assert(before?.answer({ text: "fine", event: "e" }));
  assertEquals((await dialogue.answered).text, "fine");
});

Deno.test("an adapter is told which question a person's next text would answer, and whether it offers choices", async () => {
  await using bot = await start();
  const you = bot.chat.message("").sender;
  const here = conversation("c");
  const asked = async (sender = you, where = here) => (await bot.chat.asked(sender, where))?.hasChoices;
  assertEquals(await asked(), undefined);
  await bot.chat.say("/age");
  await bot.chat.sent(1);
  assertEquals([await asked(), await asked(you, conversation("d"))], [false, undefined]);
  assertEquals(await asked({ platform: "test", user: "guest" }), undefined);
  await bot.chat.say("42");
  await bot.chat.say("/work");
  await bot.chat.sent(3);
  assertEquals(await asked(), true);
});

Deno.test("an urgent command leaves the question open", async () => {
  await using bot = await TestBot.start({ plugins: [Asking, Urgent] });
  await bot.chat.say("/age");
  await bot.chat.sent(1);
  await bot.chat.say("/ping");
  await bot.chat.say("42");
  await bot.settle();
  assertEquals(bot.chat.texts, ["How old are you?", "pong", "You are 42."]);
});

Deno.test("an answer to a question with a name is remembered for that name alone, in whatever order they are asked", async () => {
  await using folder = await TestFolder.make();
  const path = folder.join("portico.db");
  let order = ["first", "second"];
  let stuck = true;
  @plugin({ name: "named" })
  class Named {
    @command("named", { description: "Asks for two things", lane: "work" })
    async ask(ctx: CommandContext) {
      const said: string[] = [];
      for (const name of order) said.push(`${name}: ${await ctx.ask(`The ${name}?`, { name })}`);
      if (stuck) await new Promise(() => {});
      await ctx.reply(said.join(", "));
    }
  }
  const first = await TestBot.start({ plugins: [Named], path });
  for (const text of ["/named", "one"]) {
    await first.chat.say(text);
    await first.settle();
  }
  await first.stop(1_000);
  [order, stuck] = [["second", "first"], false];
  await using second = await TestBot.start(
    { plugins: [Named], path, chat: ScriptedAdapter.after(first.chat) },
    first.clock,
  );
  await second.settle();
  await second.chat.say("two");
  await second.settle();
  assertEquals(second.chat.texts.at(-1), "second: two, first: one");
});

Deno.test("a question ends by its signal as by /cancel", async () => {
  const controller = new AbortController();
  @plugin({ name: "ending" })
  class Ending {
    @command("ending", { description: "Asks until it is told to end" })
    async ask(ctx: CommandContext) {
      await ctx.ask("Well?", { signal: controller.signal });
    }
  }
  await using bot = await TestBot.start({ plugins: [Ending, Asking] });
  await bot.chat.say("/ending");
  await bot.settle();
  controller.abort();
  await bot.settle();
  await bot.chat.say("too late");
  await bot.settle();
  assertEquals(bot.chat.texts.at(-1), "no answer to anything");
  await bot.chat.say("/ending");
  await bot.settle();
  await bot.chat.say("again too late");
  await bot.settle();
  assertEquals(bot.chat.texts.at(-1), "no answer to anything");
});

Deno.test("the press of a button whose handler asks something is answered with the question, and once", async () => {
  await using bot = await TestBot.start({ plugins: [Pressed] });
  await bot.chat.say("/card");
  await bot.settle();
  await bot.chat.press("Name");
  await bot.settle();
  const done = () => bot.chat.operations.slice(1).map(({ kind }) => kind);
  assertEquals(done(), ["answerAction", "send"]);
  await bot.chat.say("Portico");
  await bot.settle();
  assertEquals(done(), ["answerAction", "send", "send"]);
});

Deno.test("a question of another button takes the place of the one before, which says so first, and /cancel leaves none", async () => {
  await using bot = await TestBot.start({ plugins: [Asking, Pressed] });
  const texts = async (act: () => Promise<unknown>) => {
    const before = bot.chat.texts.length;
    await act();
    await bot.settle();
    return bot.chat.texts.slice(before);
  };
  await texts(() => bot.chat.say("/card"));
  assertEquals(await texts(() => bot.chat.press("Name")), ["Name?"]);
  const closed = "The question before is closed, because you began something else.";
  assertEquals(await texts(() => bot.chat.press("Kind")), [closed, "Kind?"]);
  assertEquals(await texts(() => bot.chat.say("/cancel")), ["Cancelled."]);
  assertEquals(await texts(() => bot.chat.say("/echo hello")), ["hello"]);
});

for (const by of [-1, 1]) {
  Deno.test(`a wall clock that is set ${by < 0 ? "back" : "forth"} by a day while a question is open does not move its end`, async () => {
    await using bot = await start();
    await bot.chat.say("/age");
    await bot.settle();
    bot.clock.setWall(bot.clock.now() + by * 86_400_000);
    await bot.chat.say("very old"); // is asked again
    await bot.clock.advance(59_000);
    assertEquals(bot.chat.texts.length, 2);
    await bot.clock.advance(1_001);
    assertMatch(bot.chat.texts[2], /too late|no answer|time/i);
  });
}

Deno.test("a question of before a restart is closed by what came behind the one that asked it, and by nothing before", async () => {
  const dialogues = new Dialogues();
  const asked = conversation("c");
  const step = { scope: "test:2", step: "ask:1" };
  dialogues.expect({ account: "owner", conversation: asked, step, intake: true, hasChoices: false }, 2);
  await dialogues.supersede("owner", asked, "test:1", 1);
  assertEquals(dialogues.size, 1);
  await dialogues.supersede("owner", asked, "test:3", 3);
  assertEquals(dialogues.size, 0);
});
