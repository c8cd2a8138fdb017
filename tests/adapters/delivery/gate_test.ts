import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import { defaultRates, Gate, type Rates } from "../../../adapters/delivery/mod.ts";
import { DeliveryUnknown, logger, NotSent, RateLimited, Rejected, type SendOperation } from "../../../core/mod.ts";
import { captureLogs, settle, TestClock } from "../../support/mod.ts";
import { MachineClock } from "../../support/machine_clock.ts";
import { CountingPlatform } from "./counting_platform.ts";
import { conversation, edit, never, ScriptedTransport, send } from "./scripted_transport.ts";

function gateOf(rates?: Rates, ...script: ("ok" | Error)[]) {
  const clock = new TestClock();
  const transport = new ScriptedTransport().script(...script);
  return { clock, transport, gate: new Gate(transport, { clock, ...(rates && { rates }) }) };
}

const oks = (count: number) => Array<"ok">(count).fill("ok");
const typing = (chat: string) => ({ kind: "typing", conversation: conversation(chat) }) as const;

Deno.test("without rates everything goes through at once", async () => {
  const { gate, transport, clock } = gateOf(undefined, ...oks(100));
  await Promise.all(Array.from({ length: 100 }, (_, n) => gate.perform<"send">(send("a", `${n}`), never())));
  assertEquals([transport.calls.length, clock.monotonic(), clock.pending], [100, 0, 0]);
});

Deno.test("a private chat takes a burst, then one message at a time as its window moves on", async () => {
  const { gate, transport, clock } = gateOf({ private: { limit: 3, window: 3_000 } }, ...oks(4));
  const sends = [1, 2, 3, 4].map((n) => gate.perform<"send">(send("a", `${n}`), never()));
  await settle();
  assertEquals(transport.calls.length, 3);
  await clock.advance(2_999);
  assertEquals(transport.calls.length, 3);
  await clock.advance(1);
  await Promise.all(sends);
});

Deno.test("a group has a rate of its own, whatever private chats do", async () => {
  const { gate, transport, clock } = gateOf({ group: { limit: 2, window: 60_000 } }, ...oks(10));
  for (const n of [1, 2, 3]) void gate.perform<"send">(send("g", `${n}`), never());
  for (const n of [1, 2, 3]) void gate.perform<"send">(send("a", `${n}`), never());
  await clock.advance(59_999);
  assertEquals(transport.calls.length, 5);
  await clock.advance(1);
  assertEquals(transport.log.at(-1), "send(g) 3");
});

Deno.test("what does not count passes by what waits for its turn", async () => {
  const { gate, transport } = gateOf({ private: { limit: 1, window: 1_000 } }, ...oks(4));
  for (const n of [1, 2]) void gate.perform<"send">(send("a", `${n}`), never());
  await gate.perform<"edit">(edit("a", "m", "x"), never());
  await gate.perform<"typing">(typing("a"), never());
  assertEquals(transport.log, ["send(a) 1", "edit(m) x", "typing(a)"]);
});

Deno.test("the adapter says what counts", async () => {
  const counts = ({ kind }: { kind: string }) => kind === "edit";
  const { gate, transport } = gateOf({ private: { limit: 1, window: 1_000 }, counts }, ...oks(4));
  for (const n of [1, 2]) void gate.perform<"send">(send("a", `${n}`), never());
  for (const id of ["m1", "m2"]) void gate.perform<"edit">(edit("a", id, "x"), never());
  await settle();
  assertEquals(transport.log, ["send(a) 1", "send(a) 2", "edit(m1) x"]);
});

Deno.test("answers go before broadcasts that have waited longer", async () => {
  const { gate, transport, clock } = gateOf({ bot: { limit: 1, window: 1_000 } }, ...oks(5));
  for (const chat of ["a", "b", "c"]) void gate.perform<"send">(send(chat, "news", "broadcast"), never());
  void gate.perform<"send">(send("d", "answer"), never());
  await clock.advance(3_000);
  assertEquals(transport.log, ["send(a) news", "send(d) answer", "send(b) news", "send(c) news"]);
});

