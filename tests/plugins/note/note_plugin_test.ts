/** Notes, from the message to the answer, in a whole bot. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Conversation, Rejected } from "@portico/bot";
import { VaultError } from "../../../plugins/vault/mod.ts";
import { ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { file, NoteBot } from "./note_bot.ts";

Deno.test("several messages become one note, with the first line as title and the hashtags as tags", async () => {
  await using bot = await NoteBot.start();
  const heard = await bot.note(["Buy milk #shop", { at: Date.UTC(2026, 0, 2) }], ["and bread\nfor #Anna", {
    at: Date.UTC(2026, 0, 2) + 1_000,
  }]);
  const [note] = bot.vault.notes;
  assertEquals(bot.vault.notes.length, 1);
  assertEquals(note.body, "Buy milk #shop\n\nand bread\nfor #Anna");
  assertEquals([note.title, note.tags, note.source], ["Buy milk", ["shop", "Anna"], "test"]);
  assertEquals(note.created, Date.UTC(2026, 0, 2));
  assertEquals(heard, "Saved **Buy milk** as `Buy milk.md`\n#shop #Anna");
  assertEquals(bot.buttons, ["Undo", "Edit tags", "Move"]);
  assertEquals(bot.chat.sends.length, 1);
});

Deno.test("an album with a caption is one note with its files in order", async () => {
  await using bot = await NoteBot.start();
  const part = (name: string) => ({ album: "a", attachments: [file(name, { kind: "photo" })] });
  await bot.note(["Our boat", part("1.jpg")], ["", part("2.jpg")], ["", part("3.jpg")]);
  const [note] = bot.vault.notes;
  assertEquals(note.title, "Our boat");
  assertEquals(
    note.body,
    "Our boat\n\n![1.jpg](attachments/0-1.jpg)\n![2.jpg](attachments/1-2.jpg)\n![3.jpg](attachments/2-3.jpg)",
  );
  assertEquals([...bot.vault.files.values()].map(({ content }) => content), [
    "bytes of 1.jpg",
    "bytes of 2.jpg",
    "bytes of 3.jpg",
  ]);
});

Deno.test("a forward keeps where it came from, in the note and in its front matter", async () => {
  await using bot = await NoteBot.start();
  await bot.note(["News", { origin: { from: "The Paper", link: "https://t.me/paper/7" } }]);
  const [note] = bot.vault.notes;
  assertEquals(note.body, "> Forwarded from [The Paper](https://t.me/paper/7)\n\nNews");
  assertEquals(note.frontMatter, { forwarded_from: "The Paper", forwarded_link: "https://t.me/paper/7" });
  assertEquals(note.title, "News");
});

Deno.test("files without words are called by what they are and when they were sent", async () => {
  await using bot = await NoteBot.start();
  const at = new Date(2026, 0, 31, 18, 30).getTime();
  await bot.note(["", { at, attachments: [{ ref: "v", kind: "voice" }] }]);
  assertEquals(bot.vault.notes[0].title, "Voice message 2026-01-31 18:30");
});

Deno.test("what says nothing makes no note, and that is said", async () => {
  await using bot = await NoteBot.start();
  assertStringIncludes(await bot.note(" \n "), "nothing in it to keep");
  assertEquals(bot.vault.notes, []);
});

Deno.test("a file that is gone leaves what is known of it, in the note and in the answer", async () => {
  await using bot = await NoteBot.start();
  bot.chat.script = (operation) => {
    if (operation.kind !== "download") return;
    if (operation.attachment.ref === "gone.zip") throw new Rejected("no such file", 404);
    if (operation.attachment.ref === "big.zip") throw new Rejected("file is too big", 413);
    if (operation.attachment.ref === "odd.zip") throw new Rejected("the moon is wrong.");
  };
  const attachments = ["gone.zip", "here.txt", "big.zip", "odd.zip"].map((name) => file(name, { size: 2_000_000 }));
  const heard = await bot.note(["Look", { attachments }]);
  const lines = [
    "“gone.zip” (2 MB) could not be fetched: it is not there any more",
    "“big.zip” (2 MB) could not be fetched: it is too large",
    "“odd.zip” (2 MB) could not be fetched: the moon is wrong",
  ];
  assertEquals(
    bot.vault.notes[0].body,
    `Look\n\n[here.txt](attachments/0-here.txt)\n\n${lines.map((line) => `> ${line}`).join("\n")}`,
  );
  assertEquals(
    heard,
    ["Saved **Look** as `Look.md`", "With 1 file", "3 files are not in it:", ...lines.map((line) => `- ${line}`)].join(
      "\n",
    ),
  );
});

Deno.test("each account writes into its own vault, and the same text is new to each", async () => {
  await using bot = await NoteBot.start();
  await bot.note(["Hello", { user: "you", chat: "1" }], ["Hello", { user: "guest", chat: "2" }]);
  assertEquals(bot.chat.texts.filter((text) => text.startsWith("Saved")).length, 2);
  assertEquals(bot.vault.notes.length, 1);
});

Deno.test("a Russian gets Russian answers and notes", async () => {
  await using bot = await NoteBot.start();
  const sender = { platform: "test", user: "you", language: "ru" };
  const heard = await bot.note(["Привет", { sender, origin: { from: "Анна" } }]);
  assertEquals(heard, "Сохранено: **Привет**, файл `Привет.md`");
  assertEquals(bot.vault.notes[0].body, "> Переслано от Анна\n\nПривет");
});

Deno.test("Undo puts the note into the trash and offers to restore it, in the same message", async () => {
  await using bot = await NoteBot.start();
  await bot.note("Buy milk");
  assertEquals(await bot.press("Undo"), "**Buy milk** is in the trash.");
  assertEquals(bot.vault.notes, []);
  assertEquals(await bot.press("Restore"), "**Buy milk** is back as `Buy milk.md`");
  assertEquals(bot.vault.notes.length, 1);
  assertEquals(bot.buttons, ["Undo", "Edit tags", "Move"]);
  assertEquals(bot.chat.sends.length, 1);
});

Deno.test("where the platform does not say which message carries the button, a new one answers", async () => {
  await using bot = await NoteBot.start();
  await bot.note("Buy milk");
  await bot.press("Undo", true);
  assertEquals(bot.chat.texts.at(-1), "**Buy milk** is in the trash.");
});

Deno.test("a button of a note that is gone says so and offers to restore it", async () => {
  await using bot = await NoteBot.start();
  await bot.note("Buy milk");
  await bot.vault.delete(bot.vault.notes[0].id);
  for (const button of ["Undo", "Edit tags", "Move"]) {
    assertEquals(await bot.press(button), "This note is not there any more.");
    assertEquals(bot.buttons, ["Restore"]);
  }
});

Deno.test("Edit tags shows those there are, takes words or buttons, and tells what can't be a tag", async () => {
  await using bot = await NoteBot.start();
  await bot.note("Another #sea");
  await bot.note("Boat #idea #work_a");
  assertEquals(
    await bot.press("Edit tags"),
    "**Boat** has #idea #work\\_a. Send tags to add, divided by commas, and with a minus those to take away, also from the text: `garden, -home`.",
  );
  assertEquals(bot.buttons, ["− #idea", "− #work_a", "+ #sea"]);
  await bot.say("42");
  assertStringIncludes(bot.heard, "`42` can't be a tag");
  await bot.say("plan, b, -idea");
  assertEquals(bot.vault.notes[1].tags, ["work_a", "plan", "b"]);
  assertEquals(bot.heard, "**Boat** has its new tags, in `Boat.md`\n#work\\_a #plan #b");
  await bot.press("Edit tags");
  await bot.press("+ #sea");
  assertEquals(bot.vault.notes[1].tags, ["work_a", "plan", "b", "sea"]);
  assertEquals(bot.vault.notes.length, 2);
});

Deno.test("a file that is too large for the platform's bots says how large one may be", async () => {
  const chat = new ScriptedAdapter();
  chat.capabilities = { ...chat.capabilities, largestDownload: 20_000_000 };
  chat.script = ({ kind }) => {
    if (kind === "download") throw new Rejected("file is too big", 413);
  };
  await using bot = await NoteBot.start({ chat });
  const heard = await bot.note(["", { attachments: [file("big.zip")] }]);
  assertStringIncludes(heard, "could not be fetched: it is too large: bots get no more than 20 MB there");
});

Deno.test("a file without a name is called by what it is", async () => {
  await using bot = await NoteBot.start();
  await bot.note(["Look", { attachments: [{ ref: "1", kind: "voice", mime: "audio/ogg" }] }]);
  assertStringIncludes(bot.vault.notes[0].body, "[voice");
});

Deno.test("where there is no folder to choose, Move asks for the name of one", async () => {
  await using bot = await NoteBot.start();
  await bot.note("Boat");
  assertStringIncludes(await bot.press("Move"), "Send the name of a folder");
});

Deno.test("Move offers the folders there are, and takes the name of a new one", async () => {
  await using bot = await NoteBot.start();
  await bot.note("Boat");
  assertStringIncludes(await bot.press("Move"), "**Boat** is in the top folder.");
  await bot.say("Work/Ideas");
  assertEquals(bot.heard, "**Boat** is now `Work/Ideas/Boat.md`");
  await bot.note("Sea");
  await bot.press("Move");
  assertEquals(bot.buttons, ["Work/Ideas"]);
  await bot.press("Work/Ideas");
  assertEquals(bot.heard, "**Sea** is now `Work/Ideas/Sea.md`");
  await bot.press("Move");
  await bot.press("the top folder");
  assertEquals(bot.heard, "**Sea** is now `Sea.md`");
});

Deno.test("a folder that can't be is told, and asked for again", async () => {
  await using bot = await NoteBot.start();
  await bot.note("Boat");
  await bot.press("Move");
  await bot.say("../outside");
  assertStringIncludes(bot.heard, "`../outside` can't be the folder. That leads out of your notes.");
  await bot.say("Inside");
  assertEquals(bot.vault.notes[0].path, "Inside/Boat.md");
});

Deno.test("the same content again is not saved twice, and the older note is offered", async () => {
  await using bot = await NoteBot.start();
  await bot.note(["Buy milk", { attachments: [file("a.txt")] }]);
  const heard = await bot.note(["  Buy milk\r\n", { attachments: [file("a.txt")] }]);
  assertStringIncludes(heard, "You have the same in **Buy milk** (`Buy milk.md`) since ");
  assertEquals(bot.vault.notes.length, 1);
  assertEquals(bot.buttons, ["Show it", "Save anyway"]);
  assertStringIncludes(await bot.press("Show it"), "**Buy milk** (`Buy milk.md`)\n\nBuy milk\n\n[a.txt](");
  await bot.press("Save anyway");
  assertEquals(bot.vault.notes.length, 2);
  assertEquals(bot.buttons, ["Undo", "Edit tags", "Move"]);
});

Deno.test("other words, other files and notes that are gone are no duplicates", async () => {
  await using bot = await NoteBot.start();
  await bot.note(["Buy milk", { attachments: [file("a.txt")] }]);
  await bot.note("Buy milk");
  await bot.note(["Buy milk", { attachments: [file("b.txt")] }]);
  assertEquals(bot.vault.notes.length, 3);
  await bot.press("Undo");
  await bot.note(["Buy milk", { attachments: [file("b.txt")] }]);
  assertEquals(bot.vault.notes.length, 3);
  assertStringIncludes(bot.heard, "Saved");
});

Deno.test("the settings of the account say how long messages are gathered", async () => {
  await using bot = await NoteBot.start();
  await bot.say("/settings note.quiet 1");
  assertStringIncludes(bot.heard, "Pause that ends a note");
  assertStringIncludes(bot.heard, "is now **1 second**");
  await bot.say("one");
  await bot.pass(1);
  assertEquals(bot.vault.notes.length, 1);
  await bot.say("/settings note.maxMessages 2");
  await bot.say("two");
  await bot.say("three");
  assertEquals(bot.vault.notes.length, 2);
});

Deno.test("/note alone switches to the mode, and its words are a message in it", async () => {
  await using bot = await NoteBot.start();
  await bot.say("/note");
  assertStringIncludes(bot.heard, "keep what you send as notes");
  await bot.note("/note Buy milk");
  assertEquals(bot.vault.notes[0].body, "Buy milk");
});

Deno.test("a thousand messages of a thousand people are a thousand notes", async () => {
  await using bot = await NoteBot.start();
  const people = Array.from({ length: 1_000 }, (_, index) => ({ user: `u${index}`, chat: `c${index}` }));
  await Promise.all(people.map((person) => bot.chat.say("Hello", person)));
  for (let seconds = 0; seconds < 60 && bot.chat.sends.length < 1_000; seconds++) await bot.pass(1);
  assertEquals(new Set(bot.chat.sends.map(({ conversation }) => conversation.chat)).size, 1_000);
  assert(bot.chat.texts.every((text) => text.startsWith("Saved")));
});

Deno.test("a post of a channel becomes a note, changes it and fails without a word or a sign to those who read it", async () => {
  const notices: string[] = [];
  await using bot = await NoteBot.start({ notices });
  const conversation: Conversation = { platform: "test", chat: "-7", kind: "channel" };
  const said = () => bot.chat.operations.filter(({ kind }) => kind !== "menu" && kind !== "download");
  const id = "17";
  await bot.note(["A post", { conversation, id, attachments: [file("a.txt")] }], ["and more of it", { conversation }]);
  const { kind: _, ...post } = bot.chat.message("A better post", { conversation, id });
  await bot.chat.deliver({ ...post, kind: "edit" });
  await bot.pass(60);
  assertEquals(bot.vault.notes.map(({ body }) => body.split("\n")[0]), ["A better post"]);
  assertEquals(said(), []);
  bot.vault.failure = new VaultError("full", "Writing: ENOSPC");
  await bot.note(["Another", { conversation }]);
  assertEquals(said(), []);
  assertEquals(notices.length, 1);
  assertStringIncludes(
    notices[0],
    "A post of the channel test:-7 has to wait. The disk with your notes is full.",
  );
  bot.vault.failure = new VaultError("failed", "Writing: ENOTDIR");
  await bot.pass(60);
  assertEquals(said(), []);
  assertEquals(notices.length, 2);
  assertStringIncludes(
    notices[1],
    "A post of the channel test:-7 could not be finished. Your notes can't be written: Writing: ENOTDIR.",
  );
  await bot.say("/failed");
  assertStringIncludes(bot.heard, "Your notes can't be written: Writing: ENOTDIR");
});
