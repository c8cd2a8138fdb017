import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import {
  action,
  type ActionContext,
  AdapterFailed,
  command,
  type CommandContext,
  type Context,
  type IncomingMessage,
  inject,
  middleware,
  type Next,
  Notices,
  on,
  plugin,
  secrets,
  UserError,
  WorkQueue,
} from "../../../core/mod.ts";
import { z } from "zod";
import { conversation } from "../../support/scripted_adapter.ts";
import { TestBot } from "../../support/test_bot.ts";

/** What handlers were seen to do, in order; emptied by each test. */
let seen: string[] = [];
/** What a `/wait` handler waits for. */
let gate = Promise.withResolvers<void>();

@plugin({ name: "play" })
class Play {
  @command("echo", { description: "Says it again" })
  async echo(ctx: CommandContext) {
    seen.push(ctx.rest);
    await ctx.reply(ctx.rest);
  }

  @command("add", { description: "Adds", args: z.tuple([z.coerce.number(), z.coerce.number()]) })
  async add(ctx: CommandContext<[number, number]>) {
    await ctx.reply(`${ctx.args[0] + ctx.args[1]}`);
  }

  @command("wait", { description: "Waits", timeout: 5_000 })
  async wait(ctx: CommandContext) {
    seen.push(`wait ${ctx.rest}`);
    await gate.promise;
    await ctx.reply("waited");
    seen.push("too late");
  }

  @command("soon", { description: "Answers past the lanes, a little later", urgent: true })
  async soon(ctx: CommandContext) {
    await gate.promise;
    await ctx.reply("soon");
  }

  @command("step", { description: "Waits within a step", timeout: 5_000 })
  async step(ctx: CommandContext) {
    await ctx.once("step", () => (seen.push("step"), gate.promise), { inDoubt: "rerun" });
    seen.push("too late");
  }

  @command("now", { description: "Answers at once", urgent: true })
  async now(ctx: CommandContext) {
    await ctx.reply("now");
  }

  @command("long", { description: "Runs in the work lane", lane: "work" })
  async long(ctx: CommandContext) {
    seen.push(`long ${ctx.rest}`);
    await gate.promise;
    await ctx.reply(`long ${ctx.rest}`);
  }

  @command("owners", { description: "For owners", role: "owner" })
  async owners(ctx: CommandContext) {
    await ctx.reply("you are an owner");
  }

  @command("fail", { description: "Fails" })
  fail(ctx: CommandContext) {
    seen.push(`fail ${ctx.rest}`);
    throw new Error("it broke");
  }

  @command("hostile", { description: "Fails by what can't be read" })
  hostile(ctx: CommandContext) {
    const get = () => {
      if (ctx.rest === "throws") throw new Error("not even this");
      return { code: 1 };
    };
    throw Object.defineProperty(new Error(), "message", { get });
  }

  @command("wrong", { description: "Is used wrongly" })
  wrong() {
    throw new UserError("Write it the other way round.");
  }

  @command("button", { description: "Offers a button" })
  async button(ctx: CommandContext) {
    const buttons = [[
      { text: "Press", action: { name: "play.press", payload: "a" } },
      { text: "Owners", action: { name: "play.owners" } },
    ]];
    await ctx.reply({ text: "press", buttons });
  }

  @action("owners", { role: "owner" })
  async pressOwners(ctx: ActionContext) {
    await ctx.reply("an owner pressed");
  }

  @action("press", { payload: z.string() })
  async press(ctx: ActionContext<string>) {
    await ctx.reply(`pressed ${ctx.payload}`);
  }

  @on("message")
  async message(ctx: Context<IncomingMessage>) {
    seen.push(`message ${ctx.event.text}`);
    await ctx.reply(`heard ${ctx.event.text}`);
  }

  @middleware()
  async around(ctx: Context, next: Next) {
    if (ctx.event.kind === "message" && ctx.event.text.includes("secret passage")) return;
    await next();
  }
}

/** Starts a bot with the plugin above and a clean slate. */
async function start(options: Parameters<typeof TestBot.start>[0] = {}): Promise<TestBot> {
  seen = [];
  gate = Promise.withResolvers<void>();
  return await TestBot.start({ plugins: [Play], ...options });
}

Deno.test("a command reaches its handler, and its reply answers the message", async () => {
  await using bot = await start();
  assertEquals(await bot.chat.say("/echo hello there"), "accepted");
  const [reply] = await bot.chat.sent(1);
  assertEquals([reply.text, reply.replyTo], ["hello there", "1"]);
});

