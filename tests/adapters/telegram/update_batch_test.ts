/** Updates as no Telegram sends them. */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Update } from "grammy/types";
import { type BotEvent, logger } from "../../../core/mod.ts";
import { readUpdates } from "../../../adapters/telegram/update_batch.ts";
import { readUpdate } from "../../../adapters/telegram/update_events.ts";

const ANN = { id: 7, is_bot: false, first_name: "Ann", language_code: "en" };
const CHAT = { id: -1007, type: "supergroup", title: "Friends" };
const MESSAGE = {
  message_id: 5,
  message_thread_id: 3,
  is_topic_message: true,
  date: 1_700_000_000,
  from: ANN,
  chat: CHAT,
  caption: "look at *this*",
  caption_entities: [{ type: "bold", offset: 0, length: 4 }],
  document: { file_id: "d", file_unique_id: "u", file_name: "a.txt", mime_type: "text/plain", file_size: 3 },
  forward_origin: { type: "user", sender_user: ANN, date: 1 },
  media_group_id: "a",
};
const PRESS = { id: "1", from: ANN, message: MESSAGE, chat_instance: "c", data: "x" };
const UPDATES: readonly Record<string, unknown>[] = [
  { message: MESSAGE },
  { edited_message: { ...MESSAGE, edit_date: 1_700_000_001 } },
  { callback_query: PRESS },
];

function read(update: Record<string, unknown>): BotEvent[] {
  const updates = [{ update_id: 9, ...update } as unknown as Update];
  return readUpdates(updates, (each) => {
    const reading = readUpdate(each, { me: { id: 1, username: "portico_bot" }, now: 1 });
    return reading.kind === "event" ? reading.event : undefined;
  }, logger("test"));
}

/** The places in a value, each as the names that lead to it. */
function placesOf(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [[name], ...placesOf(inner).map((rest) => [name, ...rest])]);
}

function withChanged(value: unknown, [name, ...rest]: readonly string[], change: unknown): unknown {
  if (name === undefined) return change;
  if (Array.isArray(value)) return value.map((each, i) => String(i) === name ? withChanged(each, rest, change) : each);
  const object = value as Record<string, unknown>;
  return { ...object, [name]: withChanged(object[name], rest, change) };
}

/** What the kernel and its plugins take for granted of an event. */
function isSound(event: BotEvent): boolean {
  const { conversation: { chat }, sender: { user, name = "", language = "" }, at } = event;
  const texts: unknown[] = [chat, user, name, language];
  if (event.kind === "action") texts.push(event.action, event.callback ?? "");
  else {
    const { id, text, album = "", origin = { from: "" }, attachments } = event;
    texts.push(id, text, album, origin.from);
    texts.push(...attachments.flatMap(({ ref, name = "", mime = "" }) => [ref, name, mime]));
  }
  return Number.isFinite(at) && texts.every((text) => typeof text === "string");
}

Deno.test("an update with any field of another type is an event as it should be, or none, and never an error", () => {
  const anything = fc.oneof(
    fc.constantFrom(null, undefined, true, -1, 0.5, 1e300, 2 ** 60, "", "\ud800", "a\0b", "9".repeat(400)),
    fc.array(fc.anything(), { maxLength: 2 }),
    fc.object({ maxDepth: 1 }),
  );
  const cases = UPDATES.flatMap((update) => placesOf(update).map((place) => ({ update, place })));
  fc.assert(
    fc.property(fc.constantFrom(...cases), anything, ({ update, place }, change) => {
      const changed = withChanged(update, place, change);
      for (const event of read(changed as Record<string, unknown>)) assertEquals(isSound(event), true);
    }),
    { numRuns: 3_000 },
  );
});

Deno.test("an update whose ids or texts are none is left out, before anybody keeps it", () => {
  const changes: readonly (readonly [string, unknown])[] = [
    ["chat.id", {}],
    ["from.id", undefined],
    ["from.language_code", 5],
    ["date", "yesterday"],
    ["document.file_id", undefined],
    ["document.file_name", ["a"]],
    ["forward_origin.sender_user.first_name", undefined],
  ];
  for (const [place, change] of changes) {
    assertEquals(read({ message: withChanged(MESSAGE, place.split("."), change) as object }), [], place);
  }
  assertEquals(read({ message: MESSAGE }).length, 1);
});
