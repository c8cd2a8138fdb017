/** The adapter as the kernel sees it, on a fake Telegram in virtual time. */
import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { AdapterFailed, ChatUnreachable, ConfigError, DeliveryUnknown, Rejected } from "../../../core/mod.ts";
import { settle } from "../../support/clock.ts";
import { generatedBytes } from "../../support/fake_telegram/mod.ts";
import { privately, send, TelegramBench } from "./telegram_bench.ts";

/** More than one message: 3 paragraphs of 2,000 characters. */
const LONG = ["a", "b", "c"].map((letter) => letter.repeat(2_000)).join("\n\n");
const BUTTONS = [[{ text: "Undo", id: "undo" }]];

Deno.test("who the bot is and where is known once it has started", async () => {
  await using bench = await TelegramBench.start();
  const { address } = bench.adapter;
  assertEquals([address?.name, address?.link()], ["@portico_bot", "https://t.me/portico_bot"]);
  assertEquals(address?.link("7KQ4M-2XW9P"), "https://t.me/portico_bot?start=7KQ4M-2XW9P");
});

Deno.test("that Telegram keeps back what is not said to the bot is known where its privacy mode is on", async () => {
  for (const [can_read_all_group_messages, hears] of [[false, "addressed"], [true, undefined]] as const) {
    await using bench = await TelegramBench.start({ telegram: { limits: {}, bot: { can_read_all_group_messages } } });
    assertEquals(bench.adapter.address?.hears, hears);
  }
});

Deno.test("what somebody writes is handed in, and confirmed at the end", async () => {
  const bench = await TelegramBench.start();
  const anna = bench.telegram.user();
  anna.private.send("hello");
  await bench.inbox.until(({ events }) => events.length === 1);
  await bench[Symbol.asyncDispose]();
  assertEquals(bench.telegram.updates.pending, 0);
});

Deno.test("a start without Telegram goes on, and the bot comes as soon as Telegram does", async () => {
  await using bench = new TelegramBench();
  const end = bench.telegram.faults.add({ fault: { kind: "reset", recorded: false } });
  await bench.start();
  assertEquals([bench.adapter.address, bench.adapter.isReached], [undefined, false]);
  assertEquals(await bench.checks.get("telegram")?.(), { healthy: false, connected: false });
  end();
  await bench.clock.advance(60_000);
  assertEquals([bench.adapter.address?.name, bench.adapter.isReached], ["@portico_bot", true]);
  assertEquals(bench.inbox.reaches, 1);
  bench.telegram.user().private.send("hello");
  await bench.inbox.until(({ events }) => events.length === 1);
});

Deno.test("a start that is asked to wait for hours asks no sooner, and says for how long", async () => {
  await using bench = new TelegramBench();
  bench.telegram.rates.ban(73_414);
  await bench.start();
  await bench.clock.advance(73_000_000);
  assertEquals([bench.telegram.calls.length, bench.adapter.pause], [1, { left: 414_000, waiting: 0 }]);
  await bench.clock.advance(414_000);
  assertEquals([bench.adapter.isReached, bench.adapter.pause], [true, undefined]);
});

Deno.test("a start with a token that Telegram does not know fails and says what to do", async () => {
  await using bench = new TelegramBench({ settings: { token: "1:unknown" } });
  const error = await assertRejects(() => bench.start(), AdapterFailed, "TELEGRAM_BOT_TOKEN");
  assertEquals(error.reason, "unauthorized");
});

Deno.test("another program that fetches ends the input with the reason", async () => {
  await using bench = await TelegramBench.start();
  bench.telegram.faults.add({
    fault: { kind: "status", code: 409, description: "Conflict: terminated by other getUpdates request" },
    method: "getUpdates",
  });
  bench.telegram.user().private.send("hello");
  await bench.inbox.until(({ ended }) => ended);
  const { failure } = bench.inbox;
  assert(failure instanceof AdapterFailed && failure.reason === "conflict");
});

