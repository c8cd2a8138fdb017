/** Notes as people and other programs leave them in a vault: names and front matter of all kinds, and what is then done to them. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { NoteSummary } from "../../../plugins/vault/note.ts";
import type { Vault } from "../../../plugins/vault/vault.ts";
import { VaultError } from "../../../plugins/vault/vault_error.ts";
import { newNote, opens, TestVaults } from "../../plugins/vault/support.ts";
import { GuardedFolder } from "./guarded_folder.ts";
import { nastyLine, nastyName, nastyText, SCRIPTS } from "./nasty_texts.ts";
import type { InputTarget } from "./target.ts";

/** What happens to a vault. */
type Deed =
  | { readonly hand: string; readonly text: string }
  | { readonly create: string; readonly folder: string; readonly body: string; readonly yaml?: string }
  | { readonly attach: string; readonly mime: string }
  | { readonly find: string }
  | { readonly rename: number; readonly title: string }
  | { readonly move: number; readonly folder: string }
  | { readonly tag: number; readonly add: readonly string[]; readonly remove: readonly string[] }
  | { readonly append: number; readonly text: string }
  | { readonly update: number; readonly body: string; readonly keys: Readonly<Record<string, string>> }
  | { readonly remove: number };

const LINES = [
  "id: a",
  "id: [a, b]",
  "id: {toString: 1}",
  "id: &i [*i]",
  "id: 1e999",
  "title: &t x",
  "title: {a: 1}",
  "title: |\n  two\n  lines",
  "created: 2026-03-01",
  "created: 9999999-01-01",
  "created: {valueOf: 1}",
  "tags: [a, [b], {c: d}, null, 1, .inf]",
  "tags: {a: 1}",
  "tags: *t",
  "tags: [{toString: 1}]",
  "tag: one",
  "parts: [{toString: 1}, null]",
  "parts: *i",
  "source: &s {a: *s}",
  "hash: [1]",
  "__proto__: {polluted: true}",
  "constructor: {prototype: {polluted: true}}",
  "<<: *t",
  "<<: {id: merged}",
  "? [complex]\n: key",
  "? {toString: 1}\n: key",
  "a: *nowhere",
  "b1: &b1 [x,x,x,x,x,x,x,x,x,x]",
  "b2: &b2 [*b1,*b1,*b1,*b1,*b1,*b1,*b1,*b1,*b1]",
  "b3: &b3 [*b2,*b2,*b2,*b2,*b2,*b2,*b2,*b2,*b2]",
  "b4: [*b3,*b3,*b3,*b3,*b3,*b3,*b3,*b3,*b3]",
  "c: !!binary aGk=",
  "d: !!set {a, b}",
  "e: !unknown x",
  "f: 0x7fffffffffffffffffff",
  "g: 2001-12-14t21:59:43.10-05:00",
  "\tindented: by a tab",
  "  indented: x",
  "- in a list",
  "%YAML 1.1",
  "...",
  "h: 'unclosed",
  "k: [[[[[[[[[[",
  "l: \u0000",
  "# a comment",
  "",
];
const yaml: fc.Arbitrary<string> = fc.array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...LINES) }, nastyLine), {
  maxLength: 8,
}).map((lines) => lines.join("\n"));
const noteText = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(yaml, nastyText).map(([yaml, body]) => `---\n${yaml}\n---\n${body}`) },
  nastyText,
);
/** Names that are one on some systems, and two on others. */
const handName = fc.oneof(
  nastyName,
  fc.constantFrom("Note", "note", "NOTE", "\u00e9", "e\u0301", "ﬁ", "fi", "a\nb", "a\\b", " a ", "-rf", ".md", "a.md"),
  fc.constantFrom(...SCRIPTS),
);
const which = fc.nat(6);
const folder = fc.oneof(
  nastyName,
  fc.constantFrom("", "a/b", "../..", "/", "a//b", ".trash", "attachments", ".git/hooks", "a/".repeat(300)),
);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ hand: handName, text: noteText }) },
  {
    weight: 2,
    arbitrary: fc.record({ create: nastyName, folder, body: nastyText, yaml }, {
      requiredKeys: ["create", "folder", "body"],
    }),
  },
  fc.record({ attach: nastyName, mime: fc.constantFrom("application/zip", "text/html", "a/b") }),
  { weight: 2, arbitrary: fc.record({ find: nastyLine }) },
  fc.record({ rename: which, title: nastyName }),
  fc.record({ move: which, folder }),
  fc.record({ tag: which, add: fc.array(nastyName, { maxLength: 2 }), remove: fc.array(nastyName, { maxLength: 2 }) }),
  fc.record({ append: which, text: nastyText }),
  fc.record({ update: which, body: nastyText, keys: fc.dictionary(nastyName, nastyName, { maxKeys: 3 }) }),
  fc.record({ remove: which }),
);

