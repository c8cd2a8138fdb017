import { assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import { Outbox } from "../../../adapters/delivery/mod.ts";
import { NotSent, type Operation, Rejected } from "../../../core/mod.ts";
import { settle } from "../../support/mod.ts";
import { conversation, edit, never, ScriptedTransport, send, short } from "./scripted_transport.ts";

Deno.test("an operation starts when the one before it in its chat has ended", async () => {
  const transport = new ScriptedTransport();
  const outbox = new Outbox(transport);
  const first = outbox.perform<"send">(send("a", "one"), never());
  const second = outbox.perform<"send">(send("a", "two"), never());
  await settle();
  assertEquals(transport.log, ["send(a) one"]);
  transport.call(0).succeed();
  assertEquals((await first).id, "m1");
  await settle();
  assertEquals(transport.log, ["send(a) one", "send(a) two"]);
  transport.call(1).succeed();
  assertEquals((await second).id, "m2");
});

Deno.test("a failure is told to its caller, and the next operation goes on", async () => {
  const transport = new ScriptedTransport().script(new Rejected("no"), "ok");
  const outbox = new Outbox(transport);
  const failing = assertRejects(() => outbox.perform<"send">(send("a", "one"), never()), Rejected, "no");
  const fine = outbox.perform<"send">(send("a", "two"), never());
  await failing;
  assertEquals((await fine).id, "m1");
});

Deno.test("chats do not wait for each other, threads of one chat do", async () => {
  const transport = new ScriptedTransport();
  const outbox = new Outbox(transport);
  void outbox.perform<"send">(send("a", "one"), never());
  void outbox.perform<"send">({ ...send("a", "two"), conversation: { ...conversation("a"), thread: "t" } }, never());
  void outbox.perform<"send">(send("b", "three"), never());
  await settle();
  assertEquals(transport.log, ["send(a) one", "send(b) three"]);
});

Deno.test("typing, reads, answers and the menu pass by what waits", async () => {
  const transport = new ScriptedTransport();
  const outbox = new Outbox(transport);
  void outbox.perform<"send">(send("a", "one"), never());
  void outbox.perform<"send">(send("a", "two"), never());
  void outbox.perform<"typing">({ kind: "typing", conversation: conversation("a") }, never());
  void outbox.perform<"download">(
    { kind: "download", platform: "test", attachment: { ref: "r", kind: "photo" } },
    never(),
  );
  void outbox.perform<"answerAction">(
    { kind: "answerAction", conversation: conversation("a"), callback: "c" },
    never(),
  );
  void outbox.perform<"menu">({ kind: "menu", platform: "test", commands: [] }, never());
  await settle();
  assertEquals(transport.log, ["send(a) one", "typing(a)", "download", "answerAction", "menu"]);
});

Deno.test("waiting edits of one message become the newest, which answers all of them", async () => {
  const transport = new ScriptedTransport();
  const outbox = new Outbox(transport);
  void outbox.perform<"send">(send("a", "one"), never());
  const edits = ["x", "y", "z"].map((text) => outbox.perform<"edit">(edit("a", "m1", text), never()));
  const other = outbox.perform<"edit">(edit("a", "m2", "other"), never());
  for (const index of [0, 1, 2]) {
    await settle();
    transport.call(index).succeed();
  }
  assertEquals((await Promise.all(edits)).map(({ id }) => id), Array(3).fill("after edit(m1) z"));
  assertEquals((await other).id, "after edit(m2) other");
  assertEquals(transport.log, ["send(a) one", "edit(m1) z", "edit(m2) other"]);
});

Deno.test("an edit that is under way is not replaced", async () => {
  const transport = new ScriptedTransport();
  const outbox = new Outbox(transport);
  void outbox.perform<"edit">(edit("a", "m1", "x"), never());
  void outbox.perform<"edit">(edit("a", "m1", "y"), never());
  await settle();
  transport.call(0).succeed();
  await settle();
  assertEquals(transport.log, ["edit(m1) x", "edit(m1) y"]);
});

Deno.test("an edit behind a deletion does not slip in before it", async () => {
  const transport = new ScriptedTransport().script("ok", "ok", "ok", "ok");
  const outbox = new Outbox(transport);
  const message = { conversation: conversation("a"), id: "m1" };
  await Promise.all([
    outbox.perform<"send">(send("a", "one"), never()),
    outbox.perform<"edit">(edit("a", "m1", "x"), never()),
    outbox.perform<"delete">({ kind: "delete", message }, never()),
    outbox.perform<"edit">(edit("a", "m1", "y"), never()),
  ]);
  assertEquals(transport.log, ["send(a) one", "edit(m1) x", "delete(m1)", "edit(m1) y"]);
});

Deno.test("a caller that gives up while it waits gets NotSent, and its operation is never performed", async () => {
  const transport = new ScriptedTransport();
  const outbox = new Outbox(transport);
  const controller = new AbortController();
  void outbox.perform<"send">(send("a", "one"), never());
  const given = assertRejects(
    () => outbox.perform<"send">(send("a", "two"), controller.signal),
    NotSent,
    "send(chat=a)",
  );
  void outbox.perform<"send">(send("a", "three"), never());
  controller.abort("shutdown");
  assertEquals((await given).cause, "shutdown");
  transport.call(0).succeed();
  await settle();
  assertEquals(transport.log, ["send(a) one", "send(a) three"]);
});

Deno.test("when the newest of several edits is given up, the one before it is performed", async () => {
  const transport = new ScriptedTransport();
  const outbox = new Outbox(transport);
  const controller = new AbortController();
  void outbox.perform<"send">(send("a", "one"), never());
  void outbox.perform<"edit">(edit("a", "m1", "x"), never());
  const newest = outbox.perform<"edit">(edit("a", "m1", "y"), controller.signal);
  controller.abort();
  await assertRejects(() => newest, NotSent);
  transport.call(0).succeed();
  await settle();
  assertEquals(transport.log, ["send(a) one", "edit(m1) x"]);
});

Deno.test("an abort of what is under way reaches the transport, which says how it ended", async () => {
  const transport = new ScriptedTransport();
  const outbox = new Outbox(transport);
  const controller = new AbortController();
  const sending = outbox.perform<"send">(send("a", "one"), controller.signal);
  controller.abort();
  assertEquals(transport.call(0).signal.aborted, true);
  transport.call(0).succeed();
  assertEquals((await sending).id, "m1");
});

Deno.test("edits that became one are stopped on their way only when nobody of those who asked wants it any more", async () => {
  const transport = new ScriptedTransport();
  const outbox = new Outbox(transport);
  void outbox.perform<"send">(send("a", "one"), never());
  const controllers = [new AbortController(), new AbortController()];
  const edits = controllers.map(({ signal }) => outbox.perform<"edit">(edit("a", "m1", "x"), signal));
  transport.call(0).succeed();
  await settle();
  controllers[0].abort();
  assertEquals(transport.call(1).signal.aborted, false);
  controllers[1].abort();
  assertEquals(transport.call(1).signal.aborted, true);
  transport.call(1).succeed();
  await Promise.all(edits);
});

Deno.test("a signal that is aborted already sends nothing", async () => {
  const transport = new ScriptedTransport();
  const outbox = new Outbox(transport);
  await assertRejects(() => outbox.perform<"send">(send("a", "one"), AbortSignal.abort()), NotSent);
  assertEquals(transport.calls.length, 0);
  assertEquals(outbox.pending, 0);
});

Deno.test("beyond its capacity callers wait at the door, in order", async () => {
  const transport = new ScriptedTransport();
  const outbox = new Outbox(transport, { capacity: 2 });
  for (const chat of ["a", "b", "c", "d"]) void outbox.perform<"send">(send(chat, "hi"), never());
  await settle();
  assertEquals(transport.log, ["send(a) hi", "send(b) hi"]);
  assertEquals(outbox.pending, 4);
  transport.call(1).succeed();
  await settle();
  assertEquals(transport.log.slice(2), ["send(c) hi"]);
  transport.call(0).succeed();
  await settle();
  assertEquals(transport.log.slice(3), ["send(d) hi"]);
});

Deno.test("giving up at the door makes room for the next one there", async () => {
  const transport = new ScriptedTransport();
  const outbox = new Outbox(transport, { capacity: 1 });
  const controller = new AbortController();
  void outbox.perform<"send">(send("a", "one"), never());
  const given = outbox.perform<"send">(send("a", "two"), controller.signal);
  const last = outbox.perform<"send">(send("a", "three"), never());
  controller.abort();
  await assertRejects(() => given, NotSent);
  transport.script("ok").call(0).succeed();
  assertEquals((await last).id, "m2");
  assertEquals(transport.log, ["send(a) one", "send(a) three"]);
});

Deno.test("idle resolves when the last operation has ended, and an idle chat holds nothing", async () => {
  const transport = new ScriptedTransport();
  const outbox = new Outbox(transport);
  await outbox.idle();
  void outbox.perform<"send">(send("a", "one"), never());
  void outbox.perform<"send">(send("b", "two"), never());
  let idle = false;
  void outbox.idle().then(() => idle = true);
  assertEquals(outbox.chats, 2);
  transport.call(0).succeed();
  await settle();
  assertEquals([idle, outbox.chats], [false, 1]);
  transport.call(1).succeed();
  await settle();
  assertEquals([idle, outbox.chats, outbox.pending], [true, 0, 0]);
});

Deno.test("an outbox without room is refused", () => {
  assertInstanceOf(assertThrows(() => new Outbox(new ScriptedTransport(), { capacity: 0 })), RangeError);
});

Deno.test("whatever comes, each chat sees its operations in order and everybody gets an answer", async () => {
  const chats = fc.constantFrom("a", "b", "c");
  const operations = fc.oneof(
    fc.record({ type: fc.constant("send" as const), chat: chats }),
    fc.record({ type: fc.constant("edit" as const), chat: chats, id: fc.constantFrom("m1", "m2") }),
    fc.record({ type: fc.constant("end" as const), which: fc.nat(5), ok: fc.boolean() }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(operations, { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      async (steps, capacity) => {
        const transport = new ScriptedTransport();
        const outbox = new Outbox(transport, { capacity });
        const ended = new Set<number>();
        const asked: Operation[] = [];
        const answers: Promise<unknown>[] = [];
        const end = async (which: number, ok: boolean) => {
          const open = transport.calls.keys().filter((index) => !ended.has(index)).toArray();
          if (open.length === 0) return false;
          const index = open[which % open.length];
          ended.add(index);
          if (ok) transport.calls[index].succeed();
          else transport.calls[index].fail(new Rejected("no"));
          await settle();
          return true;
        };
        for (const [number, step] of steps.entries()) {
          if (step.type === "end") await end(step.which, step.ok);
          else if (step.type === "send") {
            const operation = send(step.chat, String(number));
            asked.push(operation);
            answers.push(outbox.perform<"send">(operation, never()).catch(() => {}));
          } else {
            const operation = edit(step.chat, step.id, String(number));
            asked.push(operation);
            answers.push(outbox.perform<"edit">(operation, never()).catch(() => {}));
          }
        }
        await settle();
        while (await end(0, true));
        await Promise.all(answers);
        for (const chat of ["a", "b", "c"]) {
          const inChat = (operation: Operation) =>
            operation.kind === "send" ? operation.conversation.chat === chat : operation.kind === "edit" &&
              operation.message.conversation.chat === chat;
          const performed = transport.calls.map((call) => call.operation).filter(inChat);
          const sends = (list: Operation[]) => list.filter(({ kind }) => kind === "send").map(short);
          assertEquals(sends(performed), sends(asked.filter(inChat)));
          for (const id of ["m1", "m2"]) {
            const edits = (list: Operation[]) =>
              list.filter((each) => each.kind === "edit" && each.message.id === id).map(short);
            const [done, wanted] = [edits(performed), edits(asked.filter(inChat))];
            assertEquals(done, wanted.filter((each) => done.includes(each)), "edits keep their order");
            assertEquals(done.at(-1), wanted.at(-1), "the newest edit stands last");
          }
        }
        assertEquals([outbox.pending, outbox.chats], [0, 0]);
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("within a chat an answer goes before broadcasts that have not been started, and hurries the one under way", async () => {
  const transport = new ScriptedTransport();
  const hurried: string[] = [];
  const outbox = new Outbox(transport, { expedite: (chat) => hurried.push(chat) });
  for (const text of ["news 1", "news 2"]) void outbox.perform<"send">(send("a", text, "broadcast"), never());
  void outbox.perform<"send">(send("a", "answer"), never());
  for (const index of [0, 1, 2]) {
    await settle();
    transport.call(index).succeed();
  }
  await settle();
  assertEquals(transport.log, ["send(a) news 1", "send(a) answer", "send(a) news 2"]);
  assertEquals(hurried, ["test/a"]);
});

Deno.test("a full house of broadcasts does not keep an answer outside", async () => {
  const transport = new ScriptedTransport();
  const outbox = new Outbox(transport, { capacity: 1 });
  for (const chat of ["a", "b"]) void outbox.perform<"send">(send(chat, "news", "broadcast"), never());
  void outbox.perform<"send">(send("c", "answer"), never());
  await settle();
  assertEquals(transport.log, ["send(a) news", "send(c) answer"]);
});

Deno.test("at the end everything is given up: what waits is named and rejected, what is under way is asked to stop", async () => {
  const transport = new ScriptedTransport();
  const outbox = new Outbox(transport, { capacity: 2 });
  const ends = ["one", "two", "three"].map((text) => outbox.perform<"send">(send("a", text), never()));
  const rejected = Promise.all(ends.map((end) => assertRejects(() => end, NotSent)));
  await settle();
  const left = outbox.giveUp("the end");
  assertEquals(left.map(short), ["send(a) one", "send(a) two", "send(a) three"]);
  assertEquals(transport.call(0).signal.reason, "the end");
  transport.call(0).fail(new NotSent("stopped"));
  await rejected;
  await outbox.idle();
  await assertRejects(() => outbox.perform<"send">(send("a", "four"), never()), NotSent);
  assertEquals([transport.calls.length, outbox.chats], [1, 0]);
});

Deno.test("what passes by is asked to stop too when everything is given up", async () => {
  const transport = new ScriptedTransport();
  const outbox = new Outbox(transport);
  void outbox.perform<"typing">({ kind: "typing", conversation: conversation("a") }, never());
  await settle();
  assertEquals(outbox.giveUp("the end"), []);
  assertEquals(transport.call(0).signal.reason, "the end");
});