Deno.test("a broadcast that an answer of its chat waits for goes with the answers", async () => {
  const { gate, transport, clock } = gateOf({ bot: { limit: 1, window: 1_000 } }, ...oks(5));
  for (const chat of ["a", "b", "c"]) void gate.perform<"send">(send(chat, "news", "broadcast"), never());
  gate.expedite("test/c");
  gate.expedite("test/nowhere");
  await clock.advance(2_000);
  assertEquals(transport.log, ["send(a) news", "send(c) news", "send(b) news"]);
});

Deno.test("chats take turns: a hundred messages of one delay the single message of another by one", async () => {
  const { gate, transport, clock } = gateOf({ bot: { limit: 1, window: 1_000 } }, ...oks(102));
  for (let n = 0; n < 100; n++) void gate.perform<"send">(send("a", `${n}`), never());
  void gate.perform<"send">(send("b", "hi"), never());
  await clock.advance(2_000);
  assertEquals(transport.log, ["send(a) 0", "send(a) 1", "send(b) hi"]);
});

Deno.test("a pause of a chat holds everybody in it, typing too, and nobody else", async () => {
  const { gate, transport, clock } = gateOf({}, new RateLimited(5_000, "chat"), ...oks(5));
  const all = [gate.perform<"send">(send("a", "one"), never())];
  await settle();
  all.push(gate.perform<"send">(send("a", "two"), never()), gate.perform<"send">(send("b", "three"), never()));
  const shown = gate.perform<"typing">(typing("a"), never());
  await clock.advance(4_999);
  assertEquals(transport.log, ["send(a) one", "send(b) three"]);
  await clock.advance(1);
  await Promise.all([...all, shown]);
  assertEquals([transport.calls.length, clock.pending], [5, 0]);
});

Deno.test("an operation that is turned back keeps its place", async () => {
  const { gate, transport, clock } = gateOf({ private: { limit: 1, window: 1_000 } });
  const all = ["one", "two", "three"].map((text) => gate.perform<"send">(send("a", text), never()));
  await settle();
  transport.script("ok", "ok", "ok");
  transport.call(0).fail(new RateLimited(1_000, "chat"));
  await clock.advance(5_000);
  await Promise.all(all);
  assertEquals(transport.log.slice(1), ["send(a) one", "send(a) two", "send(a) three"]);
});

Deno.test("a pause that is made longer while one operation tries holds, though that one passes", async () => {
  const { gate, transport, clock } = gateOf({});
  for (const chat of ["a", "b"]) void gate.perform<"send">(send(chat, "hi"), never());
  transport.call(0).fail(new RateLimited(1_000, "bot"));
  await clock.advance(1_000);
  assertEquals(transport.log, ["send(a) hi", "send(b) hi", "send(a) hi"]);
  transport.call(1).fail(new RateLimited(5_000, "bot"));
  await settle();
  transport.call(2).succeed();
  await clock.advance(4_999);
  assertEquals(transport.calls.length, 3);
  await clock.advance(1);
  assertEquals(transport.log.at(-1), "send(b) hi");
});

Deno.test("after a pause one operation tries, and the others follow when it has passed", async () => {
  const { gate, transport, clock } = gateOf({}, new RateLimited(1_000, "bot"));
  for (let n = 0; n < 30; n++) {
    void gate.perform<"send">(send(`c${n}`, "hi"), never());
    if (n === 0) await settle();
  }
  await clock.advance(1_000);
  assertEquals(transport.calls.length, 2);
  transport.call(1).fail(new RateLimited(1_000, "bot"));
  await clock.advance(1_000);
  assertEquals(transport.calls.length, 3);
  transport.call(2).succeed();
  await settle();
  assertEquals(transport.calls.length, 32);
});

Deno.test("only an answer ends a pause: who tries and gets none leaves it to the next one", async () => {
  const { gate, transport, clock } = gateOf({}, new RateLimited(1_000, "bot"));
  for (const chat of ["a", "b", "c", "d"]) {
    void gate.perform<"send">(send(chat, "hi"), never()).catch(() => {});
    await settle();
  }
  await clock.advance(1_000);
  transport.call(1).fail(new NotSent("refused"));
  await settle();
  assertEquals(transport.calls.length, 3);
  transport.call(2).fail(new Rejected("no"));
  await settle();
  assertEquals(transport.calls.length, 5);
});

