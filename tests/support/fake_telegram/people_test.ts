import { assertEquals, assertThrows } from "@std/assert";
import type { Update } from "grammy/types";
import { FakeTelegram, type Person } from "./mod.ts";
import { clientOf, refusal } from "./test_client.ts";

function setUp(options: ConstructorParameters<typeof FakeTelegram>[0] = {}) {
  const telegram = new FakeTelegram({ limits: {}, repeatedPollWait: 0, ...options });
  const api = clientOf(telegram);
  let offset = 0;
  /** What the bot was not told before. */
  const news = async (): Promise<Update[]> => {
    const updates = [];
    for (;;) {
      const some = await api.getUpdates({ offset, limit: 100 });
      if (some.length === 0) return updates;
      offset = some[some.length - 1].update_id + 1;
      updates.push(...some);
    }
  };
  return { telegram, api, news, anna: telegram.user({ first_name: "Anna", username: "anna", language_code: "ru" }) };
}

const described = async (call: Promise<unknown>) => {
  const { error_code, description } = await refusal(call);
  return [error_code, description];
};

Deno.test("the bot is told who writes, in which chat, when, and what Telegram found in the text", async () => {
  const { anna, news } = setUp();
  const { id } = anna.private.send("/start now");
  const [{ message }] = await news();
  assertEquals(message?.message_id, id);
  assertEquals(message?.from, {
    id: anna.id,
    is_bot: false,
    first_name: "Anna",
    username: "anna",
    language_code: "ru",
  });
  assertEquals(message?.chat, { id: anna.id, type: "private", first_name: "Anna", username: "anna" });
  assertEquals(message?.entities, [{ type: "bot_command", offset: 0, length: 6 }]);
});

Deno.test("a reply carries the message it answers and the quoted part", async () => {
  const { anna, news } = setUp();
  const first = anna.private.send("one two");
  anna.private.send("yes", { replyTo: first, quote: "two" });
  const [, { message }] = await news();
  assertEquals([message?.reply_to_message?.text, message?.quote?.text], ["one two", "two"]);
});

Deno.test("a forward says where it comes from", async () => {
  const { anna, news } = setUp();
  anna.private.send("old", { forwardOrigin: { type: "hidden_user", sender_user_name: "Nobody", date: 5 } });
  const [{ message }] = await news();
  assertEquals(message?.forward_origin, { type: "hidden_user", sender_user_name: "Nobody", date: 5 });
});

Deno.test("an album is told in parts with one group id", async () => {
  const { anna, news } = setUp();
  anna.private.album([{ photo: new Uint8Array([1]), caption: "Both" }, { photo: new Uint8Array([2]) }]);
  const messages = (await news()).map(({ message }) => message);
  assertEquals(messages.map((message) => message?.caption), ["Both", undefined]);
  assertEquals(new Set(messages.map((message) => message?.media_group_id)).size, 1);
});

Deno.test("all kinds of messages can be sent", async () => {
  const { anna, news } = setUp();
  const bytes = new Uint8Array([1]);
  anna.private.send({ voice: bytes, duration: 3 });
  anna.private.send({ sticker: bytes, emoji: "🐳" });
  anna.private.send({ document: bytes, name: "a.pdf", type: "application/pdf" });
  anna.private.send({ location: { latitude: 1, longitude: 2 } });
  anna.private.send({ contact: { phone_number: "1", first_name: "B" } });
  const messages = (await news()).map(({ message }) => message);
  assertEquals(messages[0]?.voice?.duration, 3);
  assertEquals(messages[1]?.sticker?.emoji, "🐳");
  assertEquals([messages[2]?.document?.file_name, messages[2]?.document?.mime_type], ["a.pdf", "application/pdf"]);
  assertEquals(messages[3]?.location, { latitude: 1, longitude: 2 });
  assertEquals(messages[4]?.contact, { phone_number: "1", first_name: "B" });
});

Deno.test("an edit is told with its date", async () => {
  const { anna, news } = setUp();
  anna.private.edit(anna.private.send("one"), "two");
  const [, { edited_message }] = await news();
  assertEquals([edited_message?.text, typeof edited_message?.edit_date], ["two", "number"]);
});

Deno.test("a press is told with the message as it is, and a button that is gone can't be pressed", async () => {
  const { anna, api, news } = setUp();
  const keyboard = { reply_markup: { inline_keyboard: [[{ text: "Go", callback_data: "go" }]] } };
  const { message_id } = await api.sendMessage(anna.id, "x", keyboard);
  anna.private.press(message_id, "go");
  const [{ callback_query }] = await news();
  assertEquals([callback_query?.data, callback_query?.message?.message_id], ["go", message_id]);
  await api.editMessageText(anna.id, message_id, "y");
  assertThrows(() => anna.private.press(message_id, "go"), Error, "No button");
});

