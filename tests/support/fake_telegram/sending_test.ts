import { assertEquals } from "@std/assert";
import { InlineKeyboard, InputFile, InputMediaBuilder } from "grammy/web";
import { FakeTelegram } from "./mod.ts";
import { clientOf, post, refusal } from "./test_client.ts";

function setUp() {
  const telegram = new FakeTelegram({ limits: {} });
  const anna = telegram.user().private;
  return { telegram, anna, api: clientOf(telegram), chat: anna.chat };
}

const described = async (call: Promise<unknown>) => (await refusal(call)).description;

Deno.test("a message of 4,096 units is sent, a longer one is refused", async () => {
  const { api, chat } = setUp();
  assertEquals((await api.sendMessage(chat.id, "😀".repeat(2_048))).text?.length, 4_096);
  assertEquals(await described(api.sendMessage(chat.id, "x".repeat(4_097))), "Bad Request: message is too long");
});

Deno.test("a caption of 1,024 units is sent, a longer one is refused", async () => {
  const { api, chat } = setUp();
  const photo = () => new InputFile(new Uint8Array([1]));
  assertEquals((await api.sendPhoto(chat.id, photo(), { caption: "x".repeat(1_024) })).caption?.length, 1_024);
  assertEquals(
    await described(api.sendPhoto(chat.id, photo(), { caption: "x".repeat(1_025) })),
    "Bad Request: message caption is too long",
  );
});

Deno.test("no text and only white space are refused", async () => {
  const { api, chat } = setUp();
  assertEquals(await described(api.sendMessage(chat.id, "")), "Bad Request: message text is empty");
  assertEquals(await described(api.sendMessage(chat.id, " \n ")), "Bad Request: text must be non-empty");
});

Deno.test("a parse mode is refused loudly", async () => {
  const { api, chat } = setUp();
  const error = await described(api.sendMessage(chat.id, "*x*", { parse_mode: "MarkdownV2" }));
  assertEquals(error.includes("reads no parse_mode"), true);
});

Deno.test("a chat that nobody knows is not found", async () => {
  const { api } = setUp();
  assertEquals(await described(api.sendMessage(1, "x")), "Bad Request: chat not found");
  assertEquals(await described(api.sendMessage("@nobody", "x")), "Bad Request: chat not found");
});

Deno.test("button data of 64 bytes is taken, and of 65 refused", async () => {
  const { api, chat } = setUp();
  const keyboard = (data: string) => ({ reply_markup: new InlineKeyboard().text("x", data) });
  assertEquals((await api.sendMessage(chat.id, "x", keyboard("ю".repeat(32)))).message_id > 0, true);
  assertEquals(
    await described(api.sendMessage(chat.id, "x", keyboard("ю".repeat(32) + "x"))),
    "Bad Request: BUTTON_DATA_INVALID",
  );
});

Deno.test("buttons without an action or without a text are refused", async () => {
  const { api, chat } = setUp();
  const keyboard = (button: { text: string; callback_data: string }) => ({
    reply_markup: { inline_keyboard: [[button]] },
  });
  assertEquals(
    await described(api.sendMessage(chat.id, "x", keyboard({ text: "x", callback_data: "" }))),
    "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
  );
  assertEquals(
    await described(api.sendMessage(chat.id, "x", keyboard({ text: " ", callback_data: "x" }))),
    "Bad Request: inline keyboard button text must be non-empty",
  );
});

Deno.test("a keyboard of more than 100 buttons is refused", async () => {
  const { api, chat } = setUp();
  const keyboard = (count: number) => ({
    reply_markup: { inline_keyboard: Array.from({ length: count }, () => [{ text: "x", callback_data: "x" }]) },
  });
  await api.sendMessage(chat.id, "x", keyboard(100));
  assertEquals(
    await described(api.sendMessage(chat.id, "x", keyboard(101))),
    "Bad Request: reply markup is too long",
  );
});

Deno.test("a reply to a message that is gone is refused, unless it may go without", async () => {
  const { api, anna, chat } = setUp();
  const { id } = anna.send("Hi");
  assertEquals(
    (await api.sendMessage(chat.id, "x", { reply_parameters: { message_id: id } })).reply_to_message?.text,
    "Hi",
  );
  anna.delete(id);
  assertEquals(
    await described(api.sendMessage(chat.id, "x", { reply_parameters: { message_id: id } })),
    "Bad Request: message to be replied not found",
  );
  const parameters = { message_id: id, allow_sending_without_reply: true };
  assertEquals((await api.sendMessage(chat.id, "x", { reply_parameters: parameters })).reply_to_message, undefined);
});