Deno.test("a longer pause replaces a shorter one, never the other way round", async () => {
  const { gate, transport, clock } = gateOf({});
  for (const chat of ["a", "b", "c"]) void gate.perform<"send">(send(chat, "hi"), never());
  await settle();
  for (const [index, time] of [1_000, 5_000, 2_000].entries()) transport.call(index).fail(new RateLimited(time, "bot"));
  await clock.advance(4_999);
  assertEquals(transport.calls.length, 3);
  await clock.advance(1);
  assertEquals(transport.calls.length, 4);
});

Deno.test("a pause without a sensible time is one second", async () => {
  for (const time of [NaN, -1, Infinity]) {
    const { gate, transport, clock } = gateOf({}, new RateLimited(time, "bot"), "ok");
    const sending = gate.perform<"send">(send("a", "hi"), never());
    await clock.advance(999);
    assertEquals(transport.calls.length, 1);
    await clock.advance(1);
    await sending;
  }
});

Deno.test("who gives up while waiting gets NotSent at once, and leaves nothing behind", async () => {
  const { gate, transport, clock } = gateOf({ private: { limit: 1, window: 1_000 } }, "ok");
  const controller = new AbortController();
  await gate.perform<"send">(send("a", "one"), never());
  const second = assertRejects(() => gate.perform<"send">(send("a", "two"), controller.signal), NotSent);
  await settle();
  controller.abort("enough");
  assertEquals((await second).cause, "enough");
  assertEquals([gate.waiting, clock.pending, transport.calls.length], [0, 0, 1]);
  await assertRejects(() => gate.perform<"send">(send("a", "three"), controller.signal), NotSent);
  await clock.advance(1_020);
  assertEquals(gate.chats, 0);
});

Deno.test("what is never answered holds its place in a window no longer than the guard", async () => {
  const { gate, transport, clock } = gateOf({ private: { limit: 1, window: 1_000 }, guard: 500 });
  for (const text of ["one", "two"]) void gate.perform<"send">(send("a", text), never());
  await clock.advance(1_499);
  assertEquals(transport.calls.length, 1);
  await clock.advance(1);
  assertEquals(transport.calls.length, 2);
});

Deno.test("an answer that comes later than the guard holds the place no longer than without it", async () => {
  const { gate, transport, clock } = gateOf({ private: { limit: 1, window: 1_000 }, guard: 500 });
  void gate.perform<"send">(send("a", "one"), never());
  await clock.advance(1_400);
  transport.call(0).succeed();
  void gate.perform<"send">(send("a", "two"), never());
  await clock.advance(99);
  assertEquals(transport.calls.length, 1);
  await clock.advance(1);
  assertEquals(transport.calls.length, 2);
});

Deno.test("what was about to leave when the process was suspended holds its place as if it left when that goes on", async () => {
  const world = new TestClock();
  const clock = new MachineClock(world);
  const transport = new ScriptedTransport();
  const gate = new Gate(transport, { clock, rates: { private: { limit: 1, window: 1_000 }, guard: 500 } });
  void gate.perform<"send">(send("a", "one"), never());
  await settle();
  clock.suspend("runs");
  await world.advance(60_000);
  clock.resume();
  void gate.perform<"send">(send("a", "two"), never());
  await world.advance(100);
  transport.call(0).succeed();
  await world.advance(999);
  assertEquals(transport.calls.length, 1);
  await world.advance(1);
  assertEquals(transport.calls.length, 2);
});

Deno.test("however many wait, there is one timer", async () => {
  const { gate, clock } = gateOf(defaultRates);
  for (let n = 0; n < 500; n++) void gate.perform<"send">(send(`${n % 50}`, `${n}`, "broadcast"), never());
  await settle();
  assertEquals([gate.waiting, clock.pending], [498, 1]);
});

