import { assertEquals, assertRejects } from "@std/assert";
import { Deadlines } from "../../../core/mod.ts";
import { MessageAggregator } from "../../../plugins/aggregation/message_aggregator.ts";
import { MOST_PARTS } from "../../../plugins/aggregation/open_batch.ts";
import { TestClock } from "../../support/clock.ts";
import { arrivalOf, Gatherer, termsOf } from "./gatherer.ts";

Deno.test("a batch closes when it has been quiet for its window", async () => {
  const bot = new Gatherer();
  await bot.say("a");
  await bot.clock.advance(4_000);
  await bot.say("b");
  await bot.clock.advance(4_999);
  assertEquals(bot.batches, []);
  await bot.clock.advance(1);
  assertEquals(bot.closed.map(({ keys, at }) => [keys, at]), [[["a", "b"], 9_000]]);
});

Deno.test("a batch closes at the latest when its first message has waited for the longest wait", async () => {
  const bot = new Gatherer();
  for (let second = 0; second < 33; second += 3) {
    await bot.say(`${second}`);
    await bot.clock.advance(3_000);
  }
  const [first] = bot.closed;
  assertEquals([first.at, first.keys.at(0), first.keys.at(-1)], [30_000, "0", "27"]);
});

Deno.test("a batch closes at once when it is full", async () => {
  const bot = new Gatherer();
  for (const key of ["a", "b", "c"]) await bot.say(key, { window: { maxMessages: 2 } });
  assertEquals(bot.batches, ["a b"]);
});

Deno.test("a batch of one message at most closes with it", async () => {
  const bot = new Gatherer();
  await bot.say("a", { window: { maxMessages: 1 } });
  assertEquals(bot.batches, ["a"]);
  assertEquals(bot.aggregator.size, 0);
});

Deno.test("parts of a text count as no messages, but a batch takes a bounded number of them", async () => {
  const bot = new Gatherer();
  const window = { maxMessages: 2 };
  await bot.say("a", { window });
  for (let part = 1; part <= MOST_PARTS; part++) await bot.say(`${part}`, { isPart: true, window });
  await bot.say("rest", { isPart: true, window });
  assertEquals(bot.closed.map(({ keys }) => keys.length), [1 + MOST_PARTS]);
});

Deno.test("gaps are measured in the platform's time, so a backlog falls into the batches it would have made", async () => {
  const bot = new Gatherer();
  const now = bot.clock.now();
  const sent = [0, 4_000, 10_000, 14_000, 60_000].map((at) => now - 100_000 + at);
  for (const [index, at] of sent.entries()) await bot.say(`${index}`, { at });
  await bot.clock.advance(5_000);
  assertEquals(bot.batches, ["0 1", "2 3", "4"]);
});

Deno.test("a long backlog is cut where the longest wait was over", async () => {
  const bot = new Gatherer();
  const now = bot.clock.now();
  for (let index = 0; index < 10; index++) await bot.say(`${index}`, { at: now - 100_000 + index * 4_000 });
  await bot.clock.advance(5_000);
  assertEquals(bot.batches, ["0 1 2 3 4 5 6 7", "8 9"]);
});

Deno.test("what a restart brings again closes soon, with everything that belongs to it", async () => {
  const bot = new Gatherer();
  const then = bot.clock.now();
  await bot.clock.advance(3_600_000);
  await bot.say("a", { at: then, receivedAt: then });
  await bot.clock.advance(500); // the replay of a large journal
  await bot.say("b", { at: then + 3_000, receivedAt: then + 3_000 });
  await bot.clock.advance(1_000);
  assertEquals(bot.batches, ["a b"]);
});

Deno.test("a message that came in before the wall clock was set back waits no longer for that", async () => {
  const bot = new Gatherer();
  await bot.say("a", { receivedAt: bot.clock.now() + 86_400_000 });
  await bot.clock.advance(5_000);
  assertEquals(bot.batches, ["a"]);
});