Deno.test("health tells the age of the last answered poll, and a bot whose polls are not answered is not healthy", async () => {
  await using bench = await TelegramBench.start();
  const look = () => bench.checks.get("telegram")?.();
  await bench.clock.advance(10_000);
  assertEquals(await look(), { healthy: true, mode: "polling", lastPollMs: 10_000 });
  bench.telegram.faults.add({ fault: { kind: "hang", recorded: false }, method: "getUpdates" });
  await bench.clock.advance(40_000); // this one is answered, the next is not
  await bench.clock.advance(75_001);
  assertEquals((await look())?.healthy, false);
});

Deno.test("a poll that hangs is given up and made again, and loses nothing", async () => {
  await using bench = await TelegramBench.start();
  bench.telegram.faults.add({ fault: { kind: "hang", recorded: false }, method: "getUpdates", times: 1 });
  await bench.clock.advance(50_000);
  bench.telegram.user().private.send("hello");
  await bench.clock.advance(80_000);
  await bench.inbox.until(({ events }) => events.length === 1);
});

Deno.test("in a group what is not said to the bot is handed in as overheard, and commands for other bots not at all", async () => {
  await using bench = await TelegramBench.start();
  const anna = bench.telegram.user();
  const group = bench.telegram.group({ members: [anna] });
  const there = anna.in(group);
  there.send("hello everybody");
  there.send("/status");
  there.send("/status@other_bot");
  there.send("look, @portico_bot");
  await bench.inbox.until(({ events }) => events.length === 3);
  await settle();
  const heard = bench.inbox.events.map((event) =>
    event.kind === "action" ? "" : [event.text, event.overheard ?? false]
  );
  assertEquals(heard, [["hello everybody", true], ["/status", false], ["look, @portico_bot", false]]);
});

Deno.test("a long message goes out in parts, in order, answers with the first and has its buttons on the last", async () => {
  await using bench = await TelegramBench.start();
  const { private: place } = bench.telegram.user();
  const { chat } = place;
  const asked = place.send("tell me");
  const ref = await bench.perform(send(privately(chat), LONG, { buttons: BUTTONS, replyTo: String(asked.id) }));
  const [first, second] = chat.fromBot;
  assertEquals([first.replyTo, second.replyTo], [asked.id, undefined]);
  assertEquals(chat.fromBot.map(({ text }) => text.length), [4_002, 2_000]);
  assertEquals(ref.id, String(first.id));
  assertEquals([first.buttons, second.buttons.flat().map(({ data }) => data)], [[], ["undo"]]);
});

Deno.test("a message in parts is changed as one: parts come and go with its length", async () => {
  await using bench = await TelegramBench.start();
  const { chat } = bench.telegram.user().private;
  const message = await bench.perform(send(privately(chat), "working …"));
  await bench.perform({ kind: "edit", message, text: LONG, buttons: BUTTONS });
  assertEquals(chat.fromBot.map(({ text }) => text.length), [4_002, 2_000]);
  await bench.perform({ kind: "edit", message, text: LONG.replaceAll("a", "x"), buttons: BUTTONS });
  assertEquals(chat.fromBot.map(({ text }) => text[0]), ["x", "c"]);
  // By the id of the part that carries the buttons, as a press names it.
  const last = { ...message, id: String(chat.fromBot[1].id) };
  const shown = await bench.perform({ kind: "edit", message: last, text: "done" });
  assertEquals(chat.fromBot.map(({ text }) => text), ["done"]);
  assertEquals(shown.id, message.id);
});

Deno.test("a message in parts is deleted as one", async () => {
  await using bench = await TelegramBench.start();
  const { chat } = bench.telegram.user().private;
  const message = await bench.perform(send(privately(chat), LONG));
  await bench.perform({ kind: "delete", message });
  assertEquals(chat.fromBot, []);
  await bench.perform({ kind: "delete", message }); // gone already is no error
});