Deno.test("to who blocked the bot, is deactivated or never began, it can't write", async () => {
  const { anna, api, news, telegram } = setUp();
  anna.block();
  const [{ my_chat_member }] = await news();
  assertEquals([my_chat_member?.old_chat_member.status, my_chat_member?.new_chat_member.status], ["member", "kicked"]);
  assertEquals(await described(api.sendMessage(anna.id, "x")), [403, "Forbidden: bot was blocked by the user"]);
  anna.unblock();
  await api.sendMessage(anna.id, "x");
  anna.deactivate();
  assertEquals(await described(api.sendMessage(anna.id, "x")), [403, "Forbidden: user is deactivated"]);
  const boris = telegram.user({ hasStarted: false });
  const reason = "Forbidden: bot can't initiate conversation with a user";
  assertEquals(await described(api.sendMessage(boris.id, "x")), [403, reason]);
  boris.private.send("/start");
  await api.sendMessage(boris.id, "x");
});

Deno.test("a group becomes a supergroup: both say so, and the old one refuses with the new id", async () => {
  const { anna, api, news, telegram } = setUp();
  const group = telegram.group({ members: [anna] });
  const supergroup = group.migrate();
  assertEquals((await news()).map(({ message }) => message?.migrate_to_chat_id ?? message?.migrate_from_chat_id), [
    supergroup.id,
    group.id,
  ]);
  const { description, parameters } = await refusal(api.sendMessage(group.id, "x"));
  assertEquals(description, "Bad Request: group chat was upgraded to a supergroup chat");
  assertEquals(parameters, { migrate_to_chat_id: supergroup.id });
  await api.sendMessage(supergroup.id, "x");
  anna.in(supergroup).send("still here");
});

Deno.test("where the bot was kicked or left it hears nothing and can't write", async () => {
  const { anna, api, news, telegram } = setUp();
  const group = telegram.supergroup({ members: [anna] });
  group.setBot("kicked", anna);
  anna.in(group).send("x");
  assertEquals((await news()).map(({ my_chat_member }) => my_chat_member?.new_chat_member.status), ["kicked"]);
  assertEquals(await described(api.sendMessage(group.id, "x")), [
    403,
    "Forbidden: bot was kicked from the supergroup chat",
  ]);
  group.setBot("member", anna);
  await api.leaveChat(group.id);
  assertEquals(await described(api.sendMessage(group.id, "x")), [
    403,
    "Forbidden: bot is not a member of the supergroup chat",
  ]);
});

Deno.test("in privacy mode the bot hears commands, mentions and replies to it only", async () => {
  const { anna, api, news, telegram } = setUp({ bot: { can_read_all_group_messages: false } });
  const group = telegram.supergroup({ members: [anna] });
  const { message_id } = await api.sendMessage(group.id, "x");
  const here = anna.in(group);
  here.send("nothing for you");
  here.send("/help");
  here.send("you, @portico_bot");
  here.send("yes", { replyTo: message_id });
  assertEquals((await news()).map(({ message }) => message?.text), ["/help", "you, @portico_bot", "yes"]);
});

Deno.test("in a forum messages carry their topic", async () => {
  const { anna, news, telegram } = setUp();
  const forum = telegram.supergroup({ isForum: true, members: [anna] });
  const topic = forum.openTopic("Plans", anna);
  anna.in(forum, topic).send("x");
  anna.in(forum).send("general");
  const messages = (await news()).map(({ message }) => message);
  assertEquals(messages.map((message) => message?.message_thread_id), [topic, topic, undefined]);
  assertEquals(messages[0]?.forum_topic_created?.name, "Plans");
  // As Telegram has it, though nobody answered anything.
  assertEquals(messages[1]?.reply_to_message?.message_id, topic);
});

Deno.test("in a supergroup that is no forum answers have a thread that is no topic", async () => {
  const { anna, news, telegram } = setUp();
  const group = telegram.supergroup({ members: [anna] });
  const first = anna.in(group).send("x");
  anna.in(group).send("y", { replyTo: first });
  const [, { message }] = await news();
  assertEquals([message?.message_thread_id, message?.is_topic_message], [first.id, undefined]);
});

Deno.test("posts of a channel have no author", async () => {
  const { news, telegram } = setUp();
  const channel = telegram.channel({ title: "News" });
  channel.author.send("x");
  const [{ channel_post }] = await news();
  assertEquals([channel_post?.from, channel_post?.sender_chat?.id], [undefined, channel.id]);
});

Deno.test("reactions are told where the bot is an administrator and asked for them", async () => {
  const { anna, api, news, telegram } = setUp();
  const group = telegram.supergroup({ members: [anna], bot: "administrator" });
  const message = anna.in(group).send("x");
  anna.in(group).react(message, "👍");
  await api.getUpdates({ offset: -1, allowed_updates: ["message", "message_reaction"] });
  anna.in(group).react(message, "👎");
  const updates = await news();
  assertEquals(updates[updates.length - 1].message_reaction?.new_reaction, [{ type: "emoji", emoji: "👎" }]);
});

Deno.test("the bot can ask who is in a chat", async () => {
  const { anna, api, telegram } = setUp();
  const boris: Person = telegram.user({ first_name: "Boris" });
  const group = telegram.group({ title: "Two", members: [anna, boris] });
  assertEquals((await api.getChat(group.id)).title, "Two");
  assertEquals((await api.getChatMember(group.id, anna.id)).status, "creator");
  assertEquals((await api.getChatMember(group.id, boris.id)).status, "member");
  assertEquals(await api.getChatMemberCount(group.id), 3);
  assertEquals(await described(api.getChatMember(group.id, 1)), [400, "Bad Request: PARTICIPANT_ID_INVALID"]);
});
