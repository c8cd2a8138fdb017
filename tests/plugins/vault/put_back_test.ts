import { assertEquals, assertRejects } from "@std/assert";
import { VaultError } from "../../../plugins/vault/vault_error.ts";
import { newNote, NOON, opens, TestVaults } from "./support.ts";

Deno.test("a note's source is its file, to the byte, in its place and in the trash", async () => {
  await using test = await TestVaults.create();
  const text = "\uFEFF---\r\nid: a\r\ntags: [ x ] # mine\r\n---\r\n\r\nbody  \r\n\r\n";
  await test.edit("Work/A.md", text);
  const found = await test.vault.source("a");
  assertEquals([found?.path, (found?.head ?? "") + (found?.rest ?? ""), found?.trashed], ["Work/A.md", text, false]);
  assertEquals(found?.note, await test.vault.read("a"));
  await test.vault.delete("a");
  const trashed = await test.vault.source("a");
  assertEquals([trashed?.path, trashed?.rest, trashed?.trashed], [".trash/Work/A.md", found?.rest, true]);
  assertEquals(await test.vault.source("none"), undefined);
});

Deno.test("a file is put back to the byte and to its place, out of the trash with its attachments", async () => {
  await using test = await TestVaults.create();
  const file = await test.vault.attach("a", { key: "1", name: "b.png", open: opens("bytes") });
  const text = `---\nid: a\ntitle: A\ntags: [x,   y]\n---\nno blank line ![b](${encodeURI(file.path)})`;
  await test.edit("A 7.md", text);
  await test.vault.rescan();
  const was = await test.vault.source("a");
  if (was === undefined) throw new Error("It is not there.");
  await test.vault.rename("a", "B");
  await test.vault.tag("a", { add: ["z"] });
  await test.vault.delete("a");
  assertEquals(await test.files(), [".trash/B.md", `.trash/${file.path}`]);
  const note = await test.vault.putBack("a", (now) => {
    assertEquals([now.path, now.trashed], [".trash/B.md", true]);
    return was;
  });
  assertEquals([note?.title, note?.tags], ["A", ["x", "y"]]);
  assertEquals(await test.files(), ["A 7.md", file.path]);
  assertEquals(await test.text("A 7.md"), text);
  assertEquals((await test.vault.find("blank line")).map(({ path }) => path), ["A 7.md"]);
});

Deno.test("a note that is known by its path is itself again when it is put back", async () => {
  await using test = await TestVaults.create();
  await test.edit("A.md", "no front matter\n");
  const [{ id } = { id: "" }] = await test.vault.list();
  const was = await test.vault.source(id);
  if (was === undefined) throw new Error("It is not there.");
  await test.vault.move(id, "Work");
  assertEquals((await test.vault.putBack(id, () => was))?.id, id);
  assertEquals([await test.text("A.md"), (await test.vault.read(id))?.path], ["no front matter\n", "A.md"]);
});

Deno.test("what has taken the place is not touched", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("a", { title: "A" }));
  const was = await test.vault.source("a");
  if (was === undefined) throw new Error("It is not there.");
  await test.vault.rename("a", "B");
  await test.edit("A.md", "somebody's");
  assertEquals(await test.vault.putBack("a", () => was), undefined);
  assertEquals([await test.text("A.md"), (await test.vault.read("a"))?.path], ["somebody's", "B.md"]);
});

Deno.test("nothing is put where no note can be, and who changes their mind changes nothing", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("a", { title: "A" }));
  const before = await test.text("A.md");
  for (const path of ["../A.md", "/A.md", "A.txt", ".hidden/A.md", "attachments/A.md", "x/../../A.md"]) {
    await assertRejects(() => test.vault.putBack("a", (now) => ({ ...now, path })), VaultError);
  }
  const changed = new Error("changed since");
  await assertRejects(
    () =>
      test.vault.putBack("a", () => {
        throw changed;
      }),
    Error,
    "changed since",
  );
  await assertRejects(() => test.vault.putBack("none", (now) => now), VaultError, "There is no note");
  assertEquals([await test.files(), await test.text("A.md")], [["A.md"], before]);
});

Deno.test("notes are listed and counted by folder, tag and time", async () => {
  await using test = await TestVaults.create();
  for (const [index, id] of ["a", "b", "c", "d"].entries()) {
    const folder = id < "c" ? "Work" : "";
    await test.vault.create(newNote(id, { created: NOON + index, folder, tags: id === "b" ? [] : ["x"] }));
  }
  for (
    const [filter, ids] of [
      [{}, "dcba"],
      [{ since: NOON + 1 }, "dcb"],
      [{ until: NOON + 1 }, "a"],
      [{ since: NOON + 1, until: NOON + 3 }, "cb"],
      [{ since: NOON + 9 }, ""],
      [{ folder: "work/", since: NOON }, "ba"],
      [{ folder: "work", tag: "#X", until: NOON + 4 }, "a"],
    ] as const
  ) {
    assertEquals((await test.vault.list(filter)).map(({ id }) => id).join(""), ids);
    assertEquals(await test.vault.count(filter), ids.length);
  }
});
