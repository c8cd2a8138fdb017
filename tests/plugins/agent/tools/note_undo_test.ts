import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Json } from "@portico/bot";
import { ToolError } from "../../../../plugins/agent/tool.ts";
import { newNote } from "../../vault/support.ts";
import { NoteTools } from "./support.ts";

/** A note `a` of the title A in the folder Work with the tag x, and what a person changes by hand in its file after a call. */
async function touched(
  tool: string,
  input: Readonly<Record<string, Json>>,
  by: (text: string) => string,
): Promise<{ tools: NoteTools; undo: () => Promise<unknown> }> {
  const tools = await NoteTools.create();
  const { vaults } = tools;
  await vaults.vault.create(newNote("a", { title: "A", folder: "Work", body: "milk and bread\n\nlast", tags: ["x"] }));
  const { undo } = await tools.call(tool, { id: "a", ...input });
  const path = (await vaults.vault.read("a"))?.path ?? "";
  await vaults.edit(path, by(await vaults.text(path)));
  await vaults.vault.rescan();
  return { tools, undo: () => tools.undo(undo) };
}

const byHand = (text: string) => text.replace("last", "by hand").replace("  - x", "  - x\n  - mine");

Deno.test("after a change by hand an added paragraph is still taken away, and only that", async () => {
  const { tools, undo } = await touched("append_to_note", { text: "added\n\ntwice" }, byHand);
  await using _ = tools;
  await undo();
  const note = await tools.vaults.vault.read("a");
  assertEquals([note?.body, note?.tags], ["milk and bread\n\nby hand", ["x", "mine"]]);
});

Deno.test("an added paragraph that was changed by hand stays", async () => {
  const { tools, undo } = await touched("append_to_note", { text: "added" }, (text) => text.replace("added", "adding"));
  await using _ = tools;
  await assertRejects(undo, ToolError, `"A" was changed since`);
  assertEquals((await tools.vaults.vault.read("a"))?.body, "milk and bread\n\nlast\n\nadding");
});

Deno.test("of paragraphs that read alike the one at the end is taken away", async () => {
  const { tools, undo } = await touched("append_to_note", { text: "last" }, (text) => text.replace("milk", "oats"));
  await using _ = tools;
  await undo();
  assertEquals((await tools.vaults.vault.read("a"))?.body, "oats and bread\n\nlast");
});

Deno.test("after a change by hand elsewhere an edit is still taken back", async () => {
  const { tools, undo } = await touched("edit_note", { old: "milk", new: "butter" }, byHand);
  await using _ = tools;
  await undo();
  assertEquals((await tools.vaults.vault.read("a"))?.body, "milk and bread\n\nby hand");
});

for (
  const [what, fresh, by] of [
    ["was changed by hand", "butter", (text: string) => text.replace("butter", "margarine")],
    ["stands there twice by now", "butter", (text: string) => text.replace("last", "butter")],
    ["took something out", "", byHand],
  ] as const
) {
  Deno.test(`an edit that ${what} stays after a change by hand`, async () => {
    const { tools, undo } = await touched("edit_note", { old: "milk", new: fresh }, by);
    await using _ = tools;
    const before = await tools.files();
    await assertRejects(undo, ToolError, `"A" was changed since`);
    assertEquals(await tools.files(), before);
  });
}

Deno.test("what stands around a place tells it from others like it", async () => {
  for (const fresh of ["", "x", "a"]) {
    await using tools = await NoteTools.create();
    const far = "far enough away from every place that is meant here";
    const body = `x a first place of some\n\n${far}\n\nthe place b in question here\n\n${far}\n\nend`;
    await tools.vaults.vault.create(newNote("a", { title: "A", body }));
    const { undo } = await tools.call("edit_note", { id: "a", old: "b ", new: fresh });
    await tools.vaults.edit("A.md", (await tools.vaults.text("A.md")).replace("\nend", "\nby hand"));
    await tools.vaults.vault.rescan();
    await tools.undo(undo);
    assertEquals((await tools.vaults.vault.read("a"))?.body, body.replace(/end$/, "by hand"));
  }
});

