import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { DatabaseSync } from "node:sqlite";
import { VaultIndex } from "../../../plugins/vault/index/vault_index.ts";
import { NoteIndex } from "../../../plugins/vault/note_index.ts";
import { VaultError } from "../../../plugins/vault/vault_error.ts";
import { newNote, NOON, TestVaults } from "./support.ts";

async function idsOf(
  test: TestVaults,
  query: string,
  options?: Parameters<typeof test.vault.find>[1],
): Promise<string[]> {
  return (await test.vault.find(query, options)).map(({ id }) => id);
}

Deno.test("notes are found by any form of their words, in title, tags and body", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { title: "Shopping", body: "Купить молоко", tags: ["home"] }));
  await test.vault.create(newNote("2", { title: "Running shoes", body: "for the morning" }));
  assertEquals(await idsOf(test, "МОЛОКОМ"), ["1"]);
  assertEquals(await idsOf(test, "runs mornings"), ["2"]);
  assertEquals(await idsOf(test, "shopping home молока"), ["1"]);
  assertEquals(await idsOf(test, "shopping morning"), []);
});

Deno.test("any of the words is enough where that is asked for", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { title: "A", body: "milk and bread" }));
  await test.vault.create(newNote("2", { title: "B", body: "milk alone" }));
  await test.vault.create(newNote("3", { title: "C", body: "nothing" }));
  assertEquals(await idsOf(test, "bread milk", { match: "any" }), ["1", "2"]);
});

Deno.test("the last word may be unfinished, the others not", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { body: "refrigerator repair" }));
  assertEquals(await idsOf(test, "repair refrig"), ["1"]);
  assertEquals(await idsOf(test, "refrig repair"), []);
  assertEquals(await idsOf(test, "refrig "), []);
});

Deno.test("words between quotes stand next to each other, in that order", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { body: "white bread" }));
  await test.vault.create(newNote("2", { body: "bread, white" }));
  assertEquals(await idsOf(test, '"white bread"'), ["1"]);
  assertEquals((await idsOf(test, '"white bread')).length, 2);
});

Deno.test("a script without blanks is found by any part of it", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { title: "買い物", body: "これは日本語のメモです" }));
  await test.vault.create(newNote("2", { title: "x", body: "本と日と語" }));
  assertEquals(await idsOf(test, "日本語"), ["1"]);
});

Deno.test("a word in the title counts for more than one in the body, and of equals the newer is first", async () => {
  await using test = await TestVaults.create();
  const filler = "and some more words to fill the body of this note";
  await test.vault.create(newNote("body", { title: "Other", body: `zebra ${filler}` }));
  await test.vault.create(newNote("title", { title: "Zebra", body: filler, created: NOON - 400 * 86_400_000 }));
  assertEquals(await idsOf(test, "zebra"), ["title", "body"]);
  await test.vault.create(newNote("old", { title: "Lion", body: filler, created: NOON - 90 * 86_400_000 }));
  await test.vault.create(newNote("new", { title: "Lion", body: filler, created: NOON }));
  assertEquals(await idsOf(test, "lion"), ["new", "old"]);
});

Deno.test("a search may be kept to a folder or a tag", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { body: "zebra", folder: "Work", tags: ["a"] }));
  await test.vault.create(newNote("2", { body: "zebra", folder: "Workshop", tags: ["A", "b"] }));
  assertEquals(await idsOf(test, "zebra", { folder: "work" }), ["1"]);
  assertEquals(await idsOf(test, "zebra", { tag: "#B" }), ["2"]);
  assertEquals((await idsOf(test, "zebra", { tag: "a" })).length, 2);
  assertEquals(await idsOf(test, "zebra", { tag: "none" }), []);
});

Deno.test("a hit shows where in the note the words are", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { body: "# Zoo\n\nTwo **zebras** met" }));
  const [hit] = await test.vault.find("zebra");
  assertEquals(hit?.snippet, "Zoo Two zebras met");
  assertEquals(hit?.highlights, [[8, 14]]);
});

