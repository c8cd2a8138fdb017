/** What a person gets on Telegram: from the first start to notes, with the real program. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { FakeTelegram, generatedBytes, openContent } from "../support/fake_telegram/mod.ts";
import { TestFolder } from "../support/folder.ts";
import { launchOn, OwnedBot } from "../support/telegram_program.ts";
import { readNotes } from "../support/vault_notes.ts";
import type { MessageOrigin } from "grammy/types";
import { join } from "node:path";

/** A note's text without its front matter. */
function bodyOf(text: string): string {
  return text.replace(/^---\n[^]*?\n---\n/, "").trim();
}

async function bodiesIn(data: string): Promise<string[]> {
  return (await readNotes(data)).map(({ text }) => bodyOf(text));
}

/** The files beside the notes of the owner, by their names. */
async function attachmentsIn(data: string): Promise<Map<string, Uint8Array>> {
  const folder = join(data, "vaults", "owner", "attachments");
  const files = await Array.fromAsync(Deno.readDir(folder));
  return new Map(
    await Promise.all(
      files.map(async ({ name }): Promise<[string, Uint8Array]> => [name, await Deno.readFile(join(folder, name))]),
    ),
  );
}

const isSaved = ({ text }: { readonly text: string }) => text.startsWith("Saved ");

Deno.test("the first start tells a code and a link, and who opens the link is the owner; the code is used up by that", async () => {
  await using folder = await TestFolder.make();
  await using telegram = await FakeTelegram.start({ limits: {} });
  await using program = launchOn(telegram, { data: folder.path });
  const [, name, code, link] = await program.said(/Open to telegram as (\S+)\. .* \/pair (\S+?), or open (\S+)/);
  assertEquals(name, "@portico_bot");
  assertEquals(link, `https://t.me/portico_bot?start=${code}`);
  const [anna, ben] = [telegram.user(), telegram.user()];
  anna.private.send(`/start ${code}`);
  await anna.private.next(({ text }) => text.includes("You are the owner here"));
  ben.private.send(`/start ${code}`);
  await ben.private.next(({ text }) => text.includes("That is no code"));
  ben.private.send("Take this");
  anna.private.send("Buy milk");
  await anna.private.next(isSaved);
  await telegram.idle();
  assertEquals((await readNotes(folder.path)).map(({ account, path }) => [account, path]), [["owner", "Buy milk.md"]]);
});

Deno.test("what the owner writes at the terminal and on Telegram goes into the same notes", async () => {
  await using bot = await OwnedBot.start();
  bot.owner.private.send("From Telegram");
  await bot.owner.private.next(isSaved);
  assertEquals(await bot.stop(), 0, bot.program.stderr);
  await using program = launchOn(bot.telegram, { data: bot.data, args: ["--adapter", "console"] });
  await program.type("From the terminal\n");
  await program.end();
  assertEquals((await readNotes(bot.data)).map(({ account, path }) => [account, path]), [
    ["owner", "From Telegram.md"],
    ["owner", "From the terminal.md"],
  ]);
});

Deno.test("a text becomes a note with its formatting, is signed and answered once, and Undo takes it back", async () => {
  await using bot = await OwnedBot.start();
  const { private: place } = bot.owner;
  const sent = place.send("Call Ben\nabout the bold idea", { entities: [{ type: "bold", offset: 19, length: 4 }] });
  const card = await place.next(isSaved);
  assertEquals(await bodiesIn(bot.data), ["Call Ben\nabout the **bold** idea"]);
  assertEquals(card.text, "Saved Call Ben as Call Ben.md");
  assertEquals([card.replyTo, card.edits], [sent.id, 0]);
  assertEquals(place.chat.message(sent.id)?.reactions, ["👀"]);
  await place.press(card, "Undo").answered;
  const undone = await place.next(({ text }) => text.includes("trash"));
  assertEquals(await bodiesIn(bot.data), []);
  await place.press(undone, "Restore").answered;
  await place.next(({ text }) => text.includes("is back"));
  assertEquals(await bodiesIn(bot.data), ["Call Ben\nabout the **bold** idea"]);
  // The greeting of the owner, and one message that was changed twice.
  assertEquals(place.chat.fromBot.map(({ edits }) => edits), [0, 2]);
});