Deno.test("after a change by hand the tags, the title and the folder of before come back, each by itself", async () => {
  for (
    const [tool, input] of [
      ["tag_note", { add: ["y"], remove: ["X"] }],
      ["rename_note", { title: "B" }],
      ["move_note", { folder: "Home" }],
    ] as const
  ) {
    const { tools, undo } = await touched(tool, input, (text) => text.replace("last", "by hand"));
    await using _ = tools;
    await undo();
    const note = await tools.vaults.vault.read("a");
    const known = [note?.path, note?.title, note?.tags, note?.body];
    assertEquals(known, ["Work/A.md", "A", ["x"], "milk and bread\n\nby hand"]);
  }
});

Deno.test("a note that has another title or another place by now keeps it", async () => {
  for (const [tool, input] of [["rename_note", { title: "B" }], ["move_note", { folder: "Home" }]] as const) {
    await using tools = await NoteTools.create();
    const { vault } = tools.vaults;
    await vault.create(newNote("a", { title: "A" }));
    const { undo } = await tools.call(tool, { id: "a", ...input });
    if (tool === "rename_note") await vault.rename("a", "C");
    else await vault.move("a", "Elsewhere");
    const before = await tools.files();
    await assertRejects(() => tools.undo(undo), ToolError, "by now");
    assertEquals(await tools.files(), before);
  }
});

Deno.test("a note goes back beside one that has taken its name, and harms it not", async () => {
  await using tools = await NoteTools.create();
  const { vault } = tools.vaults;
  await vault.create(newNote("a", { title: "A", body: "mine" }));
  const { undo } = await tools.call("rename_note", { id: "a", title: "B" });
  await vault.create(newNote("b", { title: "A", body: "other" }));
  await tools.undo(undo);
  const [a, b] = [await vault.read("a"), await vault.read("b")];
  assertEquals([a?.title, a?.path, a?.body], ["A", "A 2.md", "mine"]);
  assertEquals([b?.title, b?.path, b?.body], ["A", "A.md", "other"]);
});

Deno.test("a merge is taken back as far as it goes after a change by hand", async () => {
  await using tools = await NoteTools.create();
  const { vault } = tools.vaults;
  await vault.create(newNote("a", { title: "A", body: "one", tags: ["x"] }));
  await vault.create(newNote("b", { title: "B", body: "two", tags: ["y"] }));
  const { undo } = await tools.call("merge_notes", { ids: ["a", "b"] });
  await tools.vaults.edit("A.md", (await tools.vaults.text("A.md")).replace("one", "by hand"));
  await vault.rescan();
  await tools.undo(undo);
  const [a, b] = [await vault.read("a"), await vault.read("b")];
  assertEquals([a?.body, a?.tags, b?.body, b?.tags], ["by hand", ["x"], "two", ["y"]]);
});

Deno.test("what was taken back is not taken back again", async () => {
  await using tools = await NoteTools.create();
  await tools.vaults.vault.create(newNote("a", { body: "one" }));
  const before = await tools.files();
  const { undo } = await tools.call("append_to_note", { id: "a", text: "two" });
  for (let times = 0; times < 2; times++) {
    await tools.undo(undo);
    assertEquals(await tools.files(), before);
  }
});

Deno.test("how a change is taken back takes little room, however long the note is", async () => {
  await using tools = await NoteTools.create();
  const long = "words and words\n".repeat(20_000);
  await tools.vaults.vault.create(newNote("a", { body: `begin\n\n${long}` }));
  await tools.vaults.vault.create(newNote("b", { body: long, folder: "Work" }));
  for (
    const [tool, input] of [
      ["append_to_note", { id: "a", text: "long text ".repeat(9_000) }],
      ["edit_note", { id: "a", old: "begin", new: "the beginning" }],
      ["tag_note", { id: "a", add: ["x"] }],
      ["rename_note", { id: "a", title: "New" }],
      ["merge_notes", { ids: ["a", "b"] }],
    ] as const
  ) {
    const { undo } = await tools.call(tool, input);
    assert(undo.length > 0 && JSON.stringify(undo).length < 4_000, tool);
  }
});
