/** What becomes of notes when something fails or dies. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { NotSent, Rejected } from "@portico/bot";
import { VaultError } from "../../../plugins/vault/mod.ts";
import { copy, TestFolder } from "../../support/folder.ts";
import type { MemoryVault } from "./memory_vault.ts";
import { file, NoteBot } from "./note_bot.ts";

Deno.test("a full disk, or one that can't be written, is told, and the note is written by itself when that has passed", async () => {
  for (const code of ["full", "read_only"] as const) {
    await using bot = await NoteBot.start();
    bot.vault.failure = new VaultError(code, "Writing: it can't be done");
    assertStringIncludes(await bot.note(["Buy milk", { attachments: [file("a.txt")] }]), "I go on by myself");
    await bot.note("and bread");
    assertEquals([bot.vault.notes.length, (await bot.bot.store.journal.stats()).dead], [0, 0]);
    bot.vault.failure = undefined;
    await bot.pass(60);
    assertEquals(bot.vault.notes.map(({ title }) => title), ["Buy milk", "and bread"]);
    assertEquals(bot.vault.files.size, 1);
    assertEquals(bot.chat.shown.filter(({ text }) => text.includes("I go on by myself")).length, 1);
  }
});

Deno.test("a vault that can't be written loses nothing: /failed says why, and trying again writes the note", async () => {
  await using bot = await NoteBot.start();
  bot.vault.failure = new VaultError("failed", "Writing: ENOTDIR");
  assertStringIncludes(await bot.note(["Buy milk", { attachments: [file("a.txt")] }]), "Your message is kept");
  await bot.say("/failed");
  assertStringIncludes(bot.heard, "Your notes can't be written: Writing: ENOTDIR");
  bot.vault.failure = undefined;
  await bot.press("Try 1 again");
  assertEquals(bot.vault.notes.map(({ title }) => title), ["Buy milk"]);
  assertEquals(bot.vault.files.size, 1);
});

Deno.test("a vault that can't be written is told to who presses a button, and the button works later", async () => {
  await using bot = await NoteBot.start();
  await bot.note("Buy milk");
  bot.vault.failure = new VaultError("full", "Writing: ENOSPC");
  assertStringIncludes(await bot.press("Undo"), "The disk with your notes is full.");
  bot.vault.failure = undefined;
  await bot.press("Undo");
  assertEquals(bot.vault.notes, []);
});

Deno.test("a platform that can't be reached is no reason to give a file up", async () => {
  await using bot = await NoteBot.start();
  bot.chat.script = (operation) => {
    if (operation.kind === "download") throw new NotSent("no route to host");
  };
  await bot.note(["Look", { attachments: [file("a.txt")] }]);
  assertEquals(bot.vault.notes, []);
  bot.chat.script = () => {};
  await bot.press("Try again");
  assertEquals(bot.vault.notes[0].body, "Look\n\n[a.txt](attachments/0-a.txt)");
});

Deno.test("a reply that fails leaves one note, and trying again only replies", async () => {
  await using bot = await NoteBot.start();
  bot.chat.script = (operation) => {
    if (operation.kind === "edit" && operation.text.startsWith("Saved")) throw new NotSent("no route to host");
  };
  await bot.note(["Buy milk", { attachments: [file("a.txt")] }]);
  bot.chat.script = () => {};
  await bot.press("Try again");
  assertEquals([bot.vault.notes.length, bot.vault.files.size, bot.vault.trashed], [1, 1, 0]);
  assertEquals(bot.chat.shown.filter(({ text }) => text.startsWith("Saved")).length, 1);
});

Deno.test("a chat that takes no answer is no failure of the note", async () => {
  await using bot = await NoteBot.start();
  bot.chat.script = (operation) => {
    if (operation.kind === "send") throw new Rejected("blocked", 403);
  };
  await bot.note("Buy milk");
  assertEquals(bot.vault.notes.length, 1);
  assertEquals((await bot.bot.store.journal.stats()).dead, 0);
});

Deno.test("a search that does not answer is no reason not to write the note", async () => {
  await using bot = await NoteBot.start();
  bot.vault.sameContent = () => Promise.reject(new VaultError("index", "The index does not answer."));
  await bot.note("Buy milk");
  assertEquals(bot.vault.notes.length, 1);
});

Deno.test("an edit of a note that is not written yet waits for it", async () => {
  await using bot = await NoteBot.start();
  bot.vault.failure = new VaultError("failed", "Writing: ENOTDIR");
  await bot.note(["Buy milk", { id: "a" }]);
  bot.vault.failure = undefined;
  await bot.edit("a", "Buy bread");
  await bot.say("/failed");
  assertStringIncludes(bot.heard, "could not be finished yet");
  for (let round = 0; round < 2; round++) {
    await bot.press("Try 1 again");
    await bot.say("/failed");
  }
  assertEquals(bot.vault.notes.map(({ body }) => body), ["Buy bread"]);
});

Deno.test("an edit of a note that was put aside half written waits for the rest, and the note has one version of the text", async () => {
  await using bot = await NoteBot.start();
  const { vault } = bot;
  const create = vault.create.bind(vault);
  vault.create = async (note) => {
    await create(note);
    throw new VaultError("failed", "Syncing: EIO");
  };
  await bot.note(["Buy milk", { id: "a" }]);
  vault.create = create;
  await bot.edit("a", "Buy bread");
  assertEquals(vault.notes.map(({ body }) => body), ["Buy milk"]);
  for (let round = 0; round < 2; round++) {
    await bot.say("/failed");
    await bot.press("Try 1 again");
  }
  assertEquals(vault.notes.map(({ body }) => body), ["Buy bread"]);
});

Deno.test("an edit waits for an earlier one of the same message that was put aside, however they are tried again", async () => {
  await using bot = await NoteBot.start();
  await bot.note(["Buy milk", { id: "a" }]);
  bot.vault.failure = new VaultError("failed", "Writing: ENOTDIR");
  await bot.edit("a", "Buy bread");
  bot.vault.failure = undefined;
  await bot.edit("a", "Buy cheese");
  assertEquals(bot.vault.notes.map(({ body }) => body), ["Buy milk"]);
  for (const press of ["Try 2 again", "Try 1 again", "Try 1 again"]) {
    await bot.say("/failed");
    await bot.press(press);
  }
  assertEquals(bot.vault.notes.map(({ body }) => body), ["Buy cheese"]);
  assertEquals((await bot.bot.store.journal.stats()).dead, 0);
});

Deno.test("the edit of a note that was given up before it was written is kept apart", async () => {
  await using bot = await NoteBot.start();
  bot.vault.failure = new VaultError("failed", "Writing: ENOTDIR");
  await bot.note(["Buy milk", { id: "a" }]);
  bot.vault.failure = undefined;
  await bot.press("Discard");
  assertStringIncludes(await bot.edit("a", "Buy bread"), "I kept the change apart");
  assertEquals(bot.vault.trash.map(({ body }) => body), ["Buy bread"]);
});

Deno.test("an edit that is in its note and only could not be told of is not kept apart when it is tried again, though the note was changed and undone", async () => {
  await using bot = await NoteBot.start();
  await bot.note(["Buy milk", { id: "a" }], ["and tea", { id: "b" }]);
  bot.chat.script = (operation) => {
    if (operation.kind === "edit") throw new NotSent("no route to host");
  };
  await bot.edit("a", "Buy bread");
  bot.chat.script = () => {};
  await bot.edit("b", "and jam");
  assertEquals(bot.vault.notes.map(({ body }) => body), ["Buy bread\n\nand jam"]);
  await bot.vault.delete(bot.vault.notes[0].id);
  await bot.press("Try again");
  assertEquals(bot.vault.trash.map(({ body }) => body), ["Buy bread\n\nand jam"]);
});

/**
 * Lives through `live`, dies at the `count`-th effect, and lives on with what is on the disk. False when it did not come to die.
 *
 * @param meanwhile what somebody does to the notes before it lives on.
 */
