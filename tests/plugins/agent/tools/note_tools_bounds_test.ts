/** What the tools never reach: other accounts, places outside the vault, and anything after a stop. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../../../../plugins/agent/tool.ts";
import { newNote } from "../../vault/support.ts";
import { NoteTools } from "./support.ts";

const CALLS = [
  ["read_note", {}],
  ["edit_note", { old: "body", new: "x" }],
  ["append_to_note", { text: "x" }],
  ["move_note", { folder: "x" }],
  ["rename_note", { title: "x" }],
  ["tag_note", { add: ["x"] }],
  ["delete_note", {}],
  ["put_back", { title: "x", loose: { restore: true } }],
] as const;

for (const [name, input] of CALLS) {
  Deno.test(`${name} does not reach a note of another account`, async () => {
    await using tools = await NoteTools.create();
    await tools.vaults.vault.create(newNote("a", { title: "Secret" }));
    const before = await tools.files();
    const error = await assertRejects(() => tools.call(name, { id: "a", ...input }, { account: "guest" }), ToolError);
    assert(!error.message.includes("Secret"));
    assertEquals(await tools.files(), before);
    assertEquals(await tools.vaults.files("guest"), []);
  });
}

Deno.test("lists, searches and merges stay within the account", async () => {
  await using tools = await NoteTools.create();
  await tools.vaults.vault.create(newNote("a", { body: "milk" }));
  await tools.vaults.vaults.of("guest").create(newNote("g", { body: "milk" }));
  const guest = { account: "guest" };
  assertEquals((await tools.say("list_notes", {}, guest)).total, 1);
  assertEquals((await tools.say("search_notes", { query: "milk" }, guest)).notes.map(({ id }: { id: string }) => id), [
    "g",
  ]);
  await assertRejects(() => tools.call("merge_notes", { ids: ["g", "a"] }, guest), ToolError, "There is no note");
});

for (const folder of ["../x", "a/../../x", "/etc", "a\\..\\x", "..", "attachments", "a\0b"]) {
  Deno.test(`no note goes to the folder ${JSON.stringify(folder)}`, async () => {
    await using tools = await NoteTools.create();
    await tools.vaults.vault.create(newNote("a"));
    const before = await tools.files();
    await assertRejects(() => tools.call("create_note", { title: "x", body: "", folder }), ToolError);
    await assertRejects(() => tools.call("move_note", { id: "a", folder }), ToolError);
    assertEquals(await tools.files(), before);
    const found = await tools.say("list_notes", { folder });
    assertEquals(found, { notes: [], total: 0 });
  });
}

Deno.test("titles that look like paths are only titles", async () => {
  await using tools = await NoteTools.create();
  await tools.call("create_note", { title: "../../x", body: "" });
  assertEquals(await tools.vaults.files(), ["x.md"]);
});

Deno.test("a stopped call changes nothing", async () => {
  await using tools = await NoteTools.create();
  await tools.vaults.vault.create(newNote("a"));
  const before = await tools.files();
  const signal = AbortSignal.abort(new Error("stopped"));
  for (const [name, input] of CALLS) {
    await assertRejects(() => tools.call(name, { id: "a", ...input }, { signal }), Error);
  }
  assertEquals(await tools.files(), before);
});
