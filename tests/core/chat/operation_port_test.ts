import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  Buttons,
  type Capabilities,
  type Conversation,
  type DeliveryMiddleware,
  type IncomingAction,
  type MessageRef,
  type Operation,
  Rejected,
} from "../../../core/mod.ts";
import { OperationPort } from "../../../core/chat/operation_port.ts";
import { TestClock } from "../../support/mod.ts";
import { ScriptedTransport } from "../../adapters/delivery/scripted_transport.ts";
import { RecordsStore } from "../records_store.ts";

const ALL: Capabilities = {
  buttons: "native",
  edit: true,
  delete: true,
  react: true,
  typing: true,
  menu: true,
  files: true,
};
const NOTHING: Capabilities = {
  buttons: "none",
  edit: false,
  delete: false,
  react: false,
  typing: false,
  menu: false,
  files: false,
};
const conversation: Conversation = { platform: "test", chat: "1", kind: "private" };
const message: MessageRef = { conversation, id: "m9" };
const press: IncomingAction = {
  kind: "action",
  key: "k",
  conversation,
  sender: { platform: "test", user: "u" },
  at: 0,
  action: "b",
  callback: "c",
};

function setUp(capabilities: Capabilities = ALL, middlewares: DeliveryMiddleware[] = []) {
  const clock = new TestClock();
  const buttons = new Buttons(new RecordsStore(clock), clock);
  const transport = new ScriptedTransport().script(...Array.from({ length: 20 }, () => "ok" as const));
  const port = new OperationPort(buttons, middlewares);
  const remove = port.add({ platform: "test", capabilities, transport });
  const operations = () => transport.calls.map(({ operation }) => operation);
  return { buttons, port, remove, transport, operations };
}

function file(name: string) {
  return { name, open: () => Promise.resolve(new ReadableStream<Uint8Array>()) };
}

Deno.test("each call becomes one operation", async () => {
  const { port, operations } = setUp();
  const notes = file("notes.md");
  const attachment = { ref: "r", kind: "photo" } as const;
  await port.send(conversation, "hi");
  await port.reply(message, "there", { priority: "broadcast" });
  await port.edit(message, "new");
  await port.delete(message);
  await port.sendFile(conversation, notes, { caption: "all", replyTo: "m1" });
  await port.typing(conversation);
  await port.react(message, "👍");
  await port.react(message, undefined);
  await port.answerAction(press, "done");
  await port.publishMenu("test", [{ name: "help", description: "Help" }], { language: "ru" });
  await (await port.download("test", attachment)).cancel();
  assertEquals<Operation[]>(operations(), [
    { kind: "send", conversation, text: "hi", priority: "interactive" },
    { kind: "send", conversation, text: "there", replyTo: "m9", priority: "broadcast" },
    { kind: "edit", message, text: "new" },
    { kind: "delete", message },
    { kind: "sendFile", conversation, file: notes, caption: "all", replyTo: "m1", priority: "interactive" },
    { kind: "typing", conversation },
    { kind: "react", message, emoji: "👍" },
    { kind: "react", message },
    { kind: "answerAction", conversation, callback: "c", text: "done" },
    { kind: "menu", platform: "test", commands: [{ name: "help", description: "Help" }], language: "ru" },
    { kind: "download", platform: "test", attachment },
  ]);
});

Deno.test("buttons get ids which find their action, for the account they are made for", async () => {
  const { port, buttons, operations } = setUp();
  const call = { name: "note.undo", payload: "n1" };
  await port.send(conversation, { text: "Saved", buttons: [[{ text: "Undo", action: call }], []] }, { for: "owner" });
  const [sent] = operations();
  assert(sent.kind === "send" && sent.buttons?.length === 1);
  const [[button]] = sent.buttons;
  assert("id" in button);
  assertEquals(await buttons.find(button.id, { conversation, account: "owner" }), { outcome: "found", call });
  assertEquals((await buttons.find(button.id, { conversation, account: "guest" })).outcome, "foreign");
});

Deno.test("an operation goes to the adapter of its conversation's platform", async () => {
  const { port, operations } = setUp();
  const other = new ScriptedTransport().script("ok");
  port.add({ platform: "other", capabilities: NOTHING, transport: other });
  await port.send({ ...conversation, platform: "other" }, "hi");
  assertEquals([operations().length, other.calls.length], [0, 1]);
  assertEquals(port.capabilities("other"), NOTHING);
});