async function dieAndGoOn(
  count: number,
  live: (bot: NoteBot) => Promise<void>,
  check: (bot: NoteBot, before: NoteBot) => void,
  meanwhile: (vault: MemoryVault) => Promise<void> = () => Promise.resolve(),
): Promise<boolean> {
  await using folder = await TestFolder.make();
  await using before = await NoteBot.start({ path: folder.join("before", "portico.db") });
  const didDie = before.dieAt(count);
  await live(before);
  await copy(folder.join("before"), folder.join("after"));
  const { vaults } = before;
  before.vault.tick = () => Promise.resolve();
  await meanwhile(before.vault);
  await using after = await NoteBot.start({ path: folder.join("after", "portico.db"), vaults });
  await after.pass(60);
  check(after, before);
  return didDie();
}

Deno.test("wherever it dies, a batch becomes one note with each file once, and no duplicate of itself", async () => {
  const attachments = [file("a.txt"), file("b.txt")];
  let count = 0;
  while (
    await dieAndGoOn(++count, async (bot) => {
      await bot.note(["Buy milk", { attachments }], "and bread");
    }, (after, before) => {
      assertEquals([after.vault.notes.length, after.vault.trashed, after.vault.files.size], [1, 0, 2]);
      assertStringIncludes(after.vault.notes[0].body, "and bread");
      // A second life that goes on with a message of the first changes that one, and sends no other.
      const isTold = before.chat.shown.some(({ text }) => text.startsWith("Saved"));
      const anew = after.chat.texts.filter((text) => text.startsWith("Saved")).length;
      assert((isTold ? 1 : 0) + anew <= 1, `told, and ${anew} times again`);
    })
  );
  // Two signs, two downloads, two files and the note before and after each, what is going on, and the answer.
  assertEquals(count - 1, 12);
});

