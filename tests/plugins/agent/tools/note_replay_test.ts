/** Calls that die before their result is kept, and are made again with the same key. */
import { assert, assertEquals } from "@std/assert";
import type { Json } from "@portico/bot";
import { NoteToolsPlugin } from "../../../../plugins/agent/tools/note_tools_plugin.ts";
import { type Vault, Vaults } from "../../../../plugins/vault/mod.ts";
import { newNote, opens } from "../../vault/support.ts";
import { NoteTools, ToolCaller } from "./support.ts";

type Call = readonly [tool: string, input: Readonly<Record<string, Json>>];

const CALLS: readonly Call[] = [
  ["create_note", { title: "New", body: "x", tags: ["x"], folder: "Home" }],
  ["create_note", { title: "New", body: "![x](http://evil) <img src=a>" }],
  ["edit_note", { id: "a", old: "milk", new: "milk and butter" }],
  ["edit_note", { id: "a", old: "milk ", new: "" }],
  ["edit_note", { id: "a", old: "milk", new: "milk ![x](http://evil) <img src=a>" }],
  ["edit_note", { id: "a", old: "bread", new: "> bread ![x]" }],
  ["append_to_note", { id: "a", text: "added" }],
  ["append_to_note", { id: "a", text: "![x](http://evil) <img src=a>" }],
  ["tag_note", { id: "a", add: ["y", "x"], remove: ["z"] }],
  ["rename_note", { id: "a", title: "Other" }],
  ["move_note", { id: "a", folder: "Home" }],
  ["delete_note", { id: "b" }],
  ["merge_notes", { ids: ["a", "b", "c"], title: "All" }],
];

class Death extends Error {}

/** Vaults of a process that dies when its tools have called them so many times. */
class MortalVaults extends Vaults {
  constructor(private readonly vaults: Vaults, private left: number) {
    super();
  }

  of(account: string): Vault {
    return new Proxy(this.vaults.of(account), {
      get: (vault, name) => {
        const found: unknown = Reflect.get(vault, name, vault);
        return typeof found === "function" ? (...args: unknown[]) => this.#pass(() => found.apply(vault, args)) : found;
      },
    });
  }

  async #pass(call: () => unknown): Promise<unknown> {
    if (--this.left < 0) throw new Death();
    return await call();
  }
}

/** Fills the vault of an account. */
async function fill(tools: NoteTools, account: string): Promise<Vault> {
  const vault = tools.vaults.vaults.of(account);
  const file = await vault.attach("b", { key: "1", name: "b.png", open: opens("bytes") });
  await vault.create(newNote("a", { title: "A", body: "milk and bread", tags: ["x", "z"], folder: "Work" }));
  await vault.create(newNote("b", { title: "B", body: "two", tags: ["y"], attachments: [file] }));
  await vault.create(newNote("c", { title: "C", body: "three", folder: "Work/Deep" }));
  return vault;
}

/** What the notes are, apart from how their files write it. */
async function stateOf(vault: Vault) {
  const notes = await Promise.all((await vault.list()).map(({ id }) => vault.read(id)));
  return notes.map((note) => [note?.id, note?.title, note?.path, note?.tags.toSorted(), note?.body, note?.attachments])
    .sort((a, b) => String(a[0]).localeCompare(String(b[0])));
}

for (const [tool, input] of CALLS) {
  Deno.test(`${tool} ${JSON.stringify(input)} may die anywhere: made again it is done once, and can be taken back`, async () => {
    await using tools = await NoteTools.create();
    const { vaults, clock } = tools.vaults;
    const reference = { key: "same", account: "reference" };
    const before = await stateOf(await fill(tools, "reference"));
    const wanted = await tools.call(tool, input, reference);
    const files = await tools.files("reference");
    for (let calls = 0, dies = true; dies; calls++) {
      const options = { key: "same", account: `dies-${calls}` };
      const vault = await fill(tools, options.account);
      const memory = new Map<string, string>();
      const first = new ToolCaller(new NoteToolsPlugin(new MortalVaults(vaults, calls), clock), memory);
      dies = await first.call(tool, input, options).then(() => false, (error) => error instanceof Death);
      assert(dies || calls >= 2, "It hardly calls the vault.");
      const second = new ToolCaller(new NoteToolsPlugin(vaults, clock), memory);
      const { output, changes, undo } = await second.call(tool, input, options);
      assertEquals([output, changes], [wanted.output, wanted.changes]);
      assertEquals(await tools.files(options.account), files);
      await second.undo(undo, { account: options.account });
      assertEquals(await stateOf(vault), before);
    }
  });
}

Deno.test("where nobody remembers, what can be told from the note is still done once", async () => {
  await using tools = await NoteTools.create();
  for (const [index, [tool, input]] of CALLS.entries()) {
    // What is gone can't be told from what never was.
    if (/delete|merge/.test(tool) || input.new === "") continue;
    const account = `account-${index}`;
    await fill(tools, account);
    const call = () => tools.call(tool, input, { key: "same", account, remembers: false });
    const { output } = await call();
    const done = await tools.files(account);
    assertEquals((await call()).output, output);
    assertEquals(await tools.files(account), done);
  }
});
