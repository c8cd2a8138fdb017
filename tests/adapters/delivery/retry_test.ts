import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { PutOff } from "../../../adapters/delivery/given_up.ts";
import { retry } from "../../../adapters/delivery/mod.ts";
import {
  ChatUnreachable,
  DeliveryUnknown,
  logger,
  MarkupRejected,
  NotSent,
  Rejected,
  type Transport,
  Unchanged,
} from "../../../core/mod.ts";
import { captureLogs, settle, TestClock } from "../../support/mod.ts";
import { conversation, edit, never, ScriptedTransport, send, waitOn } from "./scripted_transport.ts";

function line(...script: ("ok" | Error)[]): { transport: ScriptedTransport; clock: TestClock; line: Transport } {
  const clock = new TestClock();
  const transport = new ScriptedTransport().script(...script);
  return { transport, clock, line: retry({ clock, wait: waitOn(clock), random: () => 0.5 })(transport) };
}

Deno.test("what was not sent is tried three times, with growing delays", async () => {
  const { transport, clock, line: retrying } = line(new NotSent("refused"), new NotSent("refused"), "ok");
  const sending = retrying.perform<"send">(send("a", "one"), never());
  await settle();
  assertEquals(transport.calls.length, 1);
  await clock.advance(499);
  assertEquals(transport.calls.length, 1);
  await clock.advance(1);
  assertEquals(transport.calls.length, 2);
  await clock.advance(999);
  assertEquals(transport.calls.length, 2);
  await clock.advance(1);
  assertEquals((await sending).id, "m1");
  assertEquals(clock.pending, 0);
});

Deno.test("after the third attempt the last error is told", async () => {
  const last = new NotSent("refused again");
  const { transport, clock, line: retrying } = line(new NotSent("1"), new NotSent("2"), last, "ok");
  const sending = assertRejects(() => retrying.perform<"send">(send("a", "one"), never()), NotSent);
  await clock.advance(10_000);
  assertStrictEquals(await sending, last);
  assertEquals(transport.calls.length, 3);
});

Deno.test("what has to wait until after the program's end is not tried again", async () => {
  const { transport, line: retrying } = line(new PutOff(send("a", "one")), "ok");
  await assertRejects(() => retrying.perform<"send">(send("a", "one"), never()), NotSent, "after the program's end");
  assertEquals(transport.calls.length, 1);
});

Deno.test("a chat that can't be reached is told to who wanted to, and is no warning of the line's", async () => {
  for (const [error, level] of [[new ChatUnreachable("blocked"), "info"], [new Rejected("no"), "warning"]] as const) {
    const lines = await captureLogs(async () => {
      const clock = new TestClock();
      const line = retry({ clock, log: logger("delivery") })(new ScriptedTransport().script(error));
      await assertRejects(() => line.perform<"send">(send("a", "one"), never()), Rejected);
    });
    assertEquals(lines.map((line) => line.level), [level]);
  }
});

Deno.test("what is of no chat is logged with none", async () => {
  const [line] = await captureLogs(async () => {
    const refused = new ScriptedTransport().script(new Rejected("too large", 413));
    const attachment = { ref: "1", kind: "document" } as const;
    const line = retry({ clock: new TestClock(), log: logger("delivery") })(refused);
    await assertRejects(() => line.perform<"download">({ kind: "download", platform: "test", attachment }, never()));
  });
  assertEquals(line.properties, { operation: "download" });
});

Deno.test("a message that may have arrived is not sent again", async () => {
  const { transport, clock, line: retrying } = line(new DeliveryUnknown("cut"), "ok");
  const sending = assertRejects(() => retrying.perform<"send">(send("a", "one"), never()), DeliveryUnknown);
  await clock.advance(10_000);
  await sending;
  assertEquals(transport.calls.length, 1);
});

Deno.test("an edit that may have arrived is repeated", async () => {
  const { transport, clock, line: retrying } = line(new DeliveryUnknown("cut"), "ok");
  const editing = retrying.perform<"edit">(edit("a", "m1", "x"), never());
  await clock.advance(10_000);
  await editing;
  assertEquals(transport.calls.length, 2);
});

Deno.test("once an attempt may have arrived, later ones that did not leave it unknown", async () => {
  const { clock, line: retrying } = line(new DeliveryUnknown("cut"), new NotSent("2"), new NotSent("3"));
  const editing = assertRejects(() => retrying.perform<"edit">(edit("a", "m1", "x"), never()), DeliveryUnknown, "cut");
  await clock.advance(10_000);
  await editing;
});

