import { configure, getLogger, type LogRecord, reset } from "@logtape/logtape";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { deliver } from "../../../adapters/delivery/mod.ts";
import { logger, NotSent, Rejected } from "../../../core/mod.ts";
import { captureLogs } from "../../support/logs.ts";
import { settle, TestClock } from "../../support/mod.ts";
import { never, ScriptedTransport, send, waitOn } from "./scripted_transport.ts";

Deno.test("a message that is tried again keeps its place before the next one of its chat", async () => {
  const clock = new TestClock();
  const transport = new ScriptedTransport().script(new NotSent("refused"), "ok", "ok");
  const line = deliver(transport, { clock, wait: waitOn(clock), random: () => 0.5 });
  const sends = ["one", "two"].map((text) => line.perform<"send">(send("a", text), never()));
  await settle();
  assertEquals(line.pending, 2);
  await clock.advance(1_000);
  await Promise.all(sends);
  assertEquals(transport.log, ["send(a) one", "send(a) one", "send(a) two"]);
  await line.idle();
});

Deno.test("the log names operation, chat and attempt, never what was said", async () => {
  const records: LogRecord[] = [];
  await configure({
    sinks: { test: (record) => void records.push(record) },
    loggers: [{ category: "test", sinks: ["test"], lowestLevel: "debug" }, {
      category: ["logtape", "meta"],
      sinks: [],
    }],
  });
  try {
    const clock = new TestClock();
    const transport = new ScriptedTransport().script(new NotSent("refused"), "ok");
    const line = deliver(transport, { clock, wait: waitOn(clock), random: () => 0.5, log: getLogger("test") });
    const sending = line.perform<"send">(send("{123}", "a secret"), never());
    await clock.advance(1_000);
    await sending;
    const failing = new ScriptedTransport().script(...[1, 2, 3].map((n) => new NotSent(`refused ${n}`)));
    const second = deliver(failing, { clock, wait: waitOn(clock), random: () => 0.5, log: getLogger("test") });
    const given = assertRejects(() => second.perform<"send">(send("7", "a secret"), never()));
    await clock.advance(10_000);
    await given;
  } finally {
    await reset();
  }
  assertEquals(records.map(({ level, message }) => `${level}: ${message.join("")}`), [
    "info: send(chat={123}) failed on attempt 1, next in 500 ms: refused",
    "info: send(chat={123}) succeeded on attempt 2",
    "info: send(chat=7) failed on attempt 1, next in 500 ms: refused 1",
    "info: send(chat=7) failed on attempt 2, next in 1000 ms: refused 2",
    "warning: send(chat=7) failed for good on attempt 3: refused 3",
  ]);
});

Deno.test("what is left when the time for draining is over is told by name", async () => {
  const transport = new ScriptedTransport();
  const logs = await captureLogs(async () => {
    const line = deliver(transport, { clock: new TestClock(), log: logger("delivery"), nameOf: () => "sendMessage" });
    const ends = ["one", "two"].map((text) => assertRejects(() => line.perform<"send">(send("a", text), never())));
    ends.push(assertRejects(() => line.perform<"send">(send("b", "three"), never())));
    await settle();
    const ending = new AbortController();
    const drained = line.drain(ending.signal);
    transport.call(1).fail(new Rejected("no"));
    await settle();
    ending.abort();
    transport.call(0).fail(new NotSent("stopped"));
    await Promise.all(ends);
    await drained;
  });
  const said = logs.map(({ message }) => message).join("\n");
  assert(said.includes("Not sent at the end: sendMessage(chat=a) ×2."), said);
});

Deno.test("however much is left, telling of it takes one line that can be read", async () => {
  const logs = await captureLogs(async () => {
    const line = deliver(new ScriptedTransport(), { clock: new TestClock(), log: logger("delivery"), capacity: 10 });
    const ends = Array.from(
      { length: 1_000 },
      (_, chat) => line.perform<"send">(send(String(chat), "x"), never()).catch(() => {}),
    );
    await settle();
    void line.drain(AbortSignal.abort());
    await Promise.all(ends.slice(10));
  });
  const said = logs.map(({ message }) => message).join("\n");
  assert(said.includes("and others, 1000 in all."), said);
  assert(said.length < 2_000);
});

Deno.test("draining waits for what is on its way, and tells nothing", async () => {
  const transport = new ScriptedTransport();
  const line = deliver(transport, { clock: new TestClock() });
  void line.perform<"send">(send("a", "one"), never());
  let drained = false;
  const draining = line.drain(new AbortController().signal).then(() => drained = true);
  await settle();
  assertEquals(drained, false);
  transport.call(0).succeed();
  await draining;
});
