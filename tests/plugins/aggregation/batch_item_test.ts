import { assertEquals, assertThrows } from "@std/assert";
import type { BotEvent, JournalEntry, WorkItem } from "../../../core/mod.ts";
import { batchOf, readBatchData } from "../../../plugins/aggregation/batch_item.ts";

const conversation = { platform: "test", chat: "c", kind: "private" } as const;

function item(parts: Partial<WorkItem> = {}): WorkItem {
  return {
    id: "batch:k1",
    kind: "batch:note",
    conversation,
    account: "owner",
    language: "en",
    members: ["k1"],
    data: { mode: "note", settings: {}, ids: ["1"] },
    createdAt: 0,
    ...parts,
  };
}

function entry(key: string, kind: "message" | "edit", id: string, parts: Partial<BotEvent> = {}): JournalEntry {
  const event = {
    kind,
    key,
    id,
    conversation,
    sender: { platform: "test", user: "you" },
    at: 1_000,
    text: `text of ${key}`,
    attachments: [],
    ...parts,
  } as BotEvent;
  return { seq: 0, event, account: "owner", receivedAt: 2_000 };
}

Deno.test("an edit without files keeps the files, the place and the time of its message", () => {
  const photo = { ref: "p", kind: "photo" as const };
  const { messages } = batchOf(item(), [
    entry("k1", "message", "1", { attachments: [photo], album: "x" }),
    entry("k2", "message", "2"),
    entry("k3", "edit", "1", { at: 9_000 }),
  ]);
  assertEquals(messages, [
    { key: "k1", id: "1", text: "text of k3", attachments: [photo], album: "x", at: 1_000, edited: true },
    { key: "k2", id: "2", text: "text of k2", attachments: [], at: 1_000, edited: false },
  ]);
});

Deno.test("only of messages that a command brought the command is taken off", () => {
  const data = { mode: "note", settings: {}, ids: ["1", "2"], commands: ["1"] };
  const { messages } = batchOf(item({ data }), [
    entry("k1", "message", "1", { text: "/note@bot\n first\n second" }),
    entry("k2", "message", "2", { text: "/etc/hosts is a file" }),
  ]);
  assertEquals(messages.map(({ text }) => text), ["first\n second", "/etc/hosts is a file"]);
});

Deno.test("a text that came in parts is one message, with what stood between them", () => {
  const { messages } = batchOf(item(), [
    entry("k1", "message", "1", { text: "```sh" }),
    entry("k2", "message", "2", { text: "/help", joint: "\n\n" }),
    entry("k3", "message", "3", { text: "```", joint: "\n" }),
    entry("k4", "message", "4", { text: "another" }),
  ]);
  assertEquals(messages.map(({ key, text }) => [key, text]), [["k1", "```sh\n\n/help\n```"], ["k4", "another"]]);
});

Deno.test("the rest of a text that was divided among batches stands alone", () => {
  const { messages } = batchOf(item(), [entry("k1", "message", "1", { text: "the rest", joint: "\n\n" })]);
  assertEquals(messages.map(({ text }) => text), ["the rest"]);
});

Deno.test("an item whose messages the journal has forgotten is no batch", () => {
  assertThrows(() => batchOf(item(), []), Error, "not in the journal any more");
});

Deno.test("an item of another shape is told, not guessed at", () => {
  assertThrows(
    () => batchOf(item({ data: { mode: 7 } }), [entry("k1", "message", "1")]),
    Error,
    "no batch that this version",
  );
  assertEquals(readBatchData(item({ kind: "command", data: null })), undefined);
});
