import { assertEquals } from "@std/assert";
import { InlineKeyboard, InputFile } from "grammy/web";
import { TestClock } from "../clock.ts";
import { FakeTelegram } from "./mod.ts";
import { clientOf, post, refusal } from "./test_client.ts";

function setUp() {
  const clock = new TestClock();
  const telegram = new FakeTelegram({ limits: {}, clock });
  const anna = telegram.user().private;
  return { telegram, clock, anna, api: clientOf(telegram), chat: anna.chat };
}

const described = async (call: Promise<unknown>) => (await refusal(call)).description;

const notModified =
  "Bad Request: message is not modified: specified new message content and reply markup are exactly " +
  "the same as a current content and reply markup of the message";

Deno.test("an edit replaces text and buttons, and is counted", async () => {
  const { api, chat } = setUp();
  const { message_id } = await api.sendMessage(chat.id, "one", { reply_markup: new InlineKeyboard().text("x") });
  await api.editMessageText(chat.id, message_id, "two");
  const message = chat.message(message_id);
  assertEquals([message?.text, message?.buttons, message?.edits], ["two", [], 1]);
});

Deno.test("an edit that changes nothing is refused", async () => {
  const { api, chat } = setUp();
  const entities = [{ type: "bold" as const, offset: 0, length: 3 }];
  const { message_id } = await api.sendMessage(chat.id, "one", { entities });
  assertEquals(await described(api.editMessageText(chat.id, message_id, "one ", { entities })), notModified);
  await api.editMessageText(chat.id, message_id, "one");
  assertEquals(await described(api.editMessageText(chat.id, message_id, "one")), notModified);
});

Deno.test("a message that is gone can't be edited, nor can one of somebody else", async () => {
  const { api, anna, chat } = setUp();
  const { id } = anna.send("mine");
  assertEquals(await described(api.editMessageText(chat.id, id, "x")), "Bad Request: message can't be edited");
  anna.delete(id);
  assertEquals(await described(api.editMessageText(chat.id, id, "x")), "Bad Request: message to edit not found");
});

Deno.test("a text has no caption to edit, and a photo no text", async () => {
  const { api, chat } = setUp();
  const text = await api.sendMessage(chat.id, "one");
  const photo = await api.sendPhoto(chat.id, new InputFile(new Uint8Array([1])));
  assertEquals(
    await described(api.editMessageCaption(chat.id, text.message_id, { caption: "x" })),
    "Bad Request: there is no caption in the message to edit",
  );
  assertEquals(
    await described(api.editMessageText(chat.id, photo.message_id, "x")),
    "Bad Request: there is no text in the message to edit",
  );
  await api.editMessageCaption(chat.id, photo.message_id, { caption: "x" });
  assertEquals(chat.message(photo.message_id)?.text, "x");
});

Deno.test("buttons alone can be edited and taken away", async () => {
  const { api, chat } = setUp();
  const { message_id } = await api.sendMessage(chat.id, "one");
  await api.editMessageReplyMarkup(chat.id, message_id, { reply_markup: new InlineKeyboard().text("x") });
  assertEquals(chat.message(message_id)?.buttons.length, 1);
  await api.editMessageReplyMarkup(chat.id, message_id);
  assertEquals(chat.message(message_id)?.buttons.length, 0);
});

Deno.test("a deleted message is gone, and can't be deleted again", async () => {
  const { api, chat } = setUp();
  const { message_id } = await api.sendMessage(chat.id, "one");
  await api.deleteMessage(chat.id, message_id);
  assertEquals(chat.messages, []);
  assertEquals(await described(api.deleteMessage(chat.id, message_id)), "Bad Request: message to delete not found");
});

Deno.test("many messages are deleted at once, and those that are gone are passed over", async () => {
  const { api, chat } = setUp();
  const { message_id } = await api.sendMessage(chat.id, "one");
  assertEquals(await api.deleteMessages(chat.id, [message_id, 999]), true);
  assertEquals(chat.messages, []);
  const ids = Array.from({ length: 101 }, (_, id) => id + 1);
  assertEquals(
    await described(api.deleteMessages(chat.id, ids)),
    "Bad Request: too many message identifiers specified",
  );
});

Deno.test("after 48 hours a message stays", async () => {
  const { api, chat, clock } = setUp();
  const { message_id } = await api.sendMessage(chat.id, "one");
  await clock.advance(48 * 3_600_000);
  assertEquals(
    await described(api.deleteMessage(chat.id, message_id)),
    "Bad Request: message can't be deleted for everyone",
  );
});

Deno.test("a reaction is one of the allowed emoji, and can be taken back", async () => {
  const { api, anna, chat, telegram } = setUp();
  const { id } = anna.send("Hi");
  await api.setMessageReaction(chat.id, id, [{ type: "emoji", emoji: "👀" }]);
  assertEquals(chat.message(id)?.reactions, ["👀"]);
  await api.setMessageReaction(chat.id, id, []);
  assertEquals(chat.message(id)?.reactions, []);
  const react = (...emoji: string[]) =>
    post(telegram, "setMessageReaction", {
      chat_id: chat.id,
      message_id: id,
      reaction: emoji.map((one) => ({ type: "emoji", emoji: one })),
    });
  assertEquals(await react("✅"), { ok: false, error_code: 400, description: "Bad Request: REACTION_INVALID" });
  assertEquals(await react("👍", "👎"), { ok: false, error_code: 400, description: "Bad Request: REACTIONS_TOO_MANY" });
});

Deno.test("a press is answered once, and within 15 s", async () => {
  const { api, anna, chat, clock } = setUp();
  const { message_id } = await api.sendMessage(chat.id, "one", { reply_markup: new InlineKeyboard().text("x", "y") });
  const tooOld = "Bad Request: query is too old and response timeout expired or query ID is invalid";
  const press = anna.press(message_id, "x");
  await api.answerCallbackQuery(press.id, { text: "Yes", show_alert: true });
  assertEquals(await press.answered, { text: "Yes", showAlert: true });
  assertEquals(await described(api.answerCallbackQuery(press.id)), tooOld);
  const late = anna.press(message_id, [0, 0]);
  await clock.advance(15_001);
  assertEquals(await described(api.answerCallbackQuery(late.id)), tooOld);
});