Deno.test("what is sent in a row is one note, and the bot says one thing in all, which becomes the result", async () => {
  await using bot = await OwnedBot.start();
  const { private: place } = bot.owner;
  const before = place.chat.fromBot.length;
  const sent = ["One", "two", "three", "four"].map((text) => place.send(text));
  sent.push(place.send({ document: new TextEncoder().encode("bytes"), name: "five.txt" }));
  await place.next(({ text }) => text.startsWith("Saving"));
  const card = await place.next(isSaved);
  assertEquals((await readNotes(bot.data)).length, 1);
  assertEquals(place.chat.fromBot.slice(before).map(({ id, edits }) => [id, edits]), [[card.id, 1]]);
  await bot.telegram.idle();
  assertEquals(sent.map(({ id }) => place.chat.message(id)?.reactions), sent.map(() => ["👀"]));
});

Deno.test("files of every kind lie in the vault as they were sent, with their captions", async () => {
  await using bot = await OwnedBot.start();
  const { private: place } = bot.owner;
  const content = (text: string) => new TextEncoder().encode(text);
  const media = [
    place.send({ photo: content("a photo"), caption: "A sunset" }),
    place.send({ document: content("a document"), name: "План.pdf", type: "application/pdf" }),
    place.send({ voice: content("a voice") }),
    place.send({ audio: content("an audio"), name: "song.mp3" }),
    place.send({ video: content("a video"), name: "film.mp4" }),
    place.send({ animation: content("an animation"), name: "cat.mp4" }),
    place.send({ sticker: content("a sticker"), emoji: "😀" }),
    place.send({ video_note: content("a round video") }),
  ];
  await place.next(isSaved);
  const files = await attachmentsIn(bot.data);
  assertEquals(
    [...files.values()].map((bytes) => new TextDecoder().decode(bytes)).toSorted(),
    ["a document", "a photo", "a round video", "a sticker", "a video", "a voice", "an animation", "an audio"],
  );
  assertEquals(files.size, media.length);
  const [body] = await bodiesIn(bot.data);
  assertStringIncludes(body, "A sunset");
  for (const name of files.keys()) assertStringIncludes(body, name.replaceAll(" ", "%20"));
});

Deno.test("an album is one note with all of its files", async () => {
  await using bot = await OwnedBot.start();
  const { private: place } = bot.owner;
  const parts = ["one", "two", "three"].map((text) => ({ photo: new TextEncoder().encode(text) }));
  place.album([{ ...parts[0], caption: "The party" }, parts[1], parts[2]]);
  const card = await place.next(isSaved);
  assertStringIncludes(card.text, "The party");
  assertEquals((await readNotes(bot.data)).length, 1);
  assertEquals((await attachmentsIn(bot.data)).size, 3);
});

Deno.test("a file of many megabytes is kept whole", async () => {
  await using bot = await OwnedBot.start();
  const { private: place } = bot.owner;
  const size = 19 * 2 ** 20;
  const content = generatedBytes(size);
  place.send({ document: content, name: "large.bin" });
  await place.next(isSaved);
  const [[, bytes]] = await attachmentsIn(bot.data);
  assertEquals(bytes.length, size);
  const sent = await new Response(openContent(content)).bytes();
  assert(bytes.every((byte, index) => byte === sent[index]), "other bytes than those sent");
});

Deno.test("a file over 20 MB is said to be too large, and the note keeps what is known of it", async () => {
  await using bot = await OwnedBot.start();
  const { private: place } = bot.owner;
  place.send({ document: generatedBytes(25 * 2 ** 20), name: "film.mkv", caption: "Our holiday" });
  const card = await place.next(isSaved);
  assertMatch(card.text, /1 file is not in it:\n.*“film\.mkv” \(.*\) could not be fetched: it is too large/);
  const [body] = await bodiesIn(bot.data);
  assertMatch(body, /^Our holiday[^]*film\.mkv.*too large/);
});

