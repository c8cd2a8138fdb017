import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { ChatBook } from "../../../adapters/delivery/mod.ts";
import { ChatMigrated, ChatUnreachable, Rejected } from "../../../core/mod.ts";
import { conversation, edit, never, ScriptedTransport, send } from "./scripted_transport.ts";

Deno.test("a chat that can't be reached is not asked for again until something is heard from it", async () => {
  const transport = new ScriptedTransport().script(new ChatUnreachable("blocked by the user", 403), "ok", "ok");
  const book = new ChatBook(transport);
  await assertRejects(() => book.perform<"send">(send("a", "one"), never()), ChatUnreachable);
  const again = await assertRejects(() => book.perform<"send">(send("a", "two"), never()), ChatUnreachable, "blocked");
  assertEquals(again.status, 403);
  await book.perform<"send">(send("b", "three"), never());
  book.hear(conversation("a"));
  await book.perform<"send">(send("a", "four"), never());
  assertEquals(transport.log, ["send(a) one", "send(b) three", "send(a) four"]);
});

Deno.test("a chat that goes on under another id is followed, at once and from then on", async () => {
  const transport = new ScriptedTransport().script(new ChatMigrated("g2"), "ok", "ok");
  const book = new ChatBook(transport);
  const thread = { ...send("g1", "one"), conversation: { ...conversation("g1"), thread: "t" } };
  await book.perform<"send">(thread, never());
  await book.perform<"send">(send("g1", "two"), never());
  assertEquals(transport.log, ["send(g1) one", "send(g2) one", "send(g2) two"]);
  const moved = transport.call(1).operation;
  assertEquals(moved.kind === "send" && moved.conversation, conversation("g2"));
});

Deno.test("what is about a message of the old chat does not follow: its id is another message's there", async () => {
  const transport = new ScriptedTransport().script(new ChatMigrated("g2"));
  const book = new ChatBook(transport);
  await assertRejects(() => book.perform<"edit">(edit("g1", "m", "x"), never()), ChatMigrated);
  assertEquals(transport.calls.length, 1);
});

Deno.test("chats that send each other on are given up", async () => {
  const transport = new ScriptedTransport().script(...["g2", "g1", "g2"].map((chat) => new ChatMigrated(chat)));
  const error = await assertRejects(() => new ChatBook(transport).perform<"send">(send("g1", "x"), never()));
  assertInstanceOf(error, Rejected);
  assertEquals(transport.calls.length, 3);
});