Deno.test("a command may be written in capitals and with the bot's name", async () => {
  await using bot = await start();
  await bot.chat.say("/ECHO@portico_bot hi");
  assertEquals((await bot.chat.sent(1))[0].text, "hi");
});

Deno.test("arguments are checked by the schema, and a mistake is told with the command", async () => {
  await using bot = await start();
  await bot.chat.say("/add 2 3");
  await bot.chat.say("/add two");
  const [sum, mistake] = await bot.chat.sent(2);
  assertEquals(sum.text, "5");
  assertStringIncludes(mistake.text, "/add");
});

Deno.test("an unknown command is named with the nearest one there is", async () => {
  await using bot = await start();
  await bot.chat.say("/ecko");
  assertStringIncludes((await bot.chat.sent(1))[0].text, "/echo");
});

Deno.test("a message that is no command goes to the message handler", async () => {
  await using bot = await start();
  await bot.chat.say("buy milk");
  assertEquals((await bot.chat.sent(1))[0].text, "heard buy milk");
});

Deno.test("a middleware may keep an event from its handler", async () => {
  await using bot = await start();
  await bot.chat.say("secret passage");
  await bot.settle();
  assertEquals(seen, []);
});

Deno.test("the same event delivered twice is one event", async () => {
  await using bot = await start();
  const event = bot.chat.message("/echo once");
  assertEquals(await bot.chat.deliver(event), ["accepted"]);
  assertEquals(await bot.chat.deliver(event), ["duplicate"]);
  assertEquals(await bot.chat.deliver(event, event), ["duplicate", "duplicate"]);
  await bot.settle();
  assertEquals(bot.chat.texts, ["once"]);
});

Deno.test("events of one conversation are handled in order, those of another meanwhile", async () => {
  await using bot = await start();
  await bot.chat.deliver(
    bot.chat.message("/wait"),
    bot.chat.message("/echo behind"),
    bot.chat.message("/echo elsewhere", { chat: "d" }),
  );
  await bot.settle();
  assertEquals(bot.chat.texts, ["elsewhere"]);
  gate.resolve();
  await bot.settle();
  assertEquals(bot.chat.texts, ["elsewhere", "waited", "behind"]);
});

Deno.test("an urgent command is answered while a handler of its conversation runs", async () => {
  await using bot = await start();
  await bot.chat.say("/wait");
  await bot.chat.say("/now");
  await bot.settle();
  assertEquals(bot.chat.texts, ["now"]);
});

Deno.test("a command of the work lane leaves intake free, and its kind runs in order", async () => {
  await using bot = await start();
  await bot.chat.deliver(bot.chat.message("/long 1"), bot.chat.message("/long 2"), bot.chat.message("/echo quick"));
  await bot.settle();
  assertEquals(bot.chat.texts, ["quick"]);
  assertEquals(seen, ["long 1", "quick"]);
  gate.resolve();
  await bot.settle();
  assertEquals(bot.chat.texts, ["quick", "long 1", "long 2"]);
});

Deno.test("a member may not use an owner's command", async () => {
  await using bot = await start();
  await bot.chat.say("/owners");
  await bot.chat.say("/owners", { user: "guest", chat: "d" });
  const [owner, guest] = await bot.chat.sent(2);
  assertEquals(owner.text, "you are an owner");
  assertStringIncludes(guest.text, "owner of this bot");
});

Deno.test("a button calls its action with its payload", async () => {
  await using bot = await start();
  await bot.chat.say("/button");
  await bot.chat.sent(1);
  await bot.chat.press("Press");
  assertEquals((await bot.chat.sent(2))[1].text, "pressed a");
});

Deno.test("a button works only for whom it was made", async () => {
  await using bot = await start();
  await bot.chat.say("/button");
  await bot.chat.sent(1);
  await bot.chat.press("Press", { user: "guest" });
  await bot.settle();
  assertEquals(bot.chat.texts, ["press"]);
  const answer = bot.chat.operations.find((operation) => operation.kind === "answerAction");
  assertMatch(answer?.text ?? "", /somebody else/);
});

Deno.test("a member may not use an owner's button, though it was made for them", async () => {
  await using bot = await start();
  await bot.chat.say("/button", { user: "guest" });
  await bot.settle();
  await bot.chat.press("Owners", { user: "guest" });
  await bot.settle();
  assertEquals(bot.chat.texts, ["press"]);
  await bot.chat.say("/button");
  await bot.settle();
  await bot.chat.press("Owners");
  await bot.settle();
  assertEquals(bot.chat.texts, ["press", "press", "an owner pressed"]);
});

