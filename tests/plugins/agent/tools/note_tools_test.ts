import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ToolError } from "../../../../plugins/agent/tool.ts";
import { VaultError } from "../../../../plugins/vault/mod.ts";
import { newNote, NOON, opens } from "../../vault/support.ts";
import { NoteTools } from "./support.ts";

const DAY = 24 * 60 * 60_000;

Deno.test("notes are searched by all of the words, or else by any of them", async () => {
  await using tools = await NoteTools.create();
  const { vault } = tools.vaults;
  await vault.create(newNote("a", { title: "Flat", body: "rent and keys", tags: ["home"], folder: "Work" }));
  await vault.create(newNote("b", { title: "Rent", body: "a car" }));
  const { notes } = await tools.say("search_notes", { query: "keys rents" });
  assertEquals(notes, [{
    id: "a",
    title: "Flat",
    folder: "Work",
    tags: ["home"],
    created: "2026-03-01",
    snippet: "rent and keys",
  }]);
  const ids = async (input: Record<string, string>) =>
    (await tools.say("search_notes", input)).notes.map(({ id }: { id: string }) => id).sort();
  assertEquals(await ids({ query: "keys unicorns cars" }), ["a", "b"]);
  assertEquals(await ids({ query: "rent", folder: "work" }), ["a"]);
  assertEquals(await ids({ query: "rent", tag: "#Home" }), ["a"]);
  assertEquals(await ids({ query: "rent", tag: "", folder: "" }), ["a", "b"]);
  assertEquals(await ids({ query: "?!" }), []);
});

Deno.test("notes are listed by day, both days included, with how many there are in all", async () => {
  await using tools = await NoteTools.create();
  for (const [id, days] of [["a", 0], ["b", 1], ["c", 2], ["d", 3]] as const) {
    await tools.vaults.vault.create(newNote(id, { created: NOON + days * DAY, tags: id < "c" ? ["x"] : [] }));
  }
  const list = async (input: Record<string, string | number>) => {
    const { notes, total } = await tools.say("list_notes", input);
    return [notes.map(({ id }: { id: string }) => id).join(""), total];
  };
  assertEquals(await list({}), ["dcba", 4]);
  assertEquals(await list({ since: "2026-03-02", until: "2026-03-03" }), ["cb", 2]);
  assertEquals(await list({ since: "2026-03-04" }), ["d", 1]);
  assertEquals(await list({ until: "2026-03-01", since: "" }), ["a", 1]);
  assertEquals(await list({ tag: "X", limit: 1 }), ["b", 2]);
  assertEquals(await list({ limit: 2, offset: 3 }), ["a", 4]);
  for (const wrong of ["yesterday", "2026-02-30", "2026-13-01", "01.03.2026"]) {
    await assertRejects(() => list({ since: wrong }), ToolError, "YYYY-MM-DD");
  }
});

Deno.test("a note is read part by part, and the parts are the whole", async () => {
  await using tools = await NoteTools.create();
  const body = Array.from({ length: 900 }, (_, line) => `Line ${line} has "quotes" and 🙂`).join("\n");
  await tools.vaults.vault.create(newNote("long", { title: "Long", body, tags: ["x"], folder: "A/B" }));
  let read = "";
  for (let from: number | undefined = 0; from !== undefined;) {
    const part: { readonly body: string; readonly next?: number } = await tools.say("read_note", { id: "long", from });
    assert(JSON.stringify(part).length < 12_000);
    assert(part.next === undefined || part.body.endsWith("\n"));
    read += part.body;
    from = part.next;
  }
  assertEquals(read, body);
  await assertRejects(() => tools.say("read_note", { id: "long", from: body.length }), ToolError, String(body.length));
});

Deno.test("a note is read with all that is known of it", async () => {
  await using tools = await NoteTools.create();
  await tools.vaults.edit(
    "A/B.md",
    "---\r\nid: a\r\ncreated: 2026-01-02T12:00:00Z\r\ntags: [x]\r\n---\r\none\r\ntwo\r\n",
  );
  const { updated, ...note } = await tools.say("read_note", { id: "a" });
  const known = { id: "a", title: "B", folder: "A", tags: ["x"], created: "2026-01-02", body: "one\ntwo" };
  assertEquals(note, known);
  assert(/^\d{4}-\d\d-\d\d$/.test(updated));
});

