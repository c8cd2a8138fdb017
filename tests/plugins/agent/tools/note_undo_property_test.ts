import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Json } from "@portico/bot";
import { ToolError, type Undo } from "../../../../plugins/agent/tool.ts";
import { newNote, opens } from "../../vault/support.ts";
import { NoteTools } from "./support.ts";

/** Files as people and other programs write them, with ids `a`, `b` and so on, or known by their paths. */
const FILES: Readonly<Record<string, string>> = {
  "One.md": "---\nid: a\ntags: [ x,   y ] # mine\nother: 'kept'\n---\n\n\nmilk and #bread here\n\n\n",
  "One 2.md": "---\nid: b\ntitle: One\ncreated: 2026-01-02\n---\nmilk, no line break at the end ![own](http://own)",
  "Work/Three.md": "---\r\nid: c\r\ntags:\r\n    - y\r\n---\r\nmilk\r\n\r\nand [one](../One.md)\r\n",
  "Work/Deep/Дом.md": "no front matter, milk ![a](../../attachments/a.png)\n",
  "Damaged.md": "---\nid: e\ntags: [x\n---\nmilk\n",
};

const id = fc.integer({ min: 0, max: 6 });
const title = fc.constantFrom("One", "one", "Two: odd?", "Три", "../x", "Damaged");
const folder = fc.constantFrom("", "Work", "work/deep", "Дом");
const tag = fc.constantFrom("x", "Y", "bread", "new");

type Call = { readonly tool: string; readonly note: number; readonly input: Readonly<Record<string, Json>> };

function calls(tool: string, input: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<Call> {
  return fc.record({ tool: fc.constant(tool), note: id, input: fc.record(input) });
}

const call = fc.oneof(
  calls("create_note", { title, folder, body: fc.constantFrom("new milk", "#x", "", "<img milk=x>") }),
  calls("edit_note", {
    old: fc.constantFrom("milk", "m", "no", "../../", "own"),
    new: fc.constantFrom("", "milk milk", "молоко #x\n", "![milk](http://evil) <a b=c>"),
  }),
  calls("append_to_note", { text: fc.constantFrom("more milk", "ещё\r\n\r\nещё", "#new", "![milk](//evil)") }),
  calls("move_note", { folder }),
  calls("rename_note", { title }),
  calls("tag_note", { add: fc.array(tag, { maxLength: 2 }), remove: fc.array(tag, { maxLength: 2 }) }),
  calls("delete_note", {}),
  fc.record({
    tool: fc.constant("merge_notes"),
    note: id,
    input: fc.record({ more: fc.array(id, { minLength: 1, maxLength: 2 }), title }, { requiredKeys: ["more"] }),
  }),
);

Deno.test("whatever was called, taken back in reverse order it leaves every file as it was, to the byte", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 8 }), async (calls) => {
      await using tools = await NoteTools.create();
      const ids = await fill(tools);
      const before = await tools.files();
      const undo: Undo[] = [];
      for (const { tool, note, input: { more, ...rest } } of calls) {
        const named = [note, ...(more ?? []) as number[]].map((index) => ids[index] ?? "nobody");
        const target: Json = tool === "merge_notes" ? { ids: named } : { id: named[0] };
        const { output, undo: steps } = await tools.call(tool, { ...rest, ...target }).catch((error) => {
          if (!(error instanceof ToolError)) throw error;
          return { output: undefined, undo: [] as readonly Undo[] };
        });
        if (tool === "create_note" && output !== undefined) ids.push((output as { id: string }).id);
        undo.unshift(...steps);
      }
      await tools.undo(undo);
      assertEquals(await tools.files(), before);
    }),
    { numRuns: 40 },
  );
});

/** Writes the files and one more note of our own, and returns the ids of all. */
async function fill(tools: NoteTools): Promise<string[]> {
  const { vaults } = tools;
  for (const [path, text] of Object.entries(FILES)) await vaults.edit(path, text);
  const { vault } = vaults;
  const file = await vault.attach("own", { key: "1", name: "b.png", open: opens("bytes") });
  await vaults.edit("attachments/a.png", "picture");
  await vault.create(newNote("own", { body: "milk", tags: ["x"], attachments: [file] }));
  return (await vault.list()).map(({ id }) => id).sort();
}