Deno.test("what a person wrote wrongly is told in the handler's words, and nothing is kept", async () => {
  await using bot = await start();
  await bot.chat.say("/wrong");
  assertEquals((await bot.chat.sent(1))[0].text, "Write it the other way round.");
  await bot.settle();
  assertEquals(await bot.store.journal.deadLetters(), []);
});

Deno.test("a handler that fails leaves a dead letter with the reason, and the next event is served", async () => {
  await using bot = await start();
  await bot.chat.say("/fail");
  await bot.chat.say("/echo next");
  await bot.settle();
  const [letter] = await bot.store.journal.deadLetters();
  assertStringIncludes(letter.reason, "it broke");
  assertEquals(bot.chat.texts.at(-1), "next");
});

Deno.test("whatever a handler throws leaves a dead letter, also what can't be read", async () => {
  await using bot = await start();
  await bot.chat.say("/hostile throws");
  await bot.chat.say("/hostile object");
  await bot.settle();
  const letters = await bot.store.journal.deadLetters();
  assertEquals(letters.map(({ reason }) => reason), ["something that can't be read was thrown", "[object Object]"]);
  assertEquals(bot.chat.texts.length, 2);
});

Deno.test("a handler past its limit is fenced, its event a dead letter, and the next one is served", async () => {
  await using bot = await start();
  await bot.chat.say("/wait");
  await bot.chat.say("/echo next");
  await bot.clock.advance(4_999);
  assertEquals(bot.chat.texts, []);
  await bot.clock.advance(1);
  assertEquals(bot.chat.texts.at(-1), "next");
  assertEquals((await bot.store.journal.deadLetters()).length, 1);
  gate.resolve();
  await bot.settle();
  assert(!bot.chat.texts.includes("waited"), "a fenced handler sent its reply");
  assert(!seen.includes("too late"), "a fenced handler went on");
});

Deno.test("a handler that is given up within a step goes no further than that step", async () => {
  await using bot = await start();
  await bot.chat.say("/step");
  await bot.clock.advance(5_000);
  gate.resolve();
  await bot.settle();
  assertEquals(seen, ["step"]);
});

Deno.test("a handler that was given up and fails late is told of once", async () => {
  await using bot = await start();
  await bot.chat.say("/wait");
  await bot.clock.advance(5_000);
  const [letters, texts] = [await bot.store.journal.deadLetters(), bot.chat.texts];
  assertEquals([letters.length, texts.length], [1, 1]);
  gate.reject(new Error("too late"));
  await bot.settle();
  assertEquals([await bot.store.journal.deadLetters(), bot.chat.texts], [letters, texts]);
});

Deno.test("the clock of a handler stands still while its reply waits to go out", async () => {
  await using bot = await start();
  const line = Promise.withResolvers<void>();
  bot.chat.script = () => line.promise;
  gate.resolve();
  await bot.chat.say("/wait");
  await bot.clock.advance(60_000);
  line.resolve();
  await bot.settle();
  assertEquals(await bot.store.journal.deadLetters(), []);
  assertEquals(bot.chat.texts, ["waited"]);
});

Deno.test("intake waits while too many units are in memory, and goes on as they end", async () => {
  await using bot = await start({ limits: { total: 2 } });
  await bot.chat.deliver(bot.chat.message("/wait"), bot.chat.message("/echo 1"));
  let accepted = false;
  const third = bot.chat.say("/echo 2").then(() => accepted = true);
  await bot.settle();
  assertEquals(accepted, false);
  gate.resolve();
  await third;
  await bot.settle();
  assertEquals(bot.chat.texts, ["waited", "1", "2"]);
});

Deno.test("an adapter hears that events are durable before they are handled", async () => {
  await using bot = await start();
  let durable: { readonly pending: number; readonly seen: readonly string[] } | undefined;
  const { promise, resolve } = Promise.withResolvers<void>();
  const accepted = bot.chat.handIn([bot.chat.message("hello")], () => {
    const before = [...seen];
    bot.store.journal.stats().then(({ pending }) => durable = { pending, seen: before }).then(() => resolve());
  });
  await promise;
  assertEquals(durable, { pending: 1, seen: [] });
  assertEquals(await accepted, ["accepted"]);
  assertEquals(seen, ["message hello"]);
});

Deno.test("an adapter is not told to fetch more when that would have to wait for room", async () => {
  await using bot = await start({ limits: { total: 2 } });
  let told = 0;
  await bot.chat.handIn([bot.chat.message("/wait")], () => told++);
  assertEquals(told, 1);
  await bot.chat.handIn([bot.chat.message("/echo 1")], () => told++);
  assertEquals(told, 1);
  gate.resolve();
  await bot.settle();
});