Deno.test("wherever it dies, the same content again is in the trash once", async () => {
  let count = 0;
  while (
    await dieAndGoOn(++count, async (bot) => {
      await bot.note("Buy milk");
      await bot.note("Buy milk");
    }, (after) => assertEquals([after.vault.notes.length, after.vault.trashed], [1, 1]))
  );
  assert(count > 5);
});

Deno.test("wherever it dies, an edit is in the note once", async () => {
  let count = 0;
  while (
    await dieAndGoOn(++count, async (bot) => {
      await bot.note(["same", { id: "a" }], ["same", { id: "b" }]);
      await bot.edit("a", "new #tag", [file("a.txt")]);
    }, (after) => {
      assertEquals(after.vault.notes.length, 1);
      const { body, tags } = after.vault.notes[0];
      // Either both were there when it died, or the edit came while the batch was waiting to be written.
      assertEquals([body, tags], ["new #tag\n\nsame\n\n[a.txt](attachments/0-a.txt)", ["tag"]]);
    })
  );
  assert(count > 8);
});

/** The edit is in one note, be it in the trash. */
function isOnce({ vault: { notes, trash } }: NoteBot): void {
  assertEquals([...notes, ...trash].filter(({ body }) => body === "Buy bread").length, 1);
}

Deno.test("wherever it dies, an edit whose note is undone before the next start is there once", async () => {
  let count = 0;
  while (
    await dieAndGoOn(
      ++count,
      async (bot) => {
        await bot.note(["Buy milk", { id: "a" }]);
        await bot.edit("a", "Buy bread");
      },
      isOnce,
      async (vault) => {
        for (const { id } of [...vault.notes]) await vault.delete(id);
      },
    )
  );
  assert(count > 4);
});

Deno.test("wherever it dies, an edit whose note is taken out of the trash before the next start is there once", async () => {
  let count = 0;
  while (
    await dieAndGoOn(
      ++count,
      async (bot) => {
        await bot.note(["Buy milk", { id: "a" }]);
        for (const { id } of [...bot.vault.notes]) void bot.vault.delete(id);
        await bot.pass(1);
        await bot.edit("a", "Buy bread");
      },
      isOnce,
      async (vault) => {
        for (const { id, body } of [...vault.trash]) if (body === "Buy milk") await vault.restore(id);
      },
    )
  );
  assert(count > 4);
});
