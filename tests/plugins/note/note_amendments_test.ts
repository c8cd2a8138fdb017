/** What comes after a note was written: late parts of albums, and edits. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { file, NoteBot } from "./note_bot.ts";

Deno.test("an edit changes the note, and the answer says so in its place", async () => {
  await using bot = await NoteBot.start();
  await bot.note(["Buy milk #shop", { id: "a" }], ["and bread", { id: "b" }]);
  const heard = await bot.edit("a", "Buy oat milk #vegan");
  const [note] = bot.vault.notes;
  assertEquals(note.body, "Buy oat milk #vegan\n\nand bread");
  assertEquals(note.tags, ["vegan"]);
  assertEquals(note.title, "Buy milk");
  assertEquals(heard, "Updated **Buy milk** in `Buy milk.md`\n#vegan");
  assertEquals(bot.chat.sends.length, 1);
  await bot.edit("a", "Buy soy milk");
  assertEquals(bot.vault.notes[0].body, "Buy soy milk\n\nand bread");
});

Deno.test("an edit before the batch has closed is in the note from the start", async () => {
  await using bot = await NoteBot.start();
  await bot.say("Buy mlik", { id: "a" });
  await bot.edit("a", "Buy milk");
  await bot.pass(5);
  assertEquals(bot.vault.notes.map(({ body }) => body), ["Buy milk"]);
  await bot.edit("a", "Buy bread");
  assertEquals(bot.vault.notes.map(({ body }) => body), ["Buy bread"]);
});

Deno.test("what was changed by hand stays, and the new version is put behind it", async () => {
  await using bot = await NoteBot.start();
  await bot.note(["Buy milk", { id: "a" }]);
  await bot.vault.update(bot.vault.notes[0].id, { body: "Buy milk, by hand" });
  await bot.edit("a", "Buy bread");
  assertEquals(bot.vault.notes[0].body, "Buy milk, by hand\n\n*Edited:*\n\nBuy bread");
  await bot.edit("a", "Buy cheese");
  assertEquals(bot.vault.notes[0].body, "Buy milk, by hand\n\n*Edited:*\n\nBuy cheese");
});

Deno.test("an edit that changes nothing says nothing", async () => {
  await using bot = await NoteBot.start();
  await bot.note(["Look", { id: "a", attachments: [file("a.jpg", { kind: "photo" })] }]);
  const before = bot.chat.operations.length;
  await bot.edit("a", "Look", [file("a.jpg", { kind: "photo", ref: "another" })]);
  assertEquals(bot.chat.operations.length, before);
});

Deno.test("an edit may bring a caption and another file", async () => {
  await using bot = await NoteBot.start();
  await bot.note(["", { id: "a", attachments: [file("a.jpg")] }]);
  await bot.edit("a", "Our boat", [file("b.jpg")]);
  assertEquals(bot.vault.notes[0].body, "![a.jpg](attachments/0-a.jpg)\n\nOur boat\n\n![b.jpg](attachments/1-b.jpg)");
});

Deno.test("a part of an album that comes late is added, also to a note that was moved", async () => {
  await using bot = await NoteBot.start();
  const part = (name: string) => ({ album: "a", at: Date.UTC(2026, 0, 1), attachments: [file(name)] });
  await bot.note(["Our boat", part("1.jpg")]);
  await bot.vault.move(bot.vault.notes[0].id, "Sea/Boats");
  const heard = await bot.note(["more #late", part("2.jpg")]);
  assertEquals(
    bot.vault.notes[0].body,
    "Our boat\n\n![1.jpg](attachments/0-1.jpg)\n\nmore #late\n\n![2.jpg](../../attachments/1-2.jpg)",
  );
  assertEquals(heard, "Updated **Our boat** in `Sea/Boats/Our boat.md`\n#late");
  assertEquals([bot.vault.notes.length, bot.chat.sends.length], [1, 1]);
});

Deno.test("a change of a note in the trash is kept apart, and saved when it is wanted", async () => {
  await using bot = await NoteBot.start();
  await bot.note(["Buy milk", { id: "a" }]);
  await bot.press("Undo");
  assertStringIncludes(await bot.edit("a", "Buy bread"), "is not there any more, so I kept the change apart");
  assertEquals(bot.vault.notes, []);
  await bot.press("Save as a new note");
  assertEquals(bot.vault.notes.map(({ body }) => body), ["Buy bread"]);
});

Deno.test("a tag that was taken away stays away when its message is edited", async () => {
  await using bot = await NoteBot.start();
  await bot.note(["Boat #sea", { id: "a" }]);
  await bot.press("Edit tags");
  await bot.press("− #sea");
  await bot.edit("a", "Ship #sea #new");
  assertEquals(bot.vault.notes[0].tags, ["new"]);
});