Deno.test("what began a batch before a restart begins one again, though it would fit into the one before", async () => {
  const bot = new Gatherer();
  await bot.say("a");
  await bot.say("b", { begins: true });
  await bot.clock.advance(5_000);
  assertEquals(bot.batches, ["a", "b"]);
});

Deno.test("a batch that waits for its turn to be closed is not closed when a message has come meanwhile", async () => {
  const clock = new TestClock();
  const turn = Promise.withResolvers<void>();
  const closed: (readonly string[])[] = [];
  const aggregator = new MessageAggregator({
    clock,
    close: ({ keys }) => Promise.resolve(void closed.push(keys)),
    enqueue: (_conversation, job) => turn.promise.then(job),
  });
  const say = (key: string) => aggregator.add(arrivalOf({ key }, clock.now()), "note", () => termsOf("note"));
  await say("a");
  await clock.advance(5_000);
  await say("b");
  turn.resolve();
  await clock.advance(4_999);
  assertEquals(closed, []);
  await clock.advance(1);
  assertEquals(closed, [["a", "b"]]);
});

Deno.test("what can't be handed over when all is stopped is not tried again", async () => {
  const clock = new TestClock();
  const deadlines = new Deadlines(clock);
  const handedOver = Promise.withResolvers<void>();
  const aggregator = new MessageAggregator({ clock, deadlines, close: () => handedOver.promise });
  const terms = () => termsOf("note", { maxMessages: 1 });
  const added = aggregator.add(arrivalOf({ key: "a" }, clock.now()), "note", terms);
  aggregator.stop();
  handedOver.reject(new Error("The store is closed."));
  await added;
  assertEquals(deadlines.size, 0);
});

Deno.test("conversations, threads and accounts do not mix", async () => {
  const bot = new Gatherer();
  await bot.say("a");
  await bot.say("b", { thread: "t" });
  await bot.say("c", { account: "guest" });
  await bot.say("d", { chat: "other" });
  await bot.say("e", { account: "guest" });
  assertEquals(bot.aggregator.size, 4);
  await bot.clock.advance(5_000);
  assertEquals(bot.batches.toSorted(), ["a", "b", "c e", "d"]);
  assertEquals(bot.aggregator.size, 0);
});

Deno.test("a message in another mode closes the batch before its own", async () => {
  const bot = new Gatherer();
  await bot.say("a");
  await bot.say("b", { mode: "ask", window: { quiet: 1.5 } });
  assertEquals(bot.batches, ["a"]);
  await bot.clock.advance(1_500);
  assertEquals(bot.closed.map(({ keys, mode }) => [...keys, mode]), [["a", "note"], ["b", "ask"]]);
});

Deno.test("a batch keeps the window it began with", async () => {
  const bot = new Gatherer();
  await bot.say("a");
  await bot.say("b", { window: { quiet: 1 } });
  await bot.clock.advance(4_999);
  assertEquals(bot.batches, []);
  await bot.clock.advance(1);
  assertEquals(bot.batches, ["a b"]);
});

Deno.test("a flush closes at once, and is durable when it resolves", async () => {
  const bot = new Gatherer();
  await bot.say("a");
  await bot.flush();
  assertEquals(bot.batches, ["a"]);
  await bot.flush();
  assertEquals(bot.batches, ["a"]);
});

Deno.test("an album counts as one message and is not divided by the limit of messages", async () => {
  const bot = new Gatherer();
  const window = { maxMessages: 2 };
  await bot.say("a", { window });
  for (const key of ["1", "2", "3"]) {
    await bot.say(key, { album: "x", window });
    await bot.clock.advance(100);
  }
  assertEquals(bot.batches, []);
  await bot.clock.advance(900);
  assertEquals(bot.closed.map(({ keys, albums }) => [keys, albums]), [[["a", "1", "2", "3"], ["x"]]]);
});