Deno.test("a note is made once for a call, and another one for another", async () => {
  await using tools = await NoteTools.create();
  const input = { title: "Milk", body: "and bread", tags: ["#shop"], folder: "Home" };
  const made = await tools.call("create_note", input, { key: "run#1" });
  assertEquals(await tools.call("create_note", input, { key: "run#1" }), made);
  const { id } = await tools.say("create_note", input, { key: "run#2" });
  assertEquals(await tools.vaults.files(), ["Home/Milk 2.md", "Home/Milk.md"]);
  assertEquals(made.changes, [{ kind: "created", note: made.undo[0] && (await first(tools)), title: "Milk" }]);
  const note = await tools.vaults.vault.read(id);
  assertEquals([note?.created, note?.source, note?.tags], [NOON, "test", ["shop"]]);
});

async function first(tools: NoteTools): Promise<string> {
  const { notes } = await tools.say("list_notes", { offset: 1 });
  return notes[0].id;
}

Deno.test("a note that was made is taken back, unless it was changed since", async () => {
  await using tools = await NoteTools.create();
  const { undo } = await tools.call("create_note", { title: "A", body: "a" });
  const { output, undo: other } = await tools.call("create_note", { title: "B", body: "b" });
  await tools.undo(undo);
  await tools.undo(undo);
  assertEquals(Object.keys(await tools.files()), ["B.md"]);
  await tools.vaults.edit("B.md", `${await tools.vaults.text("B.md")}more\n`);
  await tools.vaults.vault.rescan();
  await assertRejects(() => tools.undo(other), ToolError, `"B" was changed since`);
  assert(output !== null && Object.keys(await tools.files()).length === 1);
});

Deno.test("one place of a note is replaced, whatever it ends its lines by", async () => {
  await using tools = await NoteTools.create();
  await tools.vaults.edit("A.md", "---\r\nid: a\r\n---\r\n\r\none\r\ntwo\r\nthree\r\n");
  const { output, changes } = await tools.call("edit_note", { id: "a", old: "one\ntwo", new: "1\n2\n$&" });
  assertEquals([output, changes], [{ id: "a", title: "A" }, [{ kind: "changed", note: "a", title: "A" }]]);
  assertEquals(await tools.vaults.text("A.md"), "---\r\nid: a\r\n---\r\n\r\n1\r\n2\r\n$&\r\nthree\r\n");
});

Deno.test("an edit that can't be made says why, and changes nothing", async () => {
  await using tools = await NoteTools.create();
  await tools.vaults.vault.create(newNote("a", { body: "milk, milk and bread" }));
  const before = await tools.files();
  const edit = (old: string, fresh: string) => tools.call("edit_note", { id: "a", old, new: fresh });
  await assertRejects(() => edit("butter", "x"), ToolError, "does not stand");
  // What is there already is no proof that it was this call which put it there.
  await assertRejects(() => edit("butter", "bread"), ToolError, "does not stand");
  await assertRejects(() => edit("milk", "x"), ToolError, "occurs 2 times");
  await assertRejects(() => edit("bread", "bread"), ToolError, "the same");
  await assertRejects(() => edit("", "x"), TypeError);
  assertEquals(await tools.files(), before);
});

Deno.test("a paragraph is added at the end, once for a call", async () => {
  await using tools = await NoteTools.create();
  await tools.vaults.vault.create(newNote("a", { body: "one" }));
  for (const key of ["1", "1", "2"]) await tools.call("append_to_note", { id: "a", text: "\n two \n" }, { key });
  assertEquals((await tools.vaults.vault.read("a"))?.body, "one\n\ntwo\n\ntwo");
  await assertRejects(() => tools.call("append_to_note", { id: "a", text: " \n" }), ToolError, "nothing in it");
});

Deno.test("moving, renaming and tagging say what the note then is", async () => {
  await using tools = await NoteTools.create();
  await tools.vaults.vault.create(newNote("a", { title: "A", tags: ["x"] }));
  assertEquals(await tools.say("move_note", { id: "a", folder: "/Work/" }).catch((error) => error.name), "ToolError");
  assertEquals(await tools.say("move_note", { id: "a", folder: "Work/" }), { id: "a", title: "A", folder: "Work" });
  assertEquals(await tools.say("rename_note", { id: "a", title: "B: c?" }), { id: "a", title: "B: c?" });
  assertEquals(await tools.say("tag_note", { id: "a", add: ["y"], remove: ["#X"] }), {
    id: "a",
    title: "B: c?",
    tags: ["y"],
  });
  assertEquals(await tools.say("move_note", { id: "a", folder: "" }), { id: "a", title: "B: c?", folder: "" });
  await assertRejects(() => tools.say("tag_note", { id: "a" }), ToolError, "Name tags");
  await assertRejects(() => tools.say("rename_note", { id: "a", title: "???" }), ToolError, "is no title");
});

