import { assert, assertEquals, assertRejects } from "@std/assert";
import { PLACEHOLDER } from "../../../plugins/vault/path_parts.ts";
import { VaultError } from "../../../plugins/vault/vault_error.ts";
import { newNote, TestVaults } from "./support.ts";

Deno.test("notes written by hand are notes", async () => {
  await using test = await TestVaults.create();
  await test.edit("Dream.md", "flying elephants");
  await test.edit("Deep/er/Idea.md", "---\ntags: [x, y]\ncreated: 2020-05-06\n---\nbody");
  const notes = await test.vault.list();
  assertEquals(notes.map(({ title }) => title), ["Dream", "Idea"]);
  assertEquals([notes[1]?.tags, notes[1]?.created], [["x", "y"], Date.UTC(2020, 4, 6)]);
  const [hit] = await test.vault.find("elephant");
  assertEquals((await test.vault.read(hit?.id ?? ""))?.body, "flying elephants");
});

Deno.test("a file renamed, moved or edited by hand is found by its id at once", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1"));
  await Deno.mkdir(test.file("Elsewhere"));
  await Deno.rename(test.file("Note 1.md"), test.file("Elsewhere/Renamed.md"));
  const note = await test.vault.read("1");
  assertEquals([note?.path, note?.title], ["Elsewhere/Renamed.md", "Renamed"]);
  await test.edit("Elsewhere/Renamed.md", '---\nid: "1"\n---\nedited');
  assertEquals((await test.vault.append("1", "more")).body, "edited\n\nmore");
});

Deno.test("where two notes have changed places by hand, each is still itself", async () => {
  await using test = await TestVaults.create();
  for (const id of ["1", "2"]) await test.vault.create(newNote(id, { body: `body of ${id}` }));
  await Deno.rename(test.file("Note 1.md"), test.file("Note 3.md"));
  await Deno.rename(test.file("Note 2.md"), test.file("Note 1.md"));
  await Deno.rename(test.file("Note 3.md"), test.file("Note 2.md"));
  assert(await test.vault.delete("1"));
  assertEquals((await test.vault.read("2"))?.body, "body of 2");
  assertEquals(await test.vault.read("1"), undefined);
});

Deno.test("what was edited by hand is found in the search after a rescan, and after a restart", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1"));
  await test.vault.create(newNote("2"));
  await test.edit("Note 1.md", "---\nid: '1'\n---\nzebra");
  await Deno.remove(test.file("Note 2.md"));
  await test.vault.rescan();
  assertEquals((await test.vault.find("zebra")).map(({ id }) => id), ["1"]);
  assertEquals(await test.vault.count(), 1);
  await test.restart(async () => {
    await test.edit("Note 1.md", "---\nid: '1'\n---\ngiraffe!");
    await test.edit("New.md", "lion");
  });
  assertEquals((await test.vault.find("giraffe")).map(({ id }) => id), ["1"]);
  assertEquals((await test.vault.find("zebra")).length, 0);
  assertEquals((await test.vault.find("lion")).map(({ title }) => title), ["New"]);
});

Deno.test("a note deleted by hand is gone, also from hits before the next look", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { body: "zebra" }));
  await Deno.remove(test.file("Note 1.md"));
  assertEquals(await test.vault.find("zebra"), []);
  assertEquals(await test.vault.read("1"), undefined);
  assertEquals(await test.vault.list(), []);
});

Deno.test("an odd title goes with its file's name, until a hand renames the file", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { title: "Why?" }));
  await Deno.rename(test.file("Why.md"), test.file("Because.md"));
  assertEquals((await test.vault.read("1"))?.title, "Because");
});

Deno.test("a copy of a note is a note of its own", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { body: "zebra" }));
  await Deno.copyFile(test.file("Note 1.md"), test.file("Copy.md"));
  await test.vault.rescan();
  assertEquals((await test.vault.read("1"))?.path, "Note 1.md");
  const copy = (await test.vault.list()).find(({ path }) => path === "Copy.md");
  assert(copy !== undefined && copy.id !== "1");
  await test.vault.append(copy.id, "stripes");
  const moved = await test.vault.move(copy.id, "Zoo");
  assertEquals([moved.id, moved.path, moved.frontMatter.id], [copy.id, "Zoo/Copy.md", copy.id]);
  assertEquals((await test.vault.read("1"))?.body, "zebra");
  assertEquals((await test.vault.read(copy.id))?.body, "zebra\n\nstripes");
});

Deno.test("a note keeps its id wherever it goes, whatever copies of it there are", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { body: "zebra" }));
  for (const name of ["A copy.md", "Z copy.md"]) {
    await Deno.copyFile(test.file("Note 1.md"), test.file(name));
    await test.vault.rescan();
  }
  assertEquals((await test.vault.rename("1", "Other")).path, "Other.md");
  assertEquals((await test.vault.read("1"))?.path, "Other.md");
  assertEquals((await test.vault.move("1", "Zoo")).path, "Zoo/Other.md");
  assertEquals((await test.vault.read("1"))?.path, "Zoo/Other.md");
  assertEquals(await test.vault.delete("1"), true);
  assertEquals((await test.vault.restore("1")).path, "Zoo/Other.md");
  assertEquals((await test.vault.list()).length, 3);
});