Deno.test("a message of which a part is refused is not sent again, and told as unknown", async () => {
  await using bench = await TelegramBench.start();
  const { chat } = bench.telegram.user().private;
  bench.telegram.faults.add({
    fault: { kind: "status", code: 400, description: "Bad Request: something" },
    method: "sendMessage",
    skip: 1,
  });
  const error = await assertRejects(() => bench.performInTime(send(privately(chat), LONG)), DeliveryUnknown);
  assertStringIncludes(error.message, "first 1 of 2");
  assertEquals(bench.calls("sendMessage").length, 2);
  assertEquals(chat.fromBot.length, 1);
});

Deno.test("a part that did not reach Telegram is sent again, and no other", async () => {
  await using bench = await TelegramBench.start();
  const { chat } = bench.telegram.user().private;
  bench.telegram.faults.add({
    fault: { kind: "flood", retryAfter: 5 },
    method: "sendMessage",
    skip: 1,
    times: 1,
  });
  await bench.performInTime(send(privately(chat), LONG));
  assertEquals(chat.fromBot.map(({ text }) => text.length), [4_002, 2_000]);
  assertEquals(bench.calls("sendMessage").length, 3);
});

Deno.test("a message that was received but not answered is unknown and not repeated", async () => {
  await using bench = await TelegramBench.start();
  const { chat } = bench.telegram.user().private;
  bench.telegram.faults.add({ fault: { kind: "reset", recorded: true }, method: "sendMessage" });
  await assertRejects(() => bench.performInTime(send(privately(chat), "once")), DeliveryUnknown);
  assertEquals(chat.fromBot.length, 1);
});

Deno.test("an answer to a message that is gone goes out all the same", async () => {
  await using bench = await TelegramBench.start();
  const { chat } = bench.telegram.user().private;
  await bench.perform(send(privately(chat), "answer", { replyTo: "99999" }));
  assertEquals(chat.fromBot.map(({ text }) => text), ["answer"]);
});

Deno.test("what a message that somebody deleted was to say is said in a new one", async () => {
  await using bench = await TelegramBench.start();
  const { private: place } = bench.telegram.user();
  const { chat } = place;
  const message = await bench.perform(send(privately(chat), "working …"));
  chat.stored.delete(Number(message.id));
  const shown = await bench.perform({ kind: "edit", message, text: "done" });
  assertEquals(chat.fromBot.map(({ id, text }) => [String(id), text]), [[shown.id, "done"]]);
});

Deno.test("when the beginning of a message in parts was deleted, its rest goes too", async () => {
  await using bench = await TelegramBench.start();
  const { chat } = bench.telegram.user().private;
  const message = await bench.perform(send(privately(chat), LONG));
  chat.stored.delete(Number(message.id));
  await bench.perform({ kind: "edit", message, text: "done" });
  assertEquals(chat.fromBot.map(({ text }) => text), ["done"]);
});

Deno.test("an edit that changes nothing is fine", async () => {
  await using bench = await TelegramBench.start();
  const { chat } = bench.telegram.user().private;
  const message = await bench.perform(send(privately(chat), "the same"));
  assertEquals(await bench.perform({ kind: "edit", message, text: "the same" }), message);
});

Deno.test("formatting that Telegram refuses is left out, and the text arrives", async () => {
  await using bench = await TelegramBench.start();
  const { chat } = bench.telegram.user().private;
  bench.telegram.faults.add({
    fault: { kind: "status", code: 400, description: "Bad Request: can't parse entities" },
    method: "sendMessage",
    times: 1,
  });
  await bench.performInTime(send(privately(chat), "**bold**"));
  assertEquals(chat.fromBot.map(({ text, entities }) => [text, entities.length]), [["bold", 0]]);
});