/** See the file's comment. */
export const vaultTarget: InputTarget<readonly Deed[]> = {
  name: "vault",
  inputs: fc.array(deed, { minLength: 1, maxLength: 10 }),
  costs: 20,
  open: async () => {
    const guarded = await GuardedFolder.make();
    const vaults = await TestVaults.create(guarded.data);
    let number = 0;
    return {
      async feed(deeds) {
        // A vault of its own for each, so that what one leaves behind explains no other.
        const account = `v${++number}`;
        const vault = vaults.vaults.of(account);
        await Deno.mkdir(`${guarded.data}/vaults/${account}`, { recursive: true });
        for (const [index, deed] of deeds.entries()) {
          await asked(() => happen(vault, deed, `${guarded.data}/vaults/${account}`, `n${index}`));
        }
        const notes = await vault.list({ limit: 50 });
        for (const { id } of notes) await asked(() => looked(vault, id));
        // Afterwards it takes a good note as ever.
        const good = await vault.create(newNote("good", { title: "Good", body: "all is well" }));
        assertEquals((await vault.read("good"))?.body, "all is well");
        assert((await vault.find("well")).some(({ id }) => id === good.id), "a good note is not found");
        assertEquals(Reflect.get({}, "polluted"), undefined, "every object has a new property");
        await guarded.check({ names: false });
        await Deno.remove(`${guarded.data}/vaults/${account}`, { recursive: true });
      },
      async [Symbol.asyncDispose]() {
        await vaults[Symbol.asyncDispose]();
        await Deno.mkdir(guarded.data);
        await guarded[Symbol.asyncDispose]();
      },
    };
  },
};

/** A refusal that says what to do is an answer as well. */
async function asked(deed: () => Promise<unknown>): Promise<void> {
  try {
    await deed();
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
  }
}

async function happen(vault: Vault, deed: Deed, root: string, id: string): Promise<unknown> {
  if ("hand" in deed) {
    return await write(`${root}/${deed.hand.replaceAll("/", ":").replaceAll("\0", "")}.md`, deed.text);
  }
  if ("create" in deed) {
    const { create: title, folder, body, yaml } = deed;
    return await vault.create(newNote(id, { title, folder, body, ...(yaml === undefined ? {} : { yaml }) }));
  }
  if ("attach" in deed) {
    return await vault.attach(id, { key: "k", name: deed.attach, mime: deed.mime, open: opens("x") });
  }
  if ("find" in deed) return [await vault.find(deed.find), await vault.passages(deed.find)];
  const notes = await vault.list({ limit: 20 });
  const noteOf = (index: number) => notes[index % Math.max(1, notes.length)]?.id ?? "none";
  if ("rename" in deed) return await vault.rename(noteOf(deed.rename), deed.title);
  if ("move" in deed) return await vault.move(noteOf(deed.move), deed.folder);
  if ("tag" in deed) return await vault.tag(noteOf(deed.tag), deed);
  if ("append" in deed) return await vault.append(noteOf(deed.append), deed.text, { key: "k" });
  if ("update" in deed) return await vault.update(noteOf(deed.update), { body: deed.body, frontMatter: deed.keys });
  return [await vault.delete(noteOf(deed.remove)), await vault.restore(noteOf(deed.remove))];
}

/** As somebody with an editor does, as far as the file system takes the name. */
async function write(file: string, text: string): Promise<void> {
  try {
    await Deno.writeTextFile(file, text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}

/** What is made of a note is plain data, and in proportion to it. */
async function looked(vault: Vault, id: NoteSummary["id"]): Promise<void> {
  const note = await vault.read(id);
  if (note === undefined) return;
  const size = JSON.stringify(note.frontMatter).length;
  assert(size < 1_000_000, `front matter becomes ${size} characters`);
  await vault.append(id, "one more", { key: "a key" });
}