Deno.test("any text is a query, and none is an error", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { title: "AND OR NOT NEAR", body: "plain words rowid title body*" }));
  const text = fc.oneof(
    fc.array(
      fc.constantFrom(
        "AND",
        "OR",
        "NOT",
        "NEAR(",
        ")",
        '"',
        "'",
        "*",
        "^",
        ":",
        "title:",
        "-",
        "+",
        "{",
        "words",
        " ",
        "\0",
        "日",
        "%",
        ";",
        "ß",
      ),
    ).map((parts) => parts.join("")),
    fc.string({ unit: "binary", maxLength: 30 }),
  );
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom("all", "any"), async (text, match) => {
      await test.vault.find(text, { match });
    }),
    { numRuns: 500 },
  );
  assertEquals(await idsOf(test, "NOT near"), ["1"]);
  assertEquals(await idsOf(test, "!? * \" '"), []);
  assertEquals(await idsOf(test, ""), []);
});

Deno.test("every word of a note finds it", async () => {
  await using test = await TestVaults.create();
  const word = fc.oneof(
    fc.constantFrom("Заметками", "running", "don't", "naïve", "日本語", "ёжик", "٣", "H2O", "Übergröße", "การ"),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).filter((text) => /^[\p{L}\p{N}]+$/u.test(text)),
  );
  let id = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 5 }), async (words) => {
      await test.vault.create(newNote(String(++id), { title: `n${id}`, body: words.join(" ") }));
      for (const word of words) {
        const found = await test.vault.find(`${word} n${id} `, { limit: 50 });
        assert(found.some((hit) => hit.id === String(id)), `${word} of ${words}`);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("no search, list or id crosses accounts", async () => {
  await using test = await TestVaults.create();
  const accounts = ["owner", "anna", "bob"] as const;
  for (const account of accounts) {
    await test.vaults.of(account).create(
      newNote("1", { body: `zebra ${account}`, hash: "h", tags: ["t"], folder: account }),
    );
  }
  await test.vaults.of("anna").create(newNote("only-anna", { body: "zebra secret" }));
  for (const account of accounts) {
    const vault = test.vaults.of(account);
    const mine = account === "anna" ? 2 : 1;
    assertEquals((await vault.find("zebra")).length, mine);
    assertEquals((await vault.find("zeb", { match: "any", tag: "t" })).length, 1);
    assertEquals((await vault.list()).length, mine);
    assertEquals(await vault.folders(), [account]);
    assertEquals((await vault.read("1"))?.body, `zebra ${account}`);
    assertEquals((await vault.sameContent("h"))?.path, `${account}/Note 1.md`);
  }
  assertEquals(await test.vaults.of("owner").find("secret"), []);
  assertEquals(await test.vaults.of("bob").read("only-anna"), undefined);
  assertEquals(await test.vaults.of("bob").delete("only-anna"), false);
});

Deno.test("an index that is gone, damaged, foreign, or of another version is made anew from the notes", async () => {
  await using test = await TestVaults.create();
  const database = `${test.data}/index.db`;
  await test.vault.create(newNote("1", { body: "zebra" }));
  const damages: Record<string, () => void> = {
    gone: () => Deno.removeSync(database),
    empty: () => Deno.writeTextFileSync(database, ""),
    "not a database": () => Deno.writeTextFileSync(database, "nothing of SQLite's ".repeat(500)),
    foreign: () => {
      Deno.removeSync(database);
      using db = new DatabaseSync(database);
      db.exec("CREATE TABLE note (mine TEXT)");
    },
    newer: () => {
      using db = new DatabaseSync(database);
      db.exec("PRAGMA user_version = 999");
    },
    older: () => {
      using db = new DatabaseSync(database);
      db.exec("DELETE FROM note; PRAGMA user_version = 0");
    },
    "of other tables": () => {
      using db = new DatabaseSync(database);
      db.exec("ALTER TABLE note RENAME COLUMN size TO sise"); // one bit
    },
  };
  for (const [name, damage] of Object.entries(damages)) {
    await test.restart(damage);
    assertEquals(await idsOf(test, "zebra"), ["1"], name);
    assertEquals((await test.vault.create(newNote("1"))).isNew, false, name);
  }
});

Deno.test("a database whose pages are damaged is found out when it is used, and made anew", async () => {
  await using test = await TestVaults.create();
  for (let n = 0; n < 30; n++) {
    await test.vault.create(newNote(String(n), { body: `zebra ${"lorem ipsum ".repeat(50)} ${n}` }));
  }
  await test.restart(() => {
    using file = Deno.openSync(`${test.data}/index.db`, { write: true, read: true });
    const { size } = file.statSync();
    for (let page = 4096; page < size; page += 4096) {
      file.seekSync(page, Deno.SeekMode.Start);
      file.writeSync(new Uint8Array(4096).fill(0xa5));
    }
  });
  assertEquals((await idsOf(test, "zebra", { limit: 100 })).length, 30);
  assertEquals((await test.vault.read("7"))?.id, "7");
});

Deno.test("where the index can't be written it is kept in memory", async () => {
  await using test = await TestVaults.create();
  await test.restart(() => Deno.mkdirSync(`${test.data}/index.db/not-empty`, { recursive: true }));
  await test.vault.create(newNote("1", { body: "zebra" }));
  assertEquals(await idsOf(test, "zebra"), ["1"]);
  assertEquals(test.warnings.length, 1);
  assert(test.warnings[0]?.includes("kept in memory"), test.warnings[0]);
});

Deno.test("better notes of others push none of mine out of the hits", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("mine", { title: "Zoo", body: `${"some filler words ".repeat(30)} zebra` }));
  const anna = test.vaults.of("anna");
  for (let n = 0; n < 50; n++) await anna.create(newNote(String(n), { title: "Zebra zebra", body: "zebra" }));
  assertEquals(await idsOf(test, "zebra", { limit: 1 }), ["mine"]);
});