Deno.test("a file is streamed out under its name, with its caption, and can be had again", async () => {
  await using bench = await TelegramBench.start();
  const { chat } = bench.telegram.user().private;
  const open = () => Promise.resolve(new Response("the bytes").body ?? new ReadableStream());
  const file = { name: 'a "b"; c.txt', open };
  const message = await bench.perform({
    kind: "sendFile",
    conversation: privately(chat),
    file,
    caption: "*see*",
    priority: "interactive",
  });
  const [shown] = chat.fromBot;
  assertEquals([String(shown.id), shown.text, shown.entities[0]?.type], [message.id, "see", "italic"]);
  const [{ wire: { document } }] = chat.fromBot;
  assertEquals(document?.file_name, "a _b__ c.txt");
  const attachment = { ref: document?.file_id ?? "", kind: "document" as const };
  const bytes = await bench.perform({ kind: "download", platform: "telegram", attachment });
  assertEquals(await new Response(bytes).text(), "the bytes");
  await bench.perform({ kind: "edit", message, text: "another" });
  assertEquals(chat.fromBot[0].text, "another");
});

Deno.test("a caption that is too long goes on behind the file", async () => {
  await using bench = await TelegramBench.start();
  const { chat } = bench.telegram.user().private;
  const open = () => Promise.resolve(new Response("x").body ?? new ReadableStream());
  const caption = `${"a".repeat(1_000)}\n\n${"b".repeat(1_000)}`;
  await bench.perform({
    kind: "sendFile",
    conversation: privately(chat),
    file: { name: "x.txt", open },
    caption,
    priority: "interactive",
  });
  assertEquals(chat.fromBot.map(({ text, files }) => [text[0], text.length, files.length]), [["a", 1_000, 1], [
    "b",
    1_000,
    0,
  ]]);
});

Deno.test("a file that can't be read is refused before anything is sent, and so is one that breaks off", async () => {
  await using bench = await TelegramBench.start();
  const { chat } = bench.telegram.user().private;
  const opens = [
    () => Promise.reject(new Error("no such file")),
    () =>
      Promise.resolve(new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error("disk")) })),
  ];
  for (const open of opens) {
    const file = { name: "x.txt", open };
    await assertRejects(
      () => bench.performInTime({ kind: "sendFile", conversation: privately(chat), file, priority: "interactive" }),
      Rejected,
      "x.txt",
    );
  }
  assertEquals(chat.fromBot, []);
});

Deno.test("a file over 20 MB is refused with 413, from its size alone where that is known", async () => {
  await using bench = await TelegramBench.start();
  const { private: place } = bench.telegram.user();
  const sent = place.send({ document: generatedBytes(30 * 2 ** 20), name: "film.bin" });
  const ref = sent.wire.document?.file_id ?? "";
  for (const size of [{ size: 30 * 2 ** 20 }, {}]) {
    const attachment = { ref, kind: "document" as const, name: "film.bin", ...size };
    const error = await assertRejects(
      () => bench.perform({ kind: "download", platform: "telegram", attachment }),
      Rejected,
      "20 MB",
    );
    assertEquals(error.status, 413);
  }
  assertEquals(bench.calls("getFile").length, 1);
});

Deno.test("a file over 50 MB is refused with 413 on its way out, and one of no bytes by Telegram", async () => {
  await using bench = await TelegramBench.start();
  const { chat } = bench.telegram.user().private;
  const sendFile = (size: number) => {
    const chunks = Array.from({ length: Math.ceil(size / 2 ** 20) }, () => new Uint8Array(2 ** 20));
    const file = { name: "film.mp4", open: () => Promise.resolve(ReadableStream.from(chunks)) };
    return bench.perform({ kind: "sendFile", conversation: privately(chat), file, priority: "interactive" });
  };
  const error = await assertRejects(() => sendFile(50 * 2 ** 20 + 1), Rejected, "50 MB");
  assertEquals(error.status, 413);
  await assertRejects(() => sendFile(0), Rejected, "non-empty");
  assertEquals(chat.fromBot, []);
});

Deno.test("a download that breaks off or stands still is an error of its reader", async () => {
  await using bench = await TelegramBench.start();
  const { private: place } = bench.telegram.user();
  const sent = place.send({ document: generatedBytes(100_000), name: "a.bin" });
  const attachment = { ref: sent.wire.document?.file_id ?? "", kind: "document" as const };
  bench.telegram.faults.add({ fault: { kind: "truncated" }, method: "file", times: 1 });
  const bytes = await bench.perform({ kind: "download", platform: "telegram", attachment });
  const read = await new Response(bytes).bytes().then(({ length }) => length, (error) => error);
  assert(read instanceof DeliveryUnknown || read < 100_000);
});