Deno.test("a forward keeps whom it is from, with a link where there is one", async () => {
  await using bot = await OwnedBot.start();
  const { private: place } = bot.owner;
  const channel = bot.telegram.channel({ title: "Garden news", username: "garden" });
  const { date } = place.send("Look at these").wire;
  const origins: MessageOrigin[] = [
    { type: "user", date, sender_user: { id: 5, is_bot: false, first_name: "Ben" } },
    { type: "hidden_user", date, sender_user_name: "Somebody" },
    {
      type: "channel",
      date,
      chat: { id: channel.id, type: "channel", title: "Garden news", username: "garden" },
      message_id: 42,
    },
  ];
  for (const forwardOrigin of origins) place.send(`Words of ${forwardOrigin.type}`, { forwardOrigin });
  await place.next(isSaved);
  const [body] = await bodiesIn(bot.data);
  assertMatch(body, /Forwarded from Ben[^]*Words of user/);
  assertMatch(body, /Forwarded from Somebody[^]*Words of hidden\\?_user/);
  assertMatch(body, /Forwarded from \[Garden news\]\(https:\/\/t\.me\/garden\/42\)[^]*Words of channel/);
});

Deno.test("what is neither text nor file is kept as words: a place, a contact, a poll, a dice", async () => {
  await using bot = await OwnedBot.start();
  const { private: place } = bot.owner;
  place.send({ location: { latitude: 56.9496, longitude: 24.1052 } });
  place.send({ contact: { phone_number: "37120000000", first_name: "Ben" } });
  place.send({
    poll: {
      id: "1",
      question: "Tea or coffee?",
      options: ["Tea", "Coffee"].map((text) => ({ persistent_id: text, text, voter_count: 0 })),
      total_voter_count: 0,
      is_closed: false,
      is_anonymous: true,
      members_only: false,
      type: "regular",
      allows_multiple_answers: false,
      allows_revoting: false,
    },
  });
  place.send({ dice: { emoji: "🎲", value: 4 } });
  await place.next(isSaved);
  const [body] = await bodiesIn(bot.data);
  for (const words of ["56.9496, 24.1052", "+37120000000", "Ben", "Tea or coffee?", "- Tea", "- Coffee", "🎲 4"]) {
    assertStringIncludes(body, words);
  }
});

Deno.test("an edit changes the note that was made of the message, and the answer to it", async () => {
  await using bot = await OwnedBot.start();
  const { private: place } = bot.owner;
  const sent = place.send("Buy milk");
  const card = await place.next(isSaved);
  place.edit(sent, "Buy oat milk");
  const updated = await place.next(({ text }) => text.startsWith("Updated"));
  assertEquals(updated.id, card.id);
  assertEquals(await bodiesIn(bot.data), ["Buy oat milk"]);
});

Deno.test("each topic of a forum is a conversation of its own, and is answered there", async () => {
  await using bot = await OwnedBot.start();
  const { owner, telegram } = bot;
  const forum = telegram.supergroup({ members: [owner], isForum: true, bot: "administrator" });
  const topics = ["Garden", "House"].map((name) => forum.openTopic(name, owner));
  for (const topic of topics) owner.in(forum, topic).send(`@portico_bot note for topic ${topic}`);
  const cards = [await forum.next(isSaved), await forum.next(isSaved)];
  assertEquals(cards.map(({ thread }) => thread).toSorted(), topics.toSorted());
  assertEquals((await bodiesIn(bot.data)).toSorted(), topics.map((topic) => `note for topic ${topic}`).toSorted());
});