Deno.test("what is so already changes nothing, and leaves nothing to take back", async () => {
  await using tools = await NoteTools.create();
  await tools.vaults.vault.create(newNote("a", { title: "A", tags: ["x"], folder: "Work" }));
  for (
    const [tool, input] of [
      ["move_note", { id: "a", folder: "work" }],
      ["rename_note", { id: "a", title: "A" }],
      ["tag_note", { id: "a", add: ["X"] }],
    ] as const
  ) {
    const { changes, undo } = await tools.call(tool, input);
    assertEquals([changes, undo], [[], []]);
  }
});

Deno.test("a deleted note goes into the trash with its files, and comes back with them", async () => {
  await using tools = await NoteTools.create();
  const { vault } = tools.vaults;
  const file = await vault.attach("a", { key: "1", name: "b.png", open: opens("bytes") });
  await vault.create(newNote("a", { title: "A", attachments: [file] }));
  const before = await tools.files();
  const { output, changes, undo } = await tools.call("delete_note", { id: "a" });
  assertEquals([output, changes], [{ id: "a", title: "A" }, [{ kind: "deleted", note: "a", title: "A" }]]);
  assertEquals(await tools.files(), {});
  for (const tool of ["read_note", "delete_note"]) await assertRejects(() => tools.call(tool, { id: "a" }), ToolError);
  await tools.undo(undo);
  assertEquals(await tools.files(), before);
});

Deno.test("notes are merged into the first with their texts, tags and links, and the others go into the trash", async () => {
  await using tools = await NoteTools.create();
  const { vault } = tools.vaults;
  const file = await vault.attach("b", { key: "1", name: "b.png", open: opens("bytes") });
  await vault.create(newNote("a", { title: "Flat", body: "one", tags: ["x"] }));
  await vault.create(newNote("b", { title: "Keys", body: "two", tags: ["y"], folder: "Home/In", attachments: [file] }));
  await vault.create(newNote("c", { title: "Third one", body: "**Third one**, no less", tags: ["X", "z"] }));
  await vault.create(newNote("d", { title: "Empty", body: "" }));
  const before = await tools.files();
  const { output, changes, undo } = await tools.call("merge_notes", { ids: ["a", "b", "c", "d", "b"], title: "All" });
  assertEquals(output, { id: "a", title: "All", merged: 3 });
  assertEquals(changes, [
    { kind: "changed", note: "a", title: "All" },
    { kind: "deleted", note: "b", title: "Keys" },
    { kind: "deleted", note: "c", title: "Third one" },
    { kind: "deleted", note: "d", title: "Empty" },
  ]);
  const note = await vault.read("a");
  const link = file.path.replace(/ /g, "%20");
  assertEquals(note?.body, `one\n\n## Keys\n\ntwo\n\n![b.png](${link})\n\n**Third one**, no less\n\n## Empty`);
  assertEquals(note?.tags, ["x", "y", "z"]);
  assertEquals(Object.keys(await tools.files()), ["All.md", file.path]);
  await tools.undo(undo);
  assertEquals(await tools.files(), before);
});

Deno.test("a merge of less than two notes, or of one that is not there, changes nothing", async () => {
  await using tools = await NoteTools.create();
  await tools.vaults.vault.create(newNote("a"));
  await tools.vaults.vault.create(newNote("b"));
  const before = await tools.files();
  await assertRejects(() => tools.call("merge_notes", { ids: ["a", "a"] }), ToolError, "at least two");
  await assertRejects(() => tools.call("merge_notes", { ids: ["a", "none"] }), ToolError, "Search again");
  await assertRejects(() => tools.call("merge_notes", { ids: ["a", "b"], title: "?" }), ToolError, "is no title");
  assertEquals(await tools.files(), before);
});

Deno.test("a merge that fails half-way is taken back", async () => {
  await using tools = await NoteTools.create();
  const { vault } = tools.vaults;
  for (const id of ["a", "b", "c"]) await vault.create(newNote(id, { tags: [id] }));
  const before = await tools.files();
  const remove = vault.delete.bind(vault);
  vault.delete = (id) => id === "c" ? Promise.reject(new VaultError("full", "The disk is full.")) : remove(id);
  const merged = tools.call("merge_notes", { ids: ["a", "b", "c"], title: "All" });
  await assertRejects(() => merged, ToolError, "nothing was changed");
  assertEquals(await tools.files(), before);
});