Deno.test("a rate that lets nothing through is refused", () => {
  for (const rates of [{ bot: { limit: 0, window: 1 } }, { group: { limit: 1, window: 0 } }, { guard: -1 }]) {
    assertThrows(() => new Gate(new ScriptedTransport(), { clock: new TestClock(), rates }), RangeError);
  }
});

/** 600 messages to 200 people and 60 to 3 groups. */
function broadcast(): SendOperation[] {
  return [
    ...Array.from({ length: 600 }, (_, n) => send(`${n % 200}`, `${n}`, "broadcast")),
    ...Array.from({ length: 60 }, (_, n) => send(`g${n % 3}`, `${n}`, "broadcast")),
  ];
}

/** Sends it in the way an outbox does: one message of a chat at a time. */
function start(gate: Gate, operations: readonly SendOperation[]): Promise<void[]> {
  const chats = Map.groupBy(operations, ({ conversation }) => conversation.chat).values();
  return Promise.all(chats.map(async (queue) => {
    for (const operation of queue) await gate.perform<"send">(operation, never());
  }));
}

Deno.test("a broadcast is over within 3 % of the time the platform's limit leaves it, and never over the limit", async () => {
  const clock = new TestClock();
  const platform = new CountingPlatform(clock, () => 2);
  const sending = start(new Gate(platform, { clock, rates: defaultRates }), broadcast());
  await clock.advance(25_000);
  await sending;
  const last = platform.arrivals.at(-1)?.at ?? 0;
  // 30 at once, and then 30 a second.
  const optimum = (660 - 30) / 30 * 1_000;
  assert(last <= optimum * 1.03, `${last} ms`);
  assertEquals(platform.most(1_000), 30);
});

Deno.test("while a broadcast runs, answers are out within 100 ms at the median", async () => {
  const clock = new TestClock();
  const platform = new CountingPlatform(clock, () => 2);
  const gate = new Gate(platform, { clock, rates: defaultRates });
  void start(gate, broadcast());
  const waits: number[] = [];
  for (let n = 0; n < 20; n++) {
    await clock.advance(700 + n * 13);
    const asked = clock.monotonic();
    void gate.perform<"send">(send(`p${n}`, "answer"), never()).then(() => waits.push(clock.monotonic() - asked));
  }
  await clock.advance(5_000);
  const median = waits.toSorted((a, b) => a - b)[10];
  assert(waits.length === 20 && median <= 100, `${waits}`);
  assertEquals(platform.most(1_000), 30);
});

Deno.test("when the bot is paused while 30 chats send, at most 3 attempts run into the pause", async () => {
  const clock = new TestClock();
  const platform = new CountingPlatform(clock, () => 5);
  const gate = new Gate(platform, { clock, rates: defaultRates });
  platform.closedUntil = 2_000;
  const sending = Array.from({ length: 30 }, (_, n) => gate.perform<"send">(send(`${n}`, "hi"), never()));
  await clock.advance(4_000);
  await Promise.all(sending);
  assert(platform.arrivals.filter(({ taken }) => !taken).length <= 3);
  assertEquals(platform.arrivals.filter(({ taken }) => taken).length, 30);
});