Deno.test("a reaction that Telegram does not allow becomes one that means the same", async () => {
  await using bench = await TelegramBench.start();
  const { private: place } = bench.telegram.user();
  const { chat } = place;
  const said = place.send("note this");
  const message = { conversation: privately(chat), id: String(said.id) };
  for (
    const [emoji, shown] of [["✅", ["👌"]], ["❤️", ["❤"]], ["👍🏽", ["👍"]], ["🧊", ["👀"]], [undefined, []]] as const
  ) {
    await bench.perform({ kind: "react", message, ...(emoji === undefined ? {} : { emoji }) });
    assertEquals(chat.message(said.id)?.reactions, [...shown]);
  }
  await bench.perform({ kind: "react", message: { ...message, id: "99999" }, emoji: "👍" });
});

Deno.test("typing is shown, and a press that is answered too late is no error", async () => {
  await using bench = await TelegramBench.start();
  const { chat } = bench.telegram.user().private;
  await bench.perform({ kind: "typing", conversation: privately(chat) });
  assertEquals(chat.actions, ["typing"]);
  await bench.perform({ kind: "answerAction", conversation: privately(chat), callback: "123", text: "x".repeat(500) });
});

Deno.test("the press of a button comes with what answers it", async () => {
  await using bench = await TelegramBench.start();
  const { private: place } = bench.telegram.user();
  const message = await bench.perform(send(privately(place.chat), "saved", { buttons: BUTTONS }));
  const { answered } = place.press(place.chat.fromBot[0], "Undo");
  await bench.inbox.until(({ events }) => events.length === 1);
  const [event] = bench.inbox.events;
  assert(event.kind === "action");
  assertEquals([event.action, event.message], ["undo", message.id]);
  await bench.perform({
    kind: "answerAction",
    conversation: event.conversation,
    callback: event.callback ?? "",
    text: "undone",
  });
  assertEquals((await answered).text, "undone");
});

Deno.test("a menu is set only where it changes, and holds what Telegram can show", async () => {
  await using bench = await TelegramBench.start();
  const commands = [
    { name: "help", description: "What  there\nis" },
    { name: "Заметка", description: "no name for Telegram" },
    { name: "empty", description: "" },
  ];
  for (const language of [undefined, "ru-RU"]) {
    const menu = { kind: "menu" as const, platform: "telegram", commands, ...(language && { language }) };
    await bench.perform(menu);
    await bench.perform(menu);
  }
  assertEquals(bench.calls("setMyCommands").length, 2);
  const [{ args }, russian] = bench.telegram.callsOf("setMyCommands");
  assertEquals(args.commands, [{ command: "help", description: "What there is" }, {
    command: "empty",
    description: "empty",
  }]);
  assertEquals([args.language_code, russian.args.language_code], [undefined, "ru"]);
});

Deno.test("no menu is set for a language without two letters, nor for who is a chat: it would be everybody's", async () => {
  await using bench = await TelegramBench.start();
  const menu = {
    kind: "menu" as const,
    platform: "telegram",
    commands: [{ name: "help", description: "What is there" }],
  };
  await bench.perform({ ...menu, language: "fil" });
  await bench.perform({ ...menu, user: "-1001234" });
  assertEquals(bench.calls("getMyCommands", "setMyCommands"), []);
  for (const language of ["zh-Hans", "pt-br"]) await bench.perform({ ...menu, language });
  assertEquals(bench.telegram.callsOf("setMyCommands").map(({ args }) => args.language_code), ["zh", "pt"]);
});