Deno.test("calls that a model makes at once come one after the other, and each can be taken back", async () => {
  await using tools = await NoteTools.create();
  await tools.vaults.vault.create(newNote("a", { title: "A", body: "one", tags: ["x"] }));
  const before = await tools.files();
  const results = await Promise.all([
    tools.call("tag_note", { id: "a", add: ["y"] }),
    tools.call("append_to_note", { id: "a", text: "two" }),
    tools.call("rename_note", { id: "a", title: "B" }),
    tools.call("edit_note", { id: "a", old: "one", new: "1" }),
  ]);
  assertEquals((await tools.vaults.vault.read("a"))?.body, "1\n\ntwo");
  for (const { undo } of results.toReversed()) await tools.undo(undo);
  assertEquals(await tools.files(), before);
});

Deno.test("what a vault can't do is told to the model without places of this machine", async () => {
  await using tools = await NoteTools.create();
  await tools.vaults.vault.create(newNote("a"));
  await tools.vaults.vaults.close();
  const error = await assertRejects(() => tools.call("append_to_note", { id: "a", text: "x" }), ToolError);
  assertStringIncludes(error.message, "(closed)");
  assert(!error.message.includes("/"));
});

Deno.test("every tool has a schema that models can be told, and only those that undo are hidden", async () => {
  await using tools = await NoteTools.create();
  const effects = Object.fromEntries([...tools.tools].map(([name, { options }]) => [name, options.effect]));
  assertEquals(effects, {
    search_notes: "read",
    list_notes: "read",
    read_note: "read",
    create_note: "change",
    edit_note: "change",
    append_to_note: "change",
    move_note: "change",
    rename_note: "change",
    tag_note: "change",
    delete_note: "destroy",
    merge_notes: "destroy",
    put_back: "change",
    remove_created_note: "change",
  });
  const hidden = [...tools.tools].filter(([, { options }]) => options.hidden).map(([name]) => name);
  assertEquals(hidden, ["put_back", "remove_created_note"]);
});

Deno.test("what a model writes into notes embeds nothing from elsewhere, and it is told", async () => {
  await using tools = await NoteTools.create();
  const note = "Images from elsewhere became links, and HTML became plain text.";
  const made = await tools.say("create_note", { title: "A", body: "a ![](http://evil/?secret)\r\n![](b.png)" });
  assertEquals(made.note, note);
  const { id } = made;
  const body = async () => (await tools.vaults.vault.read(id))?.body;
  assertEquals(await body(), "a [](http://evil/?secret)\n![](b.png)");
  const lone = await tools.call("edit_note", { id, old: "[](http", new: "![](http" });
  assertEquals([lone.output, lone.changes, lone.undo], [{ id, title: "A", note }, [], []]);
  assertEquals(await body(), "a [](http://evil/?secret)\n![](b.png)");
  assertEquals(await tools.say("edit_note", { id, old: "b.png", new: "//evil" }), { id, title: "A", note });
  assertEquals(await tools.say("append_to_note", { id, text: "<img src=//evil>" }), { id, title: "A", note });
  assertEquals(await tools.say("append_to_note", { id, text: "[b](http://c)" }), { id, title: "A" });
  assertEquals(
    await body(),
    "a [](http://evil/?secret)\n[](//evil)\n\n&lt;img src=//evil>\n\n[b](http://c)",
  );
});

Deno.test("a person's embeds stay where a model edits their note", async () => {
  await using tools = await NoteTools.create();
  const own = "![a](http://own)\n<img src='http://own'>\n\n";
  await tools.vaults.vault.create(newNote("a", { title: "A", body: `${own}milk` }));
  assertEquals(await tools.say("edit_note", { id: "a", old: "milk", new: "bread" }), { id: "a", title: "A" });
  assertEquals((await tools.vaults.vault.read("a"))?.body, `${own}bread`);
});

Deno.test("an edit that had to be made harmless is taken back, also after the note was changed elsewhere", async () => {
  for (const [old, fresh] of [["png)", "//evil)"], ["milk", "![milk](http://evil)"], ["tail", "tail> <b style=c>"]]) {
    await using tools = await NoteTools.create();
    const body = "one ![a](b.png) <x milk tail";
    await tools.vaults.vault.create(newNote("a", { title: "A", body }));
    const { undo } = await tools.call("edit_note", { id: "a", old, new: fresh });
    assert((await tools.vaults.vault.read("a"))?.body !== body);
    await tools.vaults.vault.update("a", (note) => ({ body: `${note.body}\n\nsince` }));
    await tools.undo(undo);
    assertEquals((await tools.vaults.vault.read("a"))?.body, `${body}\n\nsince`);
  }
});