async function crashing(
  crashes: number,
  work: (index: NoteIndex, warnings: string[], root: string) => Promise<void>,
): Promise<void> {
  const data = await Deno.makeTempDir();
  const warnings: string[] = [];
  const worker = new URL("./crashing_worker.ts", import.meta.url);
  const index = new VaultIndex({ database: `${data}/index.db`, warn: (reason) => warnings.push(reason), worker });
  try {
    await Deno.writeTextFile(`${data}/index.db.crashes`, String(crashes));
    await Deno.mkdir(`${data}/vault`);
    await Deno.writeTextFile(`${data}/vault/Zebra.md`, "stripes");
    await work(new NoteIndex(index, { account: "owner", root: `${data}/vault` }), warnings, `${data}/vault`);
  } finally {
    await index.close();
    await Deno.remove(data, { recursive: true });
  }
}

const search = { query: "zebra", options: {}, now: NOON };

Deno.test("when the worker dies, another one takes its place and answers", async () => {
  await crashing(1, async (index, warnings) => {
    assertEquals((await index.ask("find", search)).length, 1);
    assertEquals(warnings.length, 1);
  });
});

Deno.test("what the index may have missed when the worker died is looked for", async () => {
  await crashing(1, async (index, _warnings, root) => {
    assertEquals(await index.ask("count", {}), 1);
    await Deno.writeTextFile(`${root}/Lion.md`, "mane");
    assertEquals(await index.ask("count", {}), 1);
    await index.ask("find", search);
    assertEquals(await index.ask("count", {}), 2);
  });
});

Deno.test("a question that always kills the worker is answered by an error, and others go on", async () => {
  await crashing(2, async (index) => {
    const error = await assertRejects(() => index.ask("find", search), VaultError);
    assertEquals(error.code, "index");
    assertEquals(await index.ask("count", {}), 1);
  });
});

Deno.test("questions that wait when the worker dies are asked again", async () => {
  await crashing(1, async (index) => {
    const [found, count, folders] = await Promise.all([
      index.ask("find", search),
      index.ask("count", {}),
      index.ask("folders", {}),
    ]);
    assertEquals([found.length, count, folders], [1, 1, []]);
  });
});

Deno.test("the worker starts with the first question, and ends with the vaults", async () => {
  const data = await Deno.makeTempDir();
  const index = new VaultIndex({ database: `${data}/index.db` });
  const vault = new NoteIndex(index, { account: "owner", root: `${data}/none` });
  assertEquals(index.isRunning, false);
  assertEquals(await vault.ask("count", {}), 0);
  assertEquals(index.isRunning, true);
  await index.close();
  assertEquals(index.isRunning, false);
  const error = await assertRejects(() => vault.ask("count", {}), VaultError);
  assertEquals(error.code, "closed");
  await Deno.remove(data, { recursive: true });
});

Deno.test("vaults that were never asked close without a worker", async () => {
  await using test = await TestVaults.create();
  test.vaults.of("owner");
  await test.vaults.close();
  assertEquals(await Array.fromAsync(Deno.readDir(test.data)), []);
});

Deno.test("what is being written is finished before the vaults close", async () => {
  await using test = await TestVaults.create();
  const writing = Array.from({ length: 5 }, (_, n) => test.vault.create(newNote(String(n))));
  await test.vaults.close();
  assertEquals((await Promise.all(writing)).length, 5);
  assertEquals((await test.files()).length, 5);
});