Deno.test("stopped while it starts, it fetches nothing", async () => {
  const go = Promise.withResolvers<void>();
  @plugin({ name: "slow" })
  class Slow {
    start() {
      return go.promise;
    }
  }
  const bot = await TestBot.make({ plugins: [Slow] });
  const started = bot.kernel.start();
  await bot.settle();
  await bot.stop();
  go.resolve();
  await bot.clock.advance(5_000);
  await started;
  assertEquals(bot.chat.isOpen, false);
});

Deno.test("what waits for its lane when all is stopped does not begin, however long others take to end", async () => {
  const bot = await start();
  const late = Promise.withResolvers<void>();
  bot.chat.script = (operation) => operation.kind === "send" && operation.text === "slow" ? late.promise : undefined;
  await bot.chat.say("/echo slow", { chat: "d" });
  await bot.chat.deliver(...["/long 1", "/long 2", "/wait 3", "/wait 4"].map((text) => bot.chat.message(text)));
  await bot.settle();
  const stopped = bot.stop();
  gate.resolve();
  await bot.settle();
  late.resolve();
  await stopped;
  assertEquals(seen.filter((what) => what !== "too late"), ["slow", "long 1", "wait 3"]);
});

Deno.test("after stop nothing is accepted any more", async () => {
  const bot = await start();
  await bot.stop();
  await assertRejects(() => bot.chat.say("/echo late"), Error, "stopping");
});

Deno.test("a platform that has shut the door ends everything at once, and the program hears why", async () => {
  await using bot = await start();
  await bot.chat.deliver(bot.chat.message("/long 1"));
  const failure = new AdapterFailed("conflict", "Another program is this bot.");
  bot.chat.end(failure);
  assertEquals(await assertRejects(() => bot.kernel.drained, AdapterFailed), failure);
  gate.resolve();
});

Deno.test("at the end of input everything that waits is done first", async () => {
  await using bot = await start();
  await bot.chat.deliver(bot.chat.message("/long 1"), bot.chat.message("/echo 2"));
  bot.chat.end();
  let drained = false;
  bot.kernel.drained.then(() => drained = true);
  await bot.settle();
  assertEquals(drained, false);
  gate.resolve();
  await bot.kernel.drained;
  assertEquals(bot.chat.texts.toSorted(), ["2", "long 1"]);
});

Deno.test("at the end of input a command that passes the lanes is waited for", async () => {
  await using bot = await start();
  await bot.chat.say("/soon");
  bot.chat.end();
  let drained = false;
  void bot.kernel.drained.then(() => drained = true);
  await bot.settle();
  assertEquals(drained, false);
  gate.resolve();
  await bot.settle();
  assertEquals([drained, bot.chat.texts], [true, ["soon"]]);
});

Deno.test("no secret is in what whoever runs the program is told", async () => {
  const secret = "told-secret-of-this-test";
  secrets.add(secret);
  const notices: string[] = [];
  @plugin({ name: "teller" })
  @inject(Notices)
  class Teller {
    constructor(private readonly notices: Notices) {}

    start() {
      this.notices.tell(`The key is ${secret}.`);
    }
  }
  await using _ = await TestBot.start({ plugins: [Teller], notices });
  assertEquals(notices, ["The key is ***."]);
});

Deno.test("a plugin's job that comes while all is being stopped is refused", async () => {
  const queues: WorkQueue[] = [];
  @plugin({ name: "late" })
  @inject(WorkQueue)
  class Late {
    constructor(queue: WorkQueue) {
      queues.push(queue);
    }
  }
  const bot = await TestBot.start({ plugins: [Late] });
  bot.chat.stop = () => gate.promise;
  gate = Promise.withResolvers<void>();
  const stopped = bot.stop();
  const late = queues[0].intake(conversation("c"), "closing a batch", () => Promise.resolve());
  const refused = assertRejects(() => late, Error, "closing a batch was not started");
  gate.resolve();
  await Promise.all([stopped, refused]);
});

Deno.test("how long the program runs does not change when the wall clock is set", async () => {
  await using bot = await TestBot.start();
  await bot.clock.advance(60_000);
  const upFor = () => bot.clock.now() - bot.kernel.status().startedAt;
  const before = upFor();
  bot.clock.setWall(bot.clock.now() + 40 * 86_400_000);
  assertEquals(upFor(), before);
});