Deno.test("an album that is still arriving is waited for although a command has come, and the command is not", async () => {
  const bot = new Gatherer();
  await bot.say("1", { album: "x" });
  await bot.clock.advance(200);
  await bot.flush();
  await bot.say("after", { mode: "ask" });
  await bot.clock.advance(600);
  await bot.say("2", { album: "x", mode: "ask" });
  await bot.clock.advance(400);
  assertEquals(bot.closed.map(({ keys, mode, at }) => [...keys, mode, at]), [["1", "2", "note", 1_200]]);
  await bot.clock.advance(5_000);
  assertEquals(bot.batches, ["1 2", "after"]);
});

Deno.test("an album that never ends is waited for a second after a command, not longer", async () => {
  const bot = new Gatherer();
  await bot.say("1", { album: "x" });
  await bot.flush();
  await bot.clock.advance(900);
  await bot.say("2", { album: "x" });
  await bot.clock.advance(100);
  assertEquals(bot.closed.map(({ keys, at }) => [...keys, at]), [["1", "2", 1_000]]);
});

Deno.test("an album that has arrived delays no command", async () => {
  const bot = new Gatherer();
  await bot.say("1", { album: "x" });
  await bot.clock.advance(1_000);
  await bot.flush();
  assertEquals(bot.batches, ["1"]);
});

Deno.test("an album delays the longest wait by a second at most", async () => {
  const bot = new Gatherer();
  const window = { quiet: 60, maxWait: 10 };
  await bot.say("a", { window });
  await bot.clock.advance(9_900);
  await bot.say("1", { album: "x", window });
  await bot.clock.advance(800);
  await bot.say("2", { album: "x", window });
  assertEquals(bot.batches, []);
  await bot.clock.advance(300);
  assertEquals(bot.closed.map(({ keys, at }) => [...keys, at]), [["a", "1", "2", 11_000]]);
});

Deno.test("what comes behind a waiting album stays behind it", async () => {
  const bot = new Gatherer();
  await bot.say("1", { album: "x" });
  await bot.flush();
  await bot.say("b");
  await bot.flush();
  assertEquals(bot.batches, []);
  await bot.clock.advance(1_000);
  assertEquals(bot.batches, ["1", "b"]);
});

Deno.test("an edit is a member of the open batch and prolongs nothing", async () => {
  const bot = new Gatherer();
  await bot.say("a");
  await bot.clock.advance(4_000);
  const conversation = { platform: "test", chat: "c", kind: "private" } as const;
  assertEquals(bot.aggregator.addEdit(conversation, "you", "a", "edit of a"), true);
  assertEquals(bot.aggregator.addEdit(conversation, "you", "other", "edit of other"), false);
  await bot.clock.advance(1_000);
  assertEquals(bot.closed.map(({ keys }) => keys), [["a", "edit of a"]]);
  assertEquals(bot.aggregator.addEdit(conversation, "you", "a", "late"), false);
});

Deno.test("the end of input closes everything, albums too, and what still comes as well", async () => {
  const bot = new Gatherer();
  await bot.say("a");
  await bot.say("1", { chat: "other", album: "x" });
  await bot.aggregator.flushAll();
  assertEquals(bot.batches.toSorted(), ["1", "a"]);
  await bot.say("late");
  await bot.clock.advance(0);
  assertEquals(bot.batches.at(-1), "late");
});

Deno.test("a batch that can't be handed over is kept as it is, tried again, and stays before later ones", async () => {
  const bot = new Gatherer();
  bot.failures.push(new Error("disk full"), new Error("disk full"));
  await bot.say("a");
  await bot.clock.advance(5_000);
  assertEquals([bot.batches, bot.failed], [[], 1]);
  await bot.say("b"); // tries again, and fails again
  assertEquals(bot.batches, []);
  await bot.clock.advance(5_000);
  assertEquals(bot.batches, ["a", "b"]);
  assertEquals(bot.aggregator.size, 0);
  assertEquals(bot.clock.pending, 0);
});