Deno.test("in a group the bot hears commands, mentions and answers to it; and everything once the owner says so", async () => {
  await using bot = await OwnedBot.start();
  const { owner, telegram } = bot;
  const ben = telegram.user({ first_name: "Ben" });
  const group = telegram.supergroup({ members: [owner, ben] });
  const [anna, other] = [owner.in(group), ben.in(group)];
  anna.send("Only among us");
  other.send("@portico_bot a stranger's wish");
  await group.next(({ text }) => text.includes("does not serve this group"));
  anna.send("/allow here");
  const allowed = await group.next(({ text }) => text.includes("what is said to me"));
  other.send("Still among us");
  other.send("@portico_bot keep this of Ben");
  await group.next(isSaved);
  other.send("and this answer", { replyTo: allowed });
  await group.next(isSaved);
  anna.send("/allow here everything");
  await group.next(({ text }) => text.includes("I hear everything"));
  other.send("Nobody is mentioned here");
  await group.next(isSaved);
  const notes = await readNotes(bot.data);
  assertEquals(notes.map(({ text }) => bodyOf(text)).toSorted(), [
    "Nobody is mentioned here",
    "and this answer",
    "keep this of Ben",
  ]);
  assert(notes.every(({ account }) => account !== "owner"), "Ben's notes are Anna's");
});

Deno.test("a group that becomes a supergroup stays let in, as it was", async () => {
  await using bot = await OwnedBot.start();
  const { owner, telegram } = bot;
  const ben = telegram.user({ first_name: "Ben" });
  const group = telegram.group({ members: [owner, ben] });
  owner.in(group).send("/allow here everything");
  await group.next(({ text }) => text.includes("I hear everything"));
  const supergroup = group.migrate();
  ben.in(supergroup).send("Written behind the move");
  await supergroup.next(isSaved);
});

Deno.test("a channel that the owner calls theirs makes notes of theirs, and nothing is written into it", async () => {
  await using bot = await OwnedBot.start();
  const { private: place } = bot.owner;
  place.send("A thought of my own");
  await place.next(isSaved);
  using files = Deno.watchFs(join(bot.data, "vaults", "owner"));
  const channel = bot.telegram.channel({ title: "My thoughts" });
  channel.author.send("Before anybody allowed it");
  place.send(`/allow ${channel.id} mine`);
  await place.next(({ text }) => text.includes("is yours"));
  channel.author.send("A thought");
  for await (const { paths } of files) {
    if (paths.some((path) => path.endsWith("/A thought.md"))) break;
  }
  const notes = await readNotes(bot.data);
  const expected = [["owner", "A thought"], ["owner", "A thought of my own"]];
  assertEquals(notes.map(({ account, text }) => [account, bodyOf(text)]).toSorted(), expected);
  await bot.telegram.idle();
  assertEquals(channel.chat.fromBot, []);
  const reacted = bot.telegram.callsOf("setMessageReaction").map(({ args }) => String(args.chat_id));
  assertEquals(reacted, [String(bot.owner.id)]);
});

Deno.test("menus are set once for each language, the owner's for their chat; the next start finds them as they are", async () => {
  await using bot = await OwnedBot.start();
  const { telegram, owner } = bot;
  const menus = () => telegram.callsOf("setMyCommands").map(({ args }) => [args.scope ?? "all", args.language_code]);
  const scope = { type: "chat", chat_id: owner.id };
  await telegram.until(() => menus().length === 4);
  assertEquals(menus(), [["all", undefined], ["all", "ru"], [scope, undefined], [scope, "ru"]]);
  const [everybody, , owners] = telegram.callsOf("setMyCommands").map(({ args }) => JSON.stringify(args.commands));
  assert(!everybody.includes('"invite"') && owners.includes('"invite"'));
  assertEquals(await bot.stop(), 0, bot.program.stderr);
  const asked = telegram.callsOf("getMyCommands").length;
  bot.restart();
  await telegram.until(() => telegram.callsOf("getMyCommands").length === asked + 4);
  owner.private.send("/whoami");
  await owner.private.next(({ text }) => text.includes("owner"));
  assertEquals(menus().length, 4);
});