Deno.test("what the platform rejects, and what nobody classified, is never repeated", async () => {
  for (const error of [new Rejected("no", 400), new TypeError("a defect")]) {
    const { transport, clock, line: retrying } = line(error, "ok");
    const sending = assertRejects(() => retrying.perform<"send">(send("a", "one"), never()));
    await clock.advance(10_000);
    assertStrictEquals(await sending, error);
    assertEquals(transport.calls.length, 1);
  }
});

Deno.test("who gives up between two attempts gets the error of the last one", async () => {
  const refused = new NotSent("refused");
  const { transport, clock, line: retrying } = line(refused, "ok");
  const controller = new AbortController();
  const sending = assertRejects(() => retrying.perform<"send">(send("a", "one"), controller.signal));
  await settle();
  controller.abort();
  assertStrictEquals(await sending, refused);
  assertEquals([transport.calls.length, clock.pending], [1, 0]);
});

Deno.test("a download is opened again where the connection was lost", async () => {
  const { transport, clock, line: retrying } = line(new DeliveryUnknown("cut"), "ok");
  const attachment = { ref: "r", kind: "photo" } as const;
  const opening = retrying.perform<"download">({ kind: "download", platform: "test", attachment }, never());
  await clock.advance(1_000);
  await (await opening).cancel();
  assertEquals(transport.calls.length, 2);
});

Deno.test("a message that may be sent twice is repeated where nobody knows whether it arrived", async () => {
  const { transport, clock, line: retrying } = line(new DeliveryUnknown("cut"), "ok");
  const sending = retrying.perform<"send">({ ...send("a", "one"), atLeastOnce: true }, never());
  await clock.advance(1_000);
  await sending;
  assertEquals(transport.calls.length, 2);
});

Deno.test("what is unchanged already is done", async () => {
  const { transport, line: retrying } = line(new Unchanged("not modified"), new Unchanged("gone"));
  assertEquals((await retrying.perform<"edit">(edit("a", "m1", "x"), never())).id, "m1");
  await retrying.perform<"delete">({ kind: "delete", message: { conversation: conversation("a"), id: "m1" } }, never());
  assertEquals(transport.calls.length, 2);
});

Deno.test("markup that the platform can't take is sent once more as plain text, and uses up no attempt", async () => {
  const { transport, clock, line: retrying } = line(
    new MarkupRejected("can't parse", 400),
    new NotSent("refused"),
    "ok",
  );
  const sending = retrying.perform<"send">(send("a", "*one"), never());
  await clock.advance(500);
  await sending;
  const formats = transport.calls.map(({ operation }) => operation.kind === "send" && operation.format);
  assertEquals(formats, [undefined, "plain", "plain"]);
  const again = line(new MarkupRejected("can't parse"), new MarkupRejected("too long"));
  await assertRejects(() => again.line.perform<"edit">(edit("a", "m1", "*x"), never()), MarkupRejected, "too long");
});

Deno.test("no attempt begins when too much time has passed since the first has failed", async () => {
  const clock = new TestClock();
  const transport = new ScriptedTransport();
  const retrying = retry({ clock, wait: waitOn(clock), random: () => 1, attempts: 100, patience: 60_000 })(transport);
  const sending = assertRejects(() => retrying.perform<"send">(send("a", "one"), never()), NotSent);
  for (let index = 0; index < 7; index++) {
    await clock.advance(30_000);
    transport.call(-1).fail(new NotSent("refused"));
  }
  await clock.advance(600_000);
  await sending;
  assertEquals(transport.calls.length, 4);
});

Deno.test("without anything else it waits by the delay of @std/async", async () => {
  using time = new FakeTime();
  const transport = new ScriptedTransport().script(new NotSent("refused"), "ok");
  const retrying = retry({ clock: new TestClock(), random: () => 1, firstDelay: 1_000 })(transport);
  const sending = retrying.perform<"send">(send("a", "one"), never());
  await import("@std/async/delay");
  await settle();
  assertEquals(transport.calls.length, 1);
  await time.tickAsync(1_000);
  await sending;
  assertEquals(transport.calls.length, 2);
});

Deno.test("no attempts, or no sensible times, are refused", () => {
  for (const wrong of [{ attempts: 0 }, { firstDelay: -1 }, { patience: NaN }]) {
    assertThrows(() => retry({ clock: new TestClock(), ...wrong }), RangeError);
  }
});
