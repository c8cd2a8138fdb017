import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  action,
  type ActionContext,
  type Capabilities,
  command,
  type CommandContext,
  type Context,
  DeadLetters,
  DeliveryUnknown,
  type IncomingMessage,
  inject,
  on,
  type Operation,
  plugin,
  work,
  type WorkContext,
  type WorkItem,
  WorkQueue,
} from "../../../core/mod.ts";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { TestClock } from "../../support/clock.ts";
import { Life } from "../../support/life.ts";
import { ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { TestBot } from "../../support/test_bot.ts";

/** What handlers were seen to do, in order; emptied by each test. */
let seen: string[] = [];
/** What slow handlers wait for. */
let gate = Promise.withResolvers<void>();
/** What `/late` waits for before it asks. */
let before = Promise.withResolvers<void>();

@plugin({ name: "steps" })
@inject(WorkQueue, DeadLetters)
class Steps {
  constructor(private readonly queue: WorkQueue, private readonly letters: DeadLetters) {}

  @command("steps", { description: "Takes three steps" })
  async run(ctx: CommandContext) {
    seen.push("started");
    const first = await ctx.once("first", () => {
      seen.push("first");
      return 1;
    }, { inDoubt: "rerun" });
    await ctx.reply(`first was ${first}`);
    await gate.promise;
    await ctx.reply("second");
  }

  @command("doubt", { description: "Has a step that only somebody outside knows the end of" })
  async doubt(ctx: CommandContext) {
    await ctx.once("outside", () => gate.promise, { inDoubt: "fail" });
  }

  @command("late", { description: "Asks after a while" })
  async askLate(ctx: CommandContext) {
    await before.promise;
    await ctx.reply(`You said ${await ctx.ask("Well?")}.`);
  }

  @command("ask", { description: "Asks" })
  async ask(ctx: CommandContext) {
    seen.push("asks");
    const answer = await ctx.ask("Well?");
    await gate.promise;
    await ctx.reply(`You said ${answer}.`);
  }

  @command("obedient", { description: "Waits, and ends when it is told to" })
  async obey(ctx: CommandContext) {
    const aborted = Promise.withResolvers<void>();
    ctx.signal.addEventListener("abort", () => aborted.reject(new Error("told to end")));
    await Promise.race([gate.promise, aborted.promise]);
    await ctx.reply("waited");
  }

  @command("fragile", { description: "Fails until it is mended" })
  async fragile(ctx: CommandContext) {
    if (broken) throw new Error("broken");
    await ctx.reply("mended");
  }

  @on("message")
  async collect(ctx: Context<IncomingMessage>) {
    ctx.hold();
    if (!ctx.event.text.endsWith("!")) return;
    await this.queue.submit({
      id: `batch:${ctx.event.key}`,
      kind: "collected",
      conversation: ctx.conversation,
      account: ctx.account.id,
      language: ctx.language,
      members: [ctx.event.key],
      data: { size: 1 },
      createdAt: 0,
    });
  }

  @work("collected")
  async handle(item: WorkItem, ctx: WorkContext) {
    seen.push(`work ${item.id} ${ctx.entries.map(({ event }) => event.kind === "message" ? event.text : "")}`);
    await gate.promise;
    await ctx.reply("collected");
  }

  @action("retry")
  async retry(ctx: ActionContext) {
    await ctx.answer(await this.letters.retry(String(ctx.payload), ctx.account));
  }
}
let broken = true;

/** A life that begins with nothing seen. */
async function begin(capabilities: Partial<Capabilities> = {}): Promise<Life> {
  seen = [];
  gate = Promise.withResolvers<void>();
  before = Promise.withResolvers<void>();
  return await Life.begin({
    plugins: [Steps, System],
    capabilities,
    dying: () => {
      gate = Promise.withResolvers<void>();
      before = Promise.withResolvers<void>();
    },
    ending: () => {
      gate.resolve();
      before.resolve();
    },
  });
}

/** The buttons of the kernel's news go to the plugin that is called so. */
@plugin({ name: "system" })
@inject(DeadLetters)
class System {
  constructor(private readonly letters: DeadLetters) {}

  @action("retry", { urgent: true })
  async retry(ctx: ActionContext) {
    await ctx.answer(await this.letters.retry(String(ctx.payload), ctx.account));
  }
}

Deno.test("a handler that was cut off runs again and skips the steps it has done", async () => {
  await using life = await begin();
  const first = await life.start();
  await first.chat.say("/steps");
  await first.settle();
  assertEquals(first.chat.texts, ["first was 1"]);
  await life.die();
  gate.resolve();
  const second = await life.start();
  assertEquals(seen.slice(0, 3), ["started", "first", "started"]);
  assertEquals(second.chat.texts, ["second"]);
});

Deno.test("what was settled does not run again", async () => {
  await using life = await begin();
  gate.resolve();
  const first = await life.start();
  await first.chat.say("/steps");
  await first.settle();
  await life.die();
  const second = await life.start();
  assertEquals(second.chat.texts, []);
  assertEquals(await second.chat.deliver(first.chat.message("again", { key: "test:1" })), ["duplicate"]);
});

Deno.test("a reply that was on its way when everything died is not sent again", async () => {
  await using life = await begin();
  const first = await life.start();
  first.chat.script = () => new Promise(() => {});
  await first.chat.say("/steps");
  await first.settle();
  await life.die();
  gate.resolve();
  const second = await life.start();
  assertEquals(second.chat.texts, ["second"]);
});

Deno.test("a reply of which nobody knows whether it arrived is not sent again, though its adapter does not say when it goes out", async () => {
  seen = [];
  gate = Promise.withResolvers<void>();
  const chat = new ScriptedAdapter();
  const tried: string[] = [];
  chat.perform = (operation: Operation) => {
    if (operation.kind === "send") tried.push(operation.text);
    return Promise.reject(new DeliveryUnknown("No answer came."));
  };
  await using bot = await TestBot.start({ plugins: [Steps, ByHand], chat });
  const event = chat.message("/steps");
  await chat.deliver(event);
  await bot.settle();
  gate.reject(new Error("broken"));
  await bot.settle();
  tried.length = 0;
  await chat.say(`/again ${event.key}`);
  await bot.settle();
  assertEquals(tried.filter((text) => text.startsWith("first")), []);
});

Deno.test("a step in doubt that may not be repeated makes a dead letter which says so", async () => {
  await using life = await begin();
  const first = await life.start();
  await first.chat.say("/doubt");
  await first.settle();
  await life.die();
  const second = await life.start();
  const [letter] = await second.store.journal.deadLetters();
  assertMatch(letter.reason, /unknown/);
});

Deno.test("held events come back to their handler until a work item has them", async () => {
  await using life = await begin();
  const first = await life.start();
  await first.chat.say("one");
  await first.settle();
  await life.die();
  const second = await life.start();
  assertEquals((await second.store.journal.stats()).pending, 1);
  await second.chat.deliver(second.chat.message("two!", { key: "test:two" }));
  await second.settle();
  assertEquals(seen, ["work batch:test:two two!"]);
});

Deno.test("a work item runs again word for word after a restart, once it has not been settled", async () => {
  await using life = await begin();
  const first = await life.start();
  await first.chat.say("one!");
  await first.settle();
  await life.die();
  gate.resolve();
  const second = await life.start();
  assertEquals(seen, ["work batch:test:1 one!", "work batch:test:1 one!"]);
  assertEquals(second.chat.texts, ["collected"]);
  await life.die();
  await life.start();
  assertEquals(seen.length, 2);
});

Deno.test("a unit that dies with the process three times without progress becomes a dead letter", async () => {
  await using life = await begin();
  const first = await life.start();
  await first.chat.say("one!");
  for (let death = 1; death <= 3; death++) {
    await first.settle();
    await life.die();
    if (death < 3) await life.start();
  }
  const last = await life.start();
  assertEquals(seen.length, 3);
  assertEquals((await last.store.journal.deadLetters()).map(({ unit }) => unit), ["batch:test:1"]);
  assertMatch(last.chat.texts[0], /several times/);
});

/** Lets three chats have work under way together, through two deaths. */
async function dieTwiceTogether(life: Life): Promise<void> {
  const first = await life.start();
  for (const chat of ["a", "b", "c"]) await first.chat.say("one!", { chat });
  await first.settle();
  await life.die();
  await life.start();
  assertEquals(seen.length, 6);
  await life.die();
}

Deno.test("the last start before a unit is given up is made alone, so that only the guilty one is", async () => {
  await using life = await begin();
  await dieTwiceTogether(life);
  await life.start();
  assertEquals(seen.slice(6), ["work batch:test:1 one!"]);
  await life.die();
  gate.resolve();
  const last = await life.start();
  assertEquals((await last.store.journal.deadLetters()).map(({ unit }) => unit), ["batch:test:1"]);
  assertEquals(last.chat.texts.filter((text) => text === "collected").length, 2);
  assertEquals((await last.store.journal.stats()).work, 0);
});

Deno.test("what runs alone holds up what is new for ten seconds at most", async () => {
  await using life = await begin();
  await dieTwiceTogether(life);
  const third = await life.start();
  await third.chat.say("/steps", { chat: "d", key: "test:new" });
  await third.settle();
  assertEquals(seen.slice(6), ["work batch:test:1 one!"]);
  await third.clock.advance(10_000);
  await third.settle();
  assert(seen.includes("started"), `${seen}`);
});

Deno.test("what waits for one that runs alone loses no start by a shutdown", async () => {
  await using life = await begin();
  await dieTwiceTogether(life);
  for (let round = 0; round < 3; round++) {
    const bot = await life.start();
    await bot.stop(1_000);
    await life.die();
  }
  gate.resolve();
  const last = await life.start();
  assertEquals(last.chat.texts, ["collected", "collected", "collected"]);
});

Deno.test("what is new and waits for one that runs alone has its start taken back by a shutdown", async () => {
  await using life = await begin();
  await dieTwiceTogether(life);
  const third = await life.start();
  const released: string[] = [];
  const { journal } = third.store;
  const release = journal.release.bind(journal);
  journal.release = (unit) => (released.push(unit), release(unit));
  await third.chat.say("/steps", { chat: "d", key: "test:new" });
  await third.settle();
  await third.stop(1_000);
  assertEquals(released.filter((unit) => unit === "test:new"), ["test:new"]);
});

Deno.test("a shutdown costs no start", async () => {
  await using life = await begin();
  for (let round = 0; round < 5; round++) {
    const bot = await life.start();
    if (round === 0) await bot.chat.say("one!");
    await bot.settle();
    await bot.stop(1_000);
    await life.die();
  }
  gate.resolve();
  const last = await life.start();
  assertEquals(last.chat.texts, ["collected"]);
});

Deno.test("a handler that fails because the program stops has not failed: it runs again at the next start", async () => {
  await using life = await begin();
  const first = await life.start();
  await first.chat.say("/obedient");
  await first.settle();
  await first.stop(1_000);
  assertEquals(first.chat.texts, []);
  await life.die();
  gate.resolve();
  const second = await life.start();
  assertEquals(await second.store.journal.deadLetters(), []);
  assertEquals(second.chat.texts, ["waited"]);
});

Deno.test("a question is not asked again after a restart, and its answer arrives", async () => {
  await using life = await begin();
  const first = await life.start();
  await first.chat.say("/ask");
  await first.settle(); // that it was asked is remembered, too
  await life.die();
  gate.resolve();
  const second = await life.start();
  assertEquals(second.chat.texts, []);
  await second.chat.deliver(second.chat.message("fine", { key: "test:answer" }));
  await second.settle();
  assertEquals(second.chat.texts, ["You said fine."]);
  assertEquals((await second.store.journal.stats()).pending, 0);
});

Deno.test("where what was shown is gone with the program, an open question is asked again, and one answer is enough", async () => {
  await using life = await begin({ questionsAtStart: "ask-again" });
  const first = await life.start();
  await first.chat.say("/ask");
  await first.settle();
  await life.die();
  gate.resolve();
  const second = await life.start();
  assertEquals(second.chat.texts, ["Well?"]);
  await second.chat.deliver(second.chat.message("fine", { key: "test:answer" }));
  await second.settle();
  assertEquals(second.chat.texts, ["Well?", "You said fine."]);
  await life.die();
  assertEquals((await life.start()).chat.texts, []);
});

Deno.test("where nobody who could answer knows of an open question, it ends with a word, and the next text is none of its", async () => {
  await using life = await begin({ questionsAtStart: "give-up" });
  const first = await life.start();
  await first.chat.say("/ask");
  await first.settle();
  await life.die();
  gate.resolve();
  const second = await life.start();
  assertMatch(second.chat.texts.join(), /^The input has ended/);
  await second.chat.deliver(second.chat.message("fine!", { key: "test:answer" }));
  await second.settle();
  assertEquals(second.chat.texts.slice(1), ["collected"]);
});

Deno.test("a question whose time has passed, or whose answer was given, is not asked again", async () => {
  await using life = await begin({ questionsAtStart: "ask-again" });
  const first = await life.start();
  await first.chat.say("/ask");
  await first.settle();
  await life.die();
  await life.clock.advance(300_000);
  const second = await life.start();
  assertMatch(second.chat.texts.join(), /in time/);
  assertEquals(second.chat.texts.length, 1);
  await second.chat.say("/ask", { key: "test:second" });
  await second.chat.say("fine", { key: "test:fine" });
  await second.settle();
  await life.die();
  gate.resolve();
  assertEquals((await life.start()).chat.texts, ["You said fine."]);
});

Deno.test("an answer that comes as soon as the program is back finds its question open", async () => {
  await using life = await begin();
  const first = await life.start();
  await first.chat.say("/ask");
  await first.settle();
  await life.die();
  gate.resolve();
  const second = await life.start([Steps, System], { hasty: true });
  await second.chat.deliver(second.chat.message("fine", { key: "test:answer" }));
  await second.settle();
  assertEquals(second.chat.texts, ["You said fine."]);
});

const CLOSED = "The question before is closed, because you began something else.";

/** A bot that has asked and died, and now takes a while until it comes to its question again. */
async function askAndDie(life: Life): Promise<void> {
  before.resolve();
  const first = await life.start();
  await first.chat.say("/late");
  await first.settle();
  await life.die();
}

Deno.test("an answer that comes before a handler has come to its question again waits for it, and outlives the next death", async () => {
  await using life = await begin();
  await askAndDie(life);
  const second = await life.start([Steps, System], { hasty: true });
  await second.chat.deliver(second.chat.message("fine", { key: "test:answer" }));
  await life.die();
  before.resolve();
  const third = await life.start();
  assertEquals(third.chat.texts, ["You said fine."]);
  assertEquals((await third.store.journal.stats()).pending, 0);
});

Deno.test("a question that was open when the program was stopped is open again before its handler has come to it", async () => {
  await using life = await begin();
  before.resolve();
  const first = await life.start();
  await first.chat.say("/late");
  await first.settle();
  await first.stop(1_000);
  await life.die();
  const second = await life.start([Steps, System], { hasty: true });
  await second.chat.deliver(second.chat.message("fine", { key: "test:answer" }));
  before.resolve();
  await second.settle();
  assertEquals(second.chat.texts, ["You said fine."]);
});

Deno.test("a question that was answered is not open again, whatever its handler still does", async () => {
  await using life = await begin();
  const first = await life.start();
  await first.chat.say("/ask");
  await first.chat.sent(1);
  await first.chat.say("fine");
  await first.settle();
  await life.die();
  const second = await life.start([Steps, System], { hasty: true });
  const { sender, conversation } = second.chat.message("");
  assertEquals(await second.chat.asked(sender, conversation), undefined);
});

Deno.test("a command that comes before a handler has come to its question again closes it, and waits for nobody", async () => {
  await using life = await begin();
  await askAndDie(life);
  const second = await life.start([Steps, System], { hasty: true });
  broken = false;
  await second.chat.deliver(second.chat.message("/fragile", { key: "test:command" }));
  before.resolve();
  await second.settle();
  assertEquals(new Set(second.chat.texts), new Set(["mended", CLOSED]));
});

Deno.test("an answer to a question that no handler comes to again is a message as any other", async () => {
  await using life = await begin();
  await askAndDie(life);
  const second = await life.start([Steps, System], { hasty: true });
  await second.chat.deliver(second.chat.message("fine!", { key: "test:answer" }));
  gate.resolve();
  before.reject(new Error("broken"));
  await second.chat.sent(2);
  assertEquals(second.chat.texts.at(-1), "collected");
});

Deno.test("an answer that was given before the restart is not asked for again, nor taken for a message", async () => {
  await using life = await begin();
  const first = await life.start();
  await first.chat.say("/ask");
  await first.chat.sent(1);
  await first.chat.say("fine");
  await first.settle();
  await life.die();
  gate.resolve();
  const second = await life.start();
  assertEquals(second.chat.texts, ["You said fine."]);
  assertEquals((await second.store.journal.stats()).pending, 0);
});

Deno.test("an event whose command is gone becomes a dead letter", async () => {
  await using life = await begin();
  const first = await life.start();
  await first.chat.say("/steps");
  await first.settle();
  await life.die();
  const second = await life.start([]);
  const [letter] = await second.store.journal.deadLetters();
  assertMatch(letter.reason, /No plugin handles \/steps/);
});

Deno.test("work whose handler is gone becomes a dead letter, and can be retried when its plugin is back", async () => {
  await using life = await begin();
  const first = await life.start();
  await first.chat.say("one!");
  await first.settle();
  await life.die();
  const second = await life.start([System]);
  const [letter] = await second.store.journal.deadLetters();
  assertMatch(letter.reason, /No plugin handles work of the kind "collected"/);
  await life.die();
  gate.resolve();
  const third = await life.start();
  assertEquals(third.chat.texts, []);
  await third.store.journal.revive(letter.unit);
  await life.die();
  gate.resolve();
  const fourth = await life.start();
  assertEquals(fourth.chat.texts, ["collected"]);
});

Deno.test("the button beneath the news of a failure runs the handler again", async () => {
  await using life = await begin();
  broken = true;
  const bot = await life.start();
  await bot.chat.say("/fragile");
  await bot.chat.sent(1);
  await bot.chat.press("Try again");
  await bot.settle();
  assertEquals((await bot.store.journal.deadLetters()).length, 1);
  broken = false;
  await bot.chat.press("Try again");
  await bot.settle();
  assertEquals(bot.chat.texts.at(-1), "mended");
  assertEquals(await bot.store.journal.deadLetters(), []);
});

@plugin({ name: "asking" })
class Asking {
  @command("ask", { description: "Fails of one answer" })
  async ask(ctx: CommandContext) {
    const kept = await ctx.once("kept", () => seen.push("kept"), { inDoubt: "rerun" });
    const answer = await ctx.ask("Which?");
    if (answer === "the wrong one") throw new Error(answer);
    await ctx.reply(`${answer}, step ${kept}`);
  }
}

Deno.test("trying again by hand asks again, since the answer may be why it failed, and repeats no other step", async () => {
  seen = [];
  await using life = await Life.begin({ plugins: [Asking, System] });
  const bot = await life.start();
  for (const text of ["/ask", "the wrong one"]) {
    await bot.chat.say(text);
    await bot.settle();
  }
  await bot.chat.press("Try again");
  await bot.settle();
  await bot.chat.say("the right one");
  await bot.settle();
  assertEquals(bot.chat.texts.filter((text) => text === "Which?").length, 2);
  assertEquals(bot.chat.texts.at(-1), "the right one, step 1");
});

@plugin({ name: "by-hand" })
@inject(DeadLetters)
class ByHand {
  constructor(private readonly letters: DeadLetters) {}

  @command("again", { description: "Tries a dead letter again", urgent: true })
  async again(ctx: CommandContext) {
    await this.letters.retry(ctx.rest, ctx.account);
  }
}

Deno.test("what was meant as an answer, and failed as a message, is tried again as a message", async () => {
  seen = [];
  gate = Promise.withResolvers<void>();
  gate.resolve();
  const clock = new TestClock();
  const store = await SqliteStore.open({ path: ":memory:", clock });
  const chat = new ScriptedAdapter();
  const [asking, answer] = [chat.message("/ask"), chat.message("fine!")];
  const entry = { account: "owner", receivedAt: 0 };
  const answers = { scope: asking.key, step: "ask:1" };
  await store.journal.append([{ ...entry, event: asking }, { ...entry, event: answer, answers }]);
  await store.journal.bury(answer.key, "broken");
  await using bot = await TestBot.start({ plugins: [Steps, ByHand], store, chat }, clock);
  await bot.settle();
  await chat.say(`/again ${answer.key}`);
  await bot.settle();
  assertEquals(chat.texts, ["Well?", "collected"]);
});

Deno.test("retry waits until the run that was given up has ended", async () => {
  await using life = await begin();
  const bot = await life.start();
  await bot.chat.say("/steps");
  await bot.clock.advance(60_000);
  const presses = () =>
    bot.chat.operations.filter((operation) => operation.kind === "answerAction").map(({ text }) => text);
  await bot.chat.press("Try again");
  await bot.settle();
  assertEquals(presses(), ["running"]);
  gate.resolve();
  await bot.settle();
  await bot.chat.press("Try again");
  await bot.settle();
  assertEquals(presses(), ["running", "retried"]);
  assertEquals(bot.chat.texts.at(-1), "second");
});

Deno.test("stop gives up what does not end by the deadline, names it, and it runs again at the next start", async () => {
  await using life = await begin();
  const first = await life.start();
  await first.chat.say("/steps");
  await first.settle();
  const stragglers = await first.stop(2_000);
  assert(stragglers.includes("steps.run"), `${stragglers}`);
  await life.die();
  gate.resolve();
  const second = await life.start();
  assertEquals(second.chat.texts, ["second"]);
});

Deno.test("stop does not wait for a handler that was given up before", async () => {
  await using life = await begin();
  const bot = await life.start();
  await bot.chat.say("/steps");
  await bot.clock.advance(60_000);
  const before = bot.clock.monotonic();
  assertEquals(await bot.stop(2_000), []);
  assertEquals(bot.clock.monotonic(), before);
});

@plugin({ name: "holder" })
class Holder {
  @on("message")
  hold(ctx: Context<IncomingMessage>) {
    seen.push(`${ctx.event.text} ${ctx.isReplayed ? "again" : "new"}`);
    ctx.hold();
  }
}

Deno.test("what a restart brings again is known as such, whatever the wall clock says", async () => {
  seen = [];
  await using life = await Life.begin({ plugins: [Holder] });
  const bot = await life.start();
  await bot.chat.say("a");
  await bot.settle();
  await life.die();
  life.clock.setWall(life.clock.now() - 86_400_000);
  const again = await life.start();
  await again.chat.say("b", { key: "test:another" });
  await again.settle();
  assertEquals(seen, ["a new", "a again", "b new"]);
});

Deno.test("an answer of before a restart to a question that no handler comes to again is handled once", async () => {
  seen = [];
  before = Promise.withResolvers<void>();
  @plugin({ name: "late" })
  class Late {
    @command("late", { description: "Asks, and fails after a restart" })
    async ask(ctx: CommandContext) {
      await before.promise;
      await ctx.ask("Well?");
    }
  }
  const renew = () => void (before = Promise.withResolvers<void>());
  await using life = await Life.begin({ plugins: [Late, Holder, System], dying: renew });
  before.resolve();
  const first = await life.start();
  await first.chat.say("/late");
  await first.settle();
  await life.die();
  const second = await life.start(undefined, { hasty: true });
  await second.chat.deliver(second.chat.message("fine", { key: "test:answer" }));
  await life.die();
  const third = await life.start();
  before.reject(new Error("broken"));
  await third.settle();
  assertEquals(seen, ["fine again"]);
});