Deno.test("no window of the platform ever holds more than its limit, whatever time the way takes", async () => {
  const rate = fc.record({ limit: fc.integer({ min: 1, max: 6 }), window: fc.integer({ min: 100, max: 2_000 }) });
  const step = fc.record({
    after: fc.nat(400),
    chat: fc.constantFrom("a", "b", "g"),
    count: fc.integer({ min: 1, max: 6 }),
    priority: fc.constantFrom("interactive" as const, "broadcast" as const),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.record({ bot: rate, private: rate, group: rate }),
      fc.array(step, { minLength: 1, maxLength: 12 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 400 })),
      async (rates, steps, latencies) => {
        const clock = new TestClock();
        const platform = new CountingPlatform(clock, () => latencies.next().value);
        const gate = new Gate(platform, { clock, rates: rates });
        const sends: Promise<unknown>[] = [];
        for (const { after, chat, count, priority } of steps) {
          await clock.advance(after);
          for (let n = 0; n < count; n++) sends.push(gate.perform<"send">(send(chat, `${n}`, priority), never()));
        }
        await clock.advance(400_000);
        await Promise.all(sends);
        assert(platform.most(rates.bot.window) <= rates.bot.limit);
        for (const chat of ["a", "b"]) {
          assert(platform.most(rates.private.window, (arrival) => arrival.chat === chat) <= rates.private.limit);
        }
        assert(platform.most(rates.group.window, ({ chat }) => chat === "g") <= rates.group.limit);
        assertEquals([gate.waiting, gate.chats, clock.pending], [0, 0, 0]);
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("a message's step is under way only while the message is: not while it waits, nor after a pause or a missing connection", async () => {
  const { gate, transport, clock } = gateOf(
    { private: { limit: 1, window: 1_000 } },
    "ok",
    new RateLimited(5_000, "chat"),
    new NotSent("no connection"),
  );
  const said: string[] = [];
  const intent = {
    commit: () => Promise.resolve(void said.push(`commit at ${clock.monotonic()}`)),
    takeBack: () => void said.push("take back"),
  };
  await gate.perform<"send">(send("a", "first"), never());
  const second = assertRejects(() => gate.perform<"send">({ ...send("a", "second"), intent }, never()), NotSent);
  await settle();
  assertEquals([said, transport.calls.length], [[], 1]);
  await clock.advance(10_000);
  await second;
  assertEquals(said, ["commit at 1000", "take back", "commit at 6000", "take back"]);
});

Deno.test("a message goes out when its step is written down, and not before", async () => {
  const { gate, transport } = gateOf(undefined, "ok");
  const written = Promise.withResolvers<void>();
  const intent = { commit: () => written.promise, takeBack: () => {} };
  const sent = gate.perform<"send">({ ...send("a", "text"), intent }, never());
  await settle();
  assertEquals(transport.calls.length, 0);
  written.resolve();
  assertEquals((await sent).id, "m1");
});

Deno.test("a message of which nobody knows whether it arrived stays under way", async () => {
  const { gate } = gateOf(undefined, new DeliveryUnknown("lost"));
  let takenBack = false;
  const intent = { commit: () => Promise.resolve(), takeBack: () => void (takenBack = true) };
  await assertRejects(() => gate.perform<"send">({ ...send("a", "text"), intent }, never()), DeliveryUnknown);
  assert(!takenBack);
});

Deno.test("the longest pause and how many wait for it can be asked for; of hours, a warning says until when", async () => {
  const clock = new TestClock();
  const transport = new ScriptedTransport().script(new RateLimited(73_414_000, "bot"));
  const lines = await captureLogs(async () => {
    const gate = new Gate(transport, { clock, log: logger("test") });
    assertEquals(gate.pause, undefined);
    void gate.perform<"send">(send("a", "x"), never());
    await settle();
    void gate.perform<"send">(send("b", "x"), never());
    await clock.advance(14_000);
    assertEquals(gate.pause, { left: 73_400_000, waiting: 2 });
  });
  assertEquals(lines.map(({ level }) => level), ["warning"]);
  assertStringIncludes(lines[0].message, "73414000 ms, until 2026-01-01T20:23:34Z");
});

Deno.test("near the end, what is put off for longer is given up at once, also what comes later; all else goes on", async () => {
  const { gate, transport, clock } = gateOf(undefined, new RateLimited(60_000, "chat"), new RateLimited(5_000, "chat"));
  const late = gate.perform<"send">(send("a", "late"), never());
  const soon = gate.perform<"send">(send("b", "soon"), never());
  await settle();
  gate.endWithin(10_000);
  await assertRejects(() => late, NotSent, "until after the program's end");
  await assertRejects(() => gate.perform<"send">(send("a", "later"), never()), NotSent);
  transport.script("ok", new RateLimited(60_000, "chat"));
  await clock.advance(5_000);
  await soon;
  await assertRejects(() => gate.perform<"send">(send("c", "put off now"), never()), NotSent);
  assertEquals([gate.waiting, clock.pending], [0, 0]);
});