Deno.test("in a forum a message goes to its topic, and to no unknown or closed one", async () => {
  const { api, telegram } = setUp();
  const anna = telegram.user();
  const forum = telegram.supergroup({ isForum: true, members: [anna] });
  const topic = forum.openTopic("Plans", anna);
  assertEquals((await api.sendMessage(forum.id, "x", { message_thread_id: topic })).message_thread_id, topic);
  assertEquals(
    await described(api.sendMessage(forum.id, "x", { message_thread_id: 999 })),
    "Bad Request: message thread not found",
  );
  forum.closeTopic(topic);
  assertEquals(
    await described(api.sendMessage(forum.id, "x", { message_thread_id: topic })),
    "Bad Request: TOPIC_CLOSED",
  );
});

Deno.test("an album comes as messages with one group id, with the bytes that were attached", async () => {
  const { api, chat } = setUp();
  const parts = [1, 2].map((byte) =>
    InputMediaBuilder.photo(new InputFile(new Uint8Array([byte])), { caption: `${byte}` })
  );
  await api.sendMediaGroup(chat.id, parts);
  const albums = new Set(chat.fromBot.map(({ album }) => album));
  assertEquals([albums.size, albums.has(undefined)], [1, false]);
  assertEquals(chat.fromBot.map(({ text, files }) => [text, files[0].content]), [
    ["1", new Uint8Array([1])],
    ["2", new Uint8Array([2])],
  ]);
});

Deno.test("documents and photos make no album, nor do eleven photos", async () => {
  const { api, anna, chat, telegram } = setUp();
  const { files: [{ file_id: media }] } = anna.send({ document: new Uint8Array([1]) });
  const album = [{ type: "photo", media }, { type: "document", media }];
  assertEquals(await post(telegram, "sendMediaGroup", { chat_id: chat.id, media: album }), {
    ok: false,
    error_code: 400,
    description: "Bad Request: document can't be mixed with other media types",
  });
  assertEquals(
    await described(api.sendMediaGroup(chat.id, Array.from({ length: 11 }, () => InputMediaBuilder.photo(media)))),
    "Bad Request: too many messages to send as an album",
  );
});

Deno.test("a file that Telegram keeps is sent by its id", async () => {
  const { api, anna, chat } = setUp();
  const { files: [file] } = anna.send({ document: new Uint8Array([7]), name: "a.txt", type: "text/plain" });
  const { document } = await api.sendDocument(chat.id, file.file_id);
  assertEquals([document.file_name, document.mime_type], ["a.txt", "text/plain"]);
  assertEquals(
    await described(api.sendDocument(chat.id, "unknown")),
    "Bad Request: wrong file identifier/HTTP URL specified",
  );
});

Deno.test("arguments may be urlencoded or stand in the address, and methods in any case", async () => {
  const { telegram, chat } = setUp();
  const address = `https://telegram.test/bot${telegram.token}/SENDMESSAGE`;
  const form = new URLSearchParams({
    chat_id: String(chat.id),
    text: "form",
    entities: JSON.stringify([{ type: "bold", offset: 0, length: 4 }]),
  });
  await telegram.fetch(address, { method: "POST", body: form });
  await telegram.fetch(`${address}?chat_id=${chat.id}&text=address`);
  assertEquals(chat.fromBot.map(({ text, entities }) => [text, entities.length]), [["form", 1], ["address", 0]]);
});

Deno.test("an unknown method is 404, and a wrong token 401", async () => {
  const { telegram } = setUp();
  assertEquals(await post(telegram, "sendNothing", {}), {
    ok: false,
    error_code: 404,
    description: "Not Found: method not found",
  });
  const response = await telegram.fetch("https://telegram.test/bot1:x/getMe");
  assertEquals([response.status, await response.json()], [
    401,
    { ok: false, error_code: 401, description: "Unauthorized" },
  ]);
});

Deno.test("what Telegram silently changes in a text is noted", async () => {
  const { telegram, api, chat } = setUp();
  await api.sendMessage(chat.id, "fine");
  assertEquals(telegram.changes, []);
  await api.sendMessage(chat.id, " text ");
  assertEquals(telegram.changes, [{ method: "sendmessage", chat: chat.id, change: "white space was trimmed" }]);
});

Deno.test("a message can be copied and forwarded", async () => {
  const { api, anna, chat } = setUp();
  const { id } = anna.send("Hi");
  await api.copyMessage(chat.id, chat.id, id);
  await api.forwardMessage(chat.id, chat.id, id);
  assertEquals(chat.fromBot.map(({ text, wire }) => [text, wire.forward_origin?.type]), [["Hi", undefined], [
    "Hi",
    "user",
  ]]);
});

Deno.test("a draft is seen until a message comes", async () => {
  const { api, chat } = setUp();
  await api.sendMessageDraft(chat.id, 5, "Thinki");
  assertEquals([...chat.drafts.values()], ["Thinki"]);
  await api.sendMessage(chat.id, "Thinking done");
  assertEquals(chat.drafts.size, 0);
});