Deno.test("a flush tells that a batch could not be handed over", async () => {
  const bot = new Gatherer();
  bot.failures.push(new Error("disk full"));
  await bot.say("a");
  await assertRejects(() => bot.flush(), Error, "disk full");
  await bot.flush();
  assertEquals(bot.batches, ["a"]);
});

Deno.test("a message whose terms can't be found is in no batch", async () => {
  const bot = new Gatherer();
  const arrival = arrivalOf({ key: "a" }, bot.clock.now());
  await assertRejects(async () =>
    await bot.aggregator.add(arrival, "note", () => Promise.reject(new Error("no store")))
  );
  assertEquals(bot.aggregator.size, 0);
});

Deno.test("terms are asked only for the first message of a batch", async () => {
  const bot = new Gatherer();
  let asked = 0;
  for (const key of ["a", "b", "c"]) {
    await bot.aggregator.add(arrivalOf({ key }, bot.clock.now()), "note", () => {
      asked++;
      return termsOf("note");
    });
  }
  assertEquals(asked, 1);
});

Deno.test("any number of open batches has one timer, and none when nothing is open", async () => {
  const bot = new Gatherer();
  for (let chat = 0; chat < 1_000; chat++) await bot.say("a", { chat: `${chat}` });
  assertEquals([bot.aggregator.size, bot.clock.pending], [1_000, 1]);
  await bot.clock.advance(5_000);
  assertEquals([bot.closed.length, bot.aggregator.size, bot.clock.pending], [1_000, 0, 0]);
});

Deno.test("a jump of the wall clock moves no deadline", async () => {
  const bot = new Gatherer();
  await bot.say("a");
  bot.clock.setWall(bot.clock.now() - 3_600_000);
  await bot.clock.advance(4_999);
  assertEquals(bot.batches, []);
  await bot.clock.advance(1);
  assertEquals(bot.batches, ["a"]);
});

Deno.test("closing by time waits behind the messages that wait to be added", async () => {
  const clock = new TestClock();
  const closed: string[] = [];
  const lane: (() => Promise<void>)[] = [];
  const aggregator = new MessageAggregator({
    clock,
    close: ({ keys }) => Promise.resolve(void closed.push(keys.join(" "))),
    enqueue: (_conversation, job) => new Promise((resolve) => lane.push(() => job().then(resolve))),
  });
  await aggregator.add(arrivalOf({ key: "a" }, clock.now()), "note", () => termsOf("note"));
  await clock.advance(4_900);
  const waiting = arrivalOf({ key: "b" }, clock.now());
  await clock.advance(100); // the deadline passes while "b" waits in the lane
  await aggregator.add(waiting, "note", () => termsOf("note"));
  for (const job of lane.splice(0)) await job();
  assertEquals(closed, []);
  await clock.advance(4_900);
  for (const job of lane.splice(0)) await job();
  assertEquals(closed, ["a b"]);
});

Deno.test("deadlines may be shared, and stay when the aggregator stops", async () => {
  const clock = new TestClock();
  const deadlines = new Deadlines(clock);
  let fired = false;
  deadlines.at(1_000, () => void (fired = true));
  const aggregator = new MessageAggregator({ clock, deadlines, close: () => Promise.resolve() });
  await aggregator.add(arrivalOf({ key: "a" }, clock.now()), "note", () => termsOf("note"));
  assertEquals(deadlines.size, 2);
  aggregator.stop();
  assertEquals([deadlines.size, aggregator.size], [1, 0]);
  await clock.advance(1_000);
  assertEquals(fired, true);
});

Deno.test("what is open can be listed", async () => {
  const bot = new Gatherer();
  const startedAt = bot.clock.now();
  await bot.say("1", { album: "x" });
  await bot.clock.advance(100);
  await bot.say("2", { album: "x" });
  await bot.say("b");
  assertEquals([...bot.aggregator.open()], [{
    id: "batch:1",
    conversation: { platform: "test", chat: "c", kind: "private" },
    account: "you",
    mode: "note",
    messages: 2,
    startedAt,
  }]);
});