Deno.test("a platform without an adapter is told by name, whatever is asked", async () => {
  const { port, remove } = setUp();
  const nowhere = { ...conversation, platform: "icq" };
  const lost = { conversation: nowhere, id: "m1" };
  for (
    const call of [
      () => port.send(nowhere, "hi"),
      () => port.edit(lost, "hi"),
      () => port.delete(lost),
      () => port.sendFile(nowhere, file("a")),
      () => port.typing(nowhere),
      () => port.react(lost, "👍"),
      () => port.answerAction({ ...press, conversation: nowhere, callback: undefined }),
      () => port.publishMenu("icq", []),
      () => port.download("icq", { ref: "r", kind: "photo" }),
    ]
  ) await assertRejects(call, Rejected, 'No adapter for the platform "icq" is running (running: test).');
  assertThrows(() => port.capabilities("icq"), Rejected);
  remove();
  await assertRejects(() => port.send(conversation, "hi"), Rejected, "(running: none)");
});

Deno.test("one platform has one adapter, until it is removed", () => {
  const { port, remove, transport } = setUp();
  const second = { platform: "test", capabilities: NOTHING, transport };
  assertThrows(() => port.add(second), Error, '"test" already');
  remove();
  port.add(second);
  remove();
  assertEquals(port.capabilities("test"), NOTHING);
});

Deno.test("middlewares see every operation, the first one outermost", async () => {
  const seen: string[] = [];
  const tracing = (name: string): DeliveryMiddleware => (next) => ({
    perform: async (operation, signal) => {
      seen.push(`${name} before ${operation.kind}`);
      const result = await next.perform(operation, signal);
      seen.push(`${name} after`);
      return result;
    },
  });
  const { port } = setUp(ALL, [tracing("outer"), tracing("inner")]);
  await port.typing(conversation);
  assertEquals(seen, ["outer before typing", "inner before typing", "inner after", "outer after"]);
});

Deno.test("the caller's signal reaches the transport", async () => {
  const { port, transport } = setUp();
  const controller = new AbortController();
  await port.send(conversation, "hi", { signal: controller.signal });
  assertEquals(transport.call(0).signal, controller.signal);
  await port.send(conversation, "hi");
  assertEquals(transport.call(1).signal.aborted, false);
});

Deno.test("where a platform can't do it, an edit becomes a new message", async () => {
  const { port, operations } = setUp({ ...ALL, edit: false });
  const shown = await port.edit(message, "new");
  assertEquals(operations(), [{ kind: "send", conversation, text: "new", priority: "interactive" }]);
  assertEquals(shown.id, "m1");
});

Deno.test("where a platform can't do it, deletion, typing, reaction and menu are left out", async () => {
  const { port, operations } = setUp(NOTHING);
  await port.delete(message);
  await port.typing(conversation);
  await port.react(message, "👍");
  await port.publishMenu("test", []);
  assertEquals(operations(), []);
});

Deno.test("where a platform can't send files, a line names the file", async () => {
  const { port, operations } = setUp(NOTHING);
  await port.sendFile(conversation, file("a`b\n.md"), { caption: "All of **it**", replyTo: "m1" });
  assertEquals(operations(), [
    { kind: "send", conversation, text: "``a`b .md``\n\nAll of **it**", replyTo: "m1", priority: "interactive" },
  ]);
});

Deno.test("where a platform has no buttons, links stay and actions are dropped", async () => {
  const { port, operations } = setUp(NOTHING);
  const buttons = [[{ text: "Undo", action: { name: "a.b" } }, { text: "Site [1]", url: "https://example.org/(x)" }]];
  await port.send(conversation, { text: "Saved", buttons });
  assertEquals(operations(), [
    {
      kind: "send",
      conversation,
      text: "Saved\n\n- [Site \\[1\\]](<https://example.org/(x)>)",
      priority: "interactive",
    },
  ]);
});

Deno.test("a press without a callback needs no answer", async () => {
  const { port, operations } = setUp();
  await port.answerAction({ ...press, callback: undefined });
  assertEquals(operations(), []);
});