Deno.test("a move that is seen as a copy first is a move in the end", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { body: "zebra" }));
  await Deno.copyFile(test.file("Note 1.md"), test.file("Moved.md"));
  await test.vault.rescan();
  await test.vault.append("1", "stripes");
  assertEquals((await test.vault.read("1"))?.path, "Note 1.md");
  await Deno.remove(test.file("Note 1.md"));
  assertEquals((await test.vault.read("1"))?.path, "Moved.md");
  assertEquals((await test.vault.create(newNote("1"))).isNew, false);
});

Deno.test("a note without an id keeps the one we gave it when we move it", async () => {
  await using test = await TestVaults.create();
  await test.edit("Mine.md", "just text");
  const id = (await test.vault.list())[0]?.id ?? "";
  await test.vault.append(id, "more");
  assertEquals(await test.text("Mine.md"), "just text\n\nmore\n");
  await test.vault.delete(id);
  assertEquals(await test.text(".trash/Mine.md"), "just text\n\nmore\n");
  assertEquals((await test.vault.restore(id)).id, id);
  const renamed = await test.vault.rename(id, "Yours");
  assertEquals([renamed.id, renamed.path, renamed.body], [id, "Yours.md", "just text\n\nmore"]);
  assertEquals((await test.vault.read(id))?.path, "Yours.md");
});

Deno.test("broken front matter is searched as text, and nothing of it is lost", async () => {
  await using test = await TestVaults.create();
  const broken = "---\nid: x\ntags: [a, b\nsecret: zebra\n---\n";
  await test.edit("Broken.md", `${broken}\nbody\n`);
  assertEquals((await test.vault.find("zebra")).map(({ id }) => id), ["x"]);
  assertEquals((await test.vault.read("x"))?.damaged, true);
  const error = await assertRejects(() => test.vault.tag("x", { add: ["c"] }), VaultError);
  assertEquals(error.code, "damaged");
  await test.vault.append("x", "more", { key: "k" });
  await test.vault.append("x", "more", { key: "k" });
  assertEquals((await test.vault.rename("x", "Still: broken")).path, "Still broken.md");
  assertEquals(await test.text("Still broken.md"), `${broken}\nbody\n\nmore\n`);
});

Deno.test("a file that is not UTF-8 is read as far as it can be, and never written", async () => {
  await using test = await TestVaults.create();
  const bytes = new Uint8Array([...new TextEncoder().encode("---\nid: x\n---\nzebra "), 0xff, 0xfe]);
  await test.edit("Odd.md", "");
  await Deno.writeFile(test.file("Odd.md"), bytes);
  assertEquals((await test.vault.find("zebra")).length, 1);
  const error = await assertRejects(() => test.vault.append("x", "more"), VaultError);
  assertEquals(error.code, "damaged");
  assertEquals(await Deno.readFile(test.file("Odd.md")), bytes);
});

Deno.test("hidden folders, links and other files are no notes", async () => {
  await using test = await TestVaults.create();
  await test.edit(".obsidian/Config.md", "zebra");
  await test.edit(".hidden.md", "zebra");
  await test.edit("table.csv", "zebra");
  await test.edit("../outside.md", "zebra");
  await Deno.symlink(`${test.data}/vaults/outside.md`, test.file("link.md"));
  await Deno.symlink(`${test.data}/vaults`, test.file("loop"));
  assertEquals(await test.vault.find("zebra"), []);
});

Deno.test("a name that somebody's link has is taken, wherever the link leads, and nothing is written there", async () => {
  await using test = await TestVaults.create();
  await test.edit("../outside.md", "theirs");
  await test.edit("Inside.md", "mine");
  const targets = { out: "../outside.md", nowhere: "nothing.md", itself: "Note itself.md", inside: "Inside.md" };
  for (const [id, target] of Object.entries(targets)) {
    await Deno.symlink(test.file(target), test.file(`Note ${id}.md`));
    assertEquals((await test.vault.create(newNote(id))).path, `Note ${id} 2.md`);
    await test.vault.create(newNote(`other ${id}`));
    assertEquals((await test.vault.rename(`other ${id}`, `Note ${id}`)).path, `Note ${id} 3.md`);
  }
  assertEquals(await Deno.readTextFile(test.file("../outside.md")), "theirs");
  assertEquals(await Deno.readTextFile(test.file("Inside.md")), "mine");
});

Deno.test("what Obsidian put into the trash can be restored by its id", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1"));
  await Deno.mkdir(test.file(".trash"));
  await Deno.rename(test.file("Note 1.md"), test.file(".trash/Note 1.md"));
  assertEquals(await test.vault.read("1"), undefined);
  assertEquals((await test.vault.restore("1")).path, "Note 1.md");
});

Deno.test("what a crash left half-written is swept at the next start, and nothing else", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1"));
  await test.restart(async () => {
    await test.edit(".portico-12-3.tmp", "half");
    await test.edit("Work/.portico-1-1.tmp", "half");
    await test.edit("attachments/.portico-1-2.tmp", "half");
    await test.edit(".portico-notes.tmp", "somebody's");
    await test.edit("Held.md", PLACEHOLDER);
    await test.edit("Empty.md", "");
  });
  assertEquals(await test.vault.count(), 2);
  assertEquals(await test.files(), [".portico-notes.tmp", "Empty.md", "Note 1.md"]);
});