Deno.test("somebody who has blocked the bot is not written to until they are heard of again", async () => {
  await using bench = await TelegramBench.start();
  const anna = bench.telegram.user();
  const { chat } = anna.private;
  anna.block();
  await settle();
  await assertRejects(() => bench.performInTime(send(privately(chat), "1")), ChatUnreachable);
  await assertRejects(() => bench.performInTime(send(privately(chat), "2")), ChatUnreachable);
  assertEquals(bench.calls("sendMessage").length, 1);
  anna.unblock();
  await bench.clock.advance(1_000);
  await bench.performInTime(send(privately(chat), "3"));
  assertEquals(chat.fromBot.map(({ text }) => text), ["3"]);
});

Deno.test("a message to a group that has become a supergroup arrives there", async () => {
  await using bench = await TelegramBench.start();
  const anna = bench.telegram.user();
  const group = bench.telegram.group({ members: [anna] });
  const conversation = { platform: "telegram", chat: String(group.chat.id), kind: "group" as const };
  group.migrate();
  const sent = await bench.performInTime(send(conversation, "hello"));
  assertMatch(sent.id, /^\d+$/);
  assertEquals(bench.calls("sendMessage").length, 2);
});

Deno.test("a group that becomes a supergroup has moved before anything from there is handed in", async () => {
  await using bench = await TelegramBench.start();
  const anna = bench.telegram.user();
  const group = bench.telegram.group({ members: [anna] });
  let movedFirst = false;
  bench.inbox.answer = (events) => {
    movedFirst = bench.inbox.moves.length > 0;
    return Promise.resolve(events.map(() => "accepted"));
  };
  const supergroup = group.migrate();
  anna.in(supergroup).send("/status");
  await bench.inbox.until(({ events }) => events.length === 1);
  assertEquals(movedFirst, true);
  assertEquals(new Set(bench.inbox.moves), new Set([`${group.chat.id} ${supergroup.chat.id}`]));
});

Deno.test("a webhook that Telegram does not take ends the input, also where Telegram is reached late", async () => {
  const settings = { mode: "webhook", webhookUrl: "https://bot.test/hook" } as const;
  await using bench = new TelegramBench({ settings });
  const reach = bench.telegram.faults.add({ fault: { kind: "reset", recorded: false } });
  await bench.start();
  const description = "Bad Request: bad webhook: HTTPS url must be provided for webhook";
  bench.telegram.faults.add({ fault: { kind: "status", code: 400, description }, method: "setWebhook" });
  reach();
  await bench.clock.advance(60_000);
  assertStringIncludes(String(bench.inbox.failure), "TELEGRAM_WEBHOOK_URL");
});

Deno.test("Telegram hears that a group has moved was received only when that is stored", async () => {
  await using bench = await TelegramBench.start();
  const group = bench.telegram.group({ members: [bench.telegram.user()] });
  await bench.telegram.idle();
  const stored = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  bench.inbox.move = () => {
    asked.resolve();
    return stored.promise;
  };
  group.migrate();
  await asked.promise;
  await settle();
  assert(bench.telegram.updates.pending > 0);
  stored.resolve();
  await bench.telegram.idle();
});

Deno.test("a webhook needs an HTTP server", () => {
  const settings = { mode: "webhook", webhookUrl: "https://bot.test/hook" } as const;
  assertThrows(
    () => {
      const { http: _, ...options } = { http: undefined };
      new TelegramBench({ settings, options: { ...options, http: undefined } });
    },
    ConfigError,
    "PORTICO_HTTP",
  );
});

Deno.test("a webhook is set with a secret that is kept, and taken back for polls", async () => {
  const settings = { mode: "webhook", webhookUrl: "https://bot.test/hook" } as const;
  const bench = await TelegramBench.start({ settings });
  const [{ args }] = bench.telegram.callsOf("setWebhook");
  assertMatch(String(args.secret_token), /^[\w-]{43}$/);
  assertEquals([...bench.routes.keys()], ["/hook"]);
  assertEquals((await bench.checks.get("telegram")?.())?.healthy, true);
  await bench.adapter.stop();
  assertEquals([...bench.routes.keys()], []);
  await bench[Symbol.asyncDispose]();
  await using polling = await TelegramBench.start();
  assertEquals(polling.calls("deleteWebhook").length, 1);
});
