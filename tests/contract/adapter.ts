/**
 * The contract of every chat adapter. An adapter's own test calls `testAdapter` with a way to make one and to play its platform.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type Adapter,
  type Conversation,
  conversationId,
  DeliveryUnknown,
  NotSent,
  RateLimited,
  Rejected,
} from "../../core/mod.ts";
import { settle } from "../support/clock.ts";
import { TestInbox } from "../support/test_inbox.ts";

/** An adapter with its platform in a test's hands. */
export interface AdapterBench extends AsyncDisposable {
  readonly adapter: Adapter;
  /** Somebody sends a message; the same id is the same update. */
  say(text: string, id: string): Promise<void> | void;
  /** They change it. */
  edit(text: string, id: string): Promise<void> | void;
  /** They send a file with these bytes and this name. */
  attach(bytes: string, name: string, id: string): Promise<void> | void;
  /** They press a button of the bot's message with this id. */
  press(button: string, message: string): Promise<void> | void;
  /** What the platform shows, in order. */
  shown(): Promise<readonly string[]> | readonly string[];
  /** A conversation of the platform. */
  readonly conversation: Conversation;
  /** An attachment whose bytes can't be had. */
  readonly missing: string;
}

/** Registers the suite. */
export function testAdapter(name: string, make: () => Promise<AdapterBench>): void {
  const test = (title: string, run: (bench: AdapterBench, inbox: TestInbox) => Promise<void>) =>
    Deno.test(`${name}: ${title}`, async () => {
      await using bench = await make();
      const inbox = new TestInbox();
      await bench.adapter.start(inbox);
      try {
        await run(bench, inbox);
      } finally {
        await bench.adapter.stop();
        await bench.adapter.close();
      }
    });
  const signal = new AbortController().signal;

  test("a message arrives as plain data with its key, sender, conversation and text", async (bench, inbox) => {
    await bench.say("hello **there**", "1");
    await inbox.until(({ events }) => events.length === 1);
    const [event] = inbox.events;
    assert(event.kind === "message");
    assertEquals(event.text, "hello **there**");
    assertEquals(conversationId(event.conversation), conversationId(bench.conversation));
    assertEquals(event.sender.platform, bench.adapter.platform);
    assertEquals(JSON.parse(JSON.stringify(event)), event);
  });

  test("the same update has the same key, another one another", async (bench, inbox) => {
    await bench.say("once", "1");
    await bench.say("once", "1");
    await bench.say("twice", "2");
    await inbox.until(({ events }) => events.length === 3);
    const [first, same, other] = inbox.events.map(({ key }) => key);
    assertEquals(same, first);
    assert(other !== first);
  });

  test("an edit names the message it changes, and is an event of its own", async (bench, inbox) => {
    await bench.say("before", "1");
    await bench.edit("after", "1");
    await inbox.until(({ events }) => events.length === 2);
    const [message, edit] = inbox.events;
    assert(message.kind === "message" && edit.kind === "edit");
    assertEquals([edit.id, edit.text], [message.id, "after"]);
    assert(edit.key !== message.key);
    assertEquals(conversationId(edit.conversation), conversationId(message.conversation));
  });

  test("an attachment is plain data, and its bytes come when somebody reads them", async (bench, inbox) => {
    await bench.attach("the bytes", "plan.txt", "1");
    await inbox.until(({ events }) => events.length === 1);
    const [event] = inbox.events;
    assert(event.kind === "message");
    assertEquals(JSON.parse(JSON.stringify(event)), event);
    const [attachment] = event.attachments;
    assertEquals([attachment.kind, attachment.name, attachment.size], ["document", "plan.txt", 9]);
    const { adapter: { transport, platform } } = bench;
    const bytes = await transport.perform<"download">({ kind: "download", platform, attachment }, signal);
    assertEquals(await new Response(bytes).text(), "the bytes");
  });

  test(
    "the press of a button says which one, on which message and by whom, and can be answered",
    async (bench, inbox) => {
      const { conversation, adapter: { transport, platform } } = bench;
      const buttons = [[{ text: "Undo", id: "undo-1" }]];
      const operation = { kind: "send", conversation, text: "done", buttons, priority: "interactive" } as const;
      const { id } = await transport.perform<"send">(operation, signal);
      await bench.press("undo-1", id);
      await inbox.until(({ events }) => events.length === 1);
      const [event] = inbox.events;
      assert(event.kind === "action");
      assertEquals([event.action, event.message ?? id, event.sender.platform], ["undo-1", id, platform]);
      assertEquals(conversationId(event.conversation), conversationId(conversation));
      const { callback } = event;
      if (callback !== undefined) await transport.perform({ kind: "answerAction", conversation, callback }, signal);
    },
  );

  test("messages arrive in the order they were sent", async (bench, inbox) => {
    for (let id = 1; id <= 20; id++) await bench.say(`${id}`, `${id}`);
    await inbox.until(({ events }) => events.length === 20);
    assertEquals(
      inbox.events.map((event) => event.kind === "message" && event.text),
      Array.from({ length: 20 }, (_, i) => `${i + 1}`),
    );
  });

  test("nothing more is handed in while the inbox is full", async (bench, inbox) => {
    const full = Promise.withResolvers<void>();
    inbox.answer = (events) => full.promise.then(() => events.map(() => "accepted"));
    await bench.say("1", "1");
    await inbox.until(({ calls }) => calls.length === 1);
    await bench.say("2", "2");
    await settle();
    assertEquals(inbox.calls.length, 1);
    full.resolve();
    await inbox.until(({ events }) => events.length === 2);
  });

  test("after stop nothing is handed in, but sending still works", async (bench, inbox) => {
    await bench.adapter.stop();
    const { conversation } = bench;
    await bench.adapter.transport.perform(
      { kind: "send", conversation, text: "late", priority: "interactive" },
      signal,
    );
    assertEquals(inbox.calls, []);
    assert((await bench.shown()).some((text) => text.includes("late")));
  });

  test("messages of one chat go out in the order they were sent, each with an id of its own", async (bench) => {
    const { conversation, adapter: { transport } } = bench;
    const refs = await Promise.all(
      ["one", "two", "three"].map((text) =>
        transport.perform<"send">({ kind: "send", conversation, text, priority: "interactive" }, signal)
      ),
    );
    assertEquals(new Set(refs.map(({ id }) => id)).size, 3);
    const shown = (await bench.shown()).join(" ");
    assert(shown.indexOf("one") < shown.indexOf("two") && shown.indexOf("two") < shown.indexOf("three"), shown);
  });

  test("the step of which a message is the effect is in doubt before the platform shows it, and not earlier", async (bench) => {
    const { conversation, adapter: { transport } } = bench;
    const durable = Promise.withResolvers<void>();
    let commits = 0;
    const intent = { commit: () => (commits++, durable.promise), takeBack: () => {} };
    const operation = { kind: "send", conversation, text: "the effect", priority: "interactive", intent } as const;
    const sent = transport.perform<"send">(operation, signal);
    await settle();
    assertEquals(commits, 1);
    assert(!(await bench.shown()).some((text) => text.includes("the effect")));
    durable.resolve();
    await sent;
    assert((await bench.shown()).some((text) => text.includes("the effect")));
  });

  test("what was asked for before the end goes out, and nothing after it", async (bench) => {
    const { conversation, adapter } = bench;
    const send = (text: string) =>
      adapter.transport.perform<"send">({ kind: "send", conversation, text, priority: "interactive" }, signal);
    const sent = Promise.all(["one", "two", "three"].map(send));
    await adapter.stop();
    await adapter.close();
    await sent;
    const shown = (await bench.shown()).join(" ");
    assert(["one", "two", "three"].every((text) => shown.includes(text)), shown);
  });

  test("what the capabilities promise can be performed", async (bench) => {
    const { conversation, adapter: { transport, capabilities } } = bench;
    const message = await transport.perform<"send">({
      kind: "send",
      conversation,
      text: "first",
      priority: "interactive",
    }, signal);
    if (capabilities.edit) await transport.perform({ kind: "edit", message, text: "second" }, signal);
    if (capabilities.react) await transport.perform({ kind: "react", message, emoji: "👍" }, signal);
    if (capabilities.typing) await transport.perform({ kind: "typing", conversation }, signal);
    if (capabilities.delete) await transport.perform({ kind: "delete", message }, signal);
    assert(!capabilities.edit || (await bench.shown()).some((text) => text.includes("second")));
  });

  test("a file that can't be had is one of the delivery errors", async (bench) => {
    const { adapter: { transport, platform }, missing } = bench;
    const attachment = { ref: missing, kind: "document" } as const;
    const error = await assertRejects(
      () => transport.perform({ kind: "download", platform, attachment }, signal),
      Error,
    );
    assert([Rejected, NotSent, DeliveryUnknown, RateLimited].some((type) => error instanceof type), `${error}`);
  });
}
