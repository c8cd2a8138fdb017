import { assert, assertEquals, assertRejects } from "@std/assert";
import { parse } from "yaml";
import { splitNote } from "../../../plugins/vault/front_matter.ts";
import { VaultError, type VaultErrorCode } from "../../../plugins/vault/vault_error.ts";
import { newNote, NOON, opens, TestVaults } from "./support.ts";

async function assertCode(work: () => Promise<unknown>, code: VaultErrorCode): Promise<void> {
  const error = await assertRejects(work, VaultError);
  assertEquals(error.code, code, error.message);
}

Deno.test("a note is a Markdown file named by its title, with front matter that Obsidian reads", async () => {
  await using test = await TestVaults.create();
  const note = await test.vault.create(newNote("batch:1", {
    title: "Купить молоко",
    body: "And bread",
    source: "console",
    tags: ["#shop", "To do", "SHOP"],
    frontMatter: { from: "Anna", id: "not mine" },
    hash: "abc",
  }));
  assertEquals(await test.files(), ["Купить молоко.md"]);
  assertEquals(
    await test.text("Купить молоко.md"),
    "---\nid: batch:1\ncreated: 2026-03-01T12:00:00Z\nsource: console\ntags:\n  - shop\n  - To-do\nfrom: Anna\nhash: abc\n---\n\nAnd bread\n",
  );
  assertEquals([note.isNew, note.title, note.created, note.body], [true, "Купить молоко", NOON, "And bread"]);
  assertEquals(await test.vault.read("batch:1"), (({ isNew: _, ...rest }) => rest)(note));
});

Deno.test("a title that no file can have is kept in the front matter", async () => {
  await using test = await TestVaults.create();
  const note = await test.vault.create(newNote("1", { title: "Why: a/b?" }));
  assertEquals([note.title, note.path], ["Why: a/b?", "Why a b.md"]);
  assertEquals(note.frontMatter.title, "Why: a/b?");
});

Deno.test("a note without a title is named after its time", async () => {
  await using test = await TestVaults.create();
  const { path } = await test.vault.create(newNote("1", { title: " \n" }));
  assert(/^2026-03-01 \d\d\.\d\d\.md$/.test(path), path);
});

Deno.test("the same id again is the same note, whatever happened to it", async () => {
  await using test = await TestVaults.create();
  const { vault } = test;
  await vault.create(newNote("1", { title: "A" }));
  const again = () => vault.create(newNote("1", { title: "Other", body: "Other" }));
  assertEquals([(await again()).isNew, (await again()).body], [false, "The body of 1."]);
  await vault.rename("1", "B");
  await vault.move("1", "Work");
  assertEquals((await again()).path, "Work/B.md");
  await vault.delete("1");
  assertEquals((await again()).path, ".trash/Work/B.md");
  assertEquals(await test.files(), [".trash/Work/B.md"]);
});

Deno.test("the same id at once, and after a restart without the index, is one note", async () => {
  await using test = await TestVaults.create();
  const made = await Promise.all([1, 2, 3, 4].map(() => test.vault.create(newNote("1"))));
  assertEquals(made.map(({ isNew }) => isNew), [true, false, false, false]);
  await test.restart(async () => {
    await Deno.remove(`${test.data}/index.db`);
    await Deno.rename(test.file("Note 1.md"), test.file("Moved by hand.md"));
  });
  const again = await test.vault.create(newNote("1"));
  assertEquals([again.isNew, again.path], [false, "Moved by hand.md"]);
  assertEquals(await test.files(), ["Moved by hand.md"]);
});

Deno.test("notes with one title get numbers, and case does not make a difference", async () => {
  await using test = await TestVaults.create();
  const { vault } = test;
  const paths = [];
  for (const [id, title] of [["1", "Idea"], ["2", "idea"], ["3", "IDEA"], ["4", "Idea 2"]] as const) {
    paths.push((await vault.create(newNote(id, { title }))).path);
  }
  assertEquals(paths, ["Idea.md", "idea 2.md", "IDEA 3.md", "Idea 2 2.md"]);
  assertEquals((await vault.read("2"))?.title, "idea");
  assertEquals((await vault.read("4"))?.title, "Idea 2");
});

Deno.test("a file of somebody's is never overwritten", async () => {
  await using test = await TestVaults.create();
  await test.vault.list();
  await test.edit("Note 1.md", "mine");
  assertEquals((await test.vault.create(newNote("1"))).path, "Note 1 2.md");
  assertEquals(await test.text("Note 1.md"), "mine");
});

Deno.test("titles in a hostile hand lead nowhere else", async () => {
  await using test = await TestVaults.create();
  for (
    const [index, title] of ["../../../etc/passwd", "CON", ".obsidian", "a\0b", "\u202Egpj.exe", "x".repeat(5_000)]
      .entries()
  ) {
    await test.vault.create(newNote(String(index), { title }));
  }
  assertEquals(
    await test.files(),
    ["CON_.md", "ab.md", "etc passwd.md", "gpj.exe.md", "obsidian.md", `${"x".repeat(180)}.md`].sort(),
  );
});

Deno.test("folders are made, and taken as they are written already", async () => {
  await using test = await TestVaults.create();
  assertEquals((await test.vault.create(newNote("1", { folder: "Work/Ideas" }))).path, "Work/Ideas/Note 1.md");
  assertEquals((await test.vault.create(newNote("2", { folder: "work/IDEAS/ " }))).path, "Work/Ideas/Note 2.md");
  assertEquals((await test.vault.create(newNote("3", { folder: "WORK" }))).path, "Work/Note 3.md");
  assertEquals(await test.vault.folders(), ["Work", "Work/Ideas"]);
});

Deno.test("what is no place for notes is refused, and nothing is written", async () => {
  await using test = await TestVaults.create();
  for (const folder of ["../up", "/etc", "a/../../b", "a\\b"]) {
    await assertCode(() => test.vault.create(newNote("1", { folder })), "outside");
  }
  for (const folder of ["attachments", "Attachments/x", "...", "a/:/b"]) {
    await assertCode(() => test.vault.create(newNote("1", { folder })), "invalid");
  }
  await assertCode(() => test.vault.create(newNote("")), "invalid");
  await assertCode(() => test.vault.create(newNote("a\nb")), "invalid");
  await assertCode(() => test.vault.create(newNote("1", { created: NaN })), "invalid");
  assertEquals(await test.files(), []);
});

Deno.test("a hidden folder can't be made", async () => {
  await using test = await TestVaults.create();
  assertEquals(
    (await test.vault.create(newNote("1", { folder: ".obsidian/plugins" }))).path,
    "obsidian/plugins/Note 1.md",
  );
});

Deno.test("a text that no file should have is written so that every program reads it", async () => {
  await using test = await TestVaults.create();
  const note = await test.vault.create(newNote("1", { body: "a\0b \uD800 c\n\n\n" }));
  assertEquals(note.body, "a\uFFFDb \uFFFD c");
  assertEquals(note.damaged, false);
});

Deno.test("an account's id that is a path has no vault", async () => {
  await using test = await TestVaults.create();
  for (const id of ["../owner", "", "a/b", "."]) {
    try {
      test.vaults.of(id);
      throw new Error(`There is a vault of ${id}.`);
    } catch (error) {
      assert(error instanceof VaultError && error.code === "invalid", String(error));
    }
  }
});

Deno.test("body, tags and keys change; comments, unknown keys and their order stay", async () => {
  await using test = await TestVaults.create();
  await test.edit("Mine.md", "---\n# by hand\nid: x\naliases: [one]\nrating: 5 # of 5\ntags: old\n---\n\nOld body\n");
  const note = await test.vault.update("x", {
    body: "New body",
    tags: ["new"],
    frontMatter: { source: "console", id: "y" },
  });
  assertEquals(
    await test.text("Mine.md"),
    "---\n# by hand\nid: x\naliases: [ one ]\nrating: 5 # of 5\ntags:\n  - new\nsource: console\n---\n\nNew body\n",
  );
  assertEquals(note.frontMatter.rating, 5);
});

Deno.test("changing the body alone leaves every byte of the front matter where it was", async () => {
  await using test = await TestVaults.create();
  const head = "---\r\nid:   'x'\r\nlist: [ a,b ]\r\n---\r\n";
  await test.edit("Mine.md", `${head}\r\nOld\r\n`);
  await test.vault.update("x", (note) => ({ body: `${note.body}\nand new` }));
  assertEquals(await test.text("Mine.md"), `${head}\r\nOld\r\nand new\r\n`);
});

Deno.test("a change that changes nothing writes nothing", async () => {
  await using test = await TestVaults.create();
  const { updated } = await test.vault.create(newNote("1", { tags: ["a"] }));
  await Deno.chmod(test.file("Note 1.md"), 0o444);
  const before = await Deno.stat(test.file("Note 1.md"));
  const after = await test.vault.update("1", { tags: ["a"], body: "The body of 1." });
  await test.vault.tag("1", { add: ["A"], remove: ["b"] });
  await test.vault.rename("1", "Note 1");
  await test.vault.move("1", "");
  assertEquals(after.updated, updated);
  assertEquals((await Deno.stat(test.file("Note 1.md"))).ino, before.ino);
});

Deno.test("a title is changed in the file's name, and in the front matter where the name can't say it", async () => {
  await using test = await TestVaults.create();
  const { vault } = test;
  await vault.create(newNote("1"));
  await vault.create(newNote("2", { title: "Taken" }));
  assertEquals((await vault.rename("1", "Plain name")).path, "Plain name.md");
  const odd = await vault.rename("1", "Odd: name");
  assertEquals([odd.path, odd.title, odd.frontMatter.title], ["Odd name.md", "Odd: name", "Odd: name"]);
  const taken = await vault.update("1", { title: "taken", body: "both" });
  assertEquals([taken.path, taken.title, taken.body], ["taken 2.md", "taken", "both"]);
  const back = await vault.rename("1", "Plain name");
  assertEquals([back.path, "title" in back.frontMatter], ["Plain name.md", false]);
  await assertCode(() => vault.rename("1", "/ : \n"), "invalid");
  assertEquals(await test.files(), ["Plain name.md", "Taken.md"]);
});

Deno.test("only the case of a title can be changed", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { title: "idea" }));
  assertEquals((await test.vault.rename("1", "Idea")).path, "Idea.md");
  assertEquals(await test.files(), ["Idea.md"]);
});

Deno.test("tags come and go, whatever their case", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { tags: ["Work", "old"] }));
  const { tags } = await test.vault.tag("1", { add: ["#new", "WORK", "два слова"], remove: ["#OLD"] });
  assertEquals(tags, ["Work", "new", "два-слова"]);
  assertEquals((await test.vault.list({ tag: "#Два-слова" })).map(({ id }) => id), ["1"]);
  assertEquals(await test.vault.list({ tag: "old" }), []);
});

Deno.test("a paragraph is added behind the body, once for each key", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { body: "One" }));
  await test.vault.append("1", "Two", { key: "k2" });
  await test.vault.append("1", "Two", { key: "k2" });
  await test.vault.append("1", "Two");
  const note = await test.vault.append("1", "\nThree\n\n", { key: "k3" });
  assertEquals(note.body, "One\n\nTwo\n\nTwo\n\nThree");
});

Deno.test("writers of one note take turns, and none is lost", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { body: "0" }));
  await Promise.all(Array.from({ length: 20 }, (_, n) => test.vault.append("1", `line ${n}`)));
  const { body = "" } = await test.vault.read("1") ?? {};
  assertEquals(body.split("\n\n"), ["0", ...Array.from({ length: 20 }, (_, n) => `line ${n}`)]);
});

Deno.test("a hand that changes the file while we do is not overruled", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { body: "ours" }));
  let calls = 0;
  const note = await test.vault.update("1", ({ body }) => {
    if (calls++ === 0) Deno.writeTextFileSync(test.file("Note 1.md"), '---\nid: "1"\n---\n\ntheirs, and longer\n');
    return { body: `${body}!` };
  });
  assertEquals([note.body, calls], ["theirs, and longer!", 2]);
});

Deno.test("a hand that never rests makes the change fail, clearly and without harm", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1"));
  let edits = 0;
  await assertCode(() =>
    test.vault.update("1", () => {
      Deno.writeTextFileSync(test.file("Note 1.md"), `---\nid: "1"\n---\n\n${"x".repeat(++edits)}\n`);
      return { body: "ours" };
    }), "busy");
  assertEquals((await test.vault.read("1"))?.body, "x".repeat(edits));
});

Deno.test("a note moves with its links to attachments right", async () => {
  await using test = await TestVaults.create();
  const { vault } = test;
  const stored = await vault.attach("1", { key: "a", name: "Фото 1.jpg", open: opens("jpg") });
  await vault.create(newNote("1", { attachments: [stored] }));
  const moved = await vault.move("1", "Work/Deep");
  assert(moved.body.includes(`](../../${stored.path.replace(/ /g, "%20")})`), moved.body);
  assertEquals(moved.attachments, [stored.path]);
  const back = await vault.move("1", "/".slice(1));
  assertEquals([back.path, back.attachments], ["Note 1.md", [stored.path]]);
});

Deno.test("a deleted note is in the trash with what it alone links to, and comes back", async () => {
  await using test = await TestVaults.create();
  const { vault } = test;
  const own = await vault.attach("1", { key: "a", name: "own.txt", open: opens("own") });
  const shared = await vault.attach("1", { key: "b", name: "shared.txt", open: opens("shared") });
  const note = await vault.create(newNote("1", { folder: "Work", attachments: [own, shared] }));
  await vault.create(newNote("2", { attachments: [shared] }));
  assertEquals([await vault.delete("1"), await vault.delete("1"), await vault.delete("none")], [true, false, false]);
  assertEquals(await test.files(), [`.trash/${own.path}`, ".trash/Work/Note 1.md", "Note 2.md", shared.path].sort());
  assertEquals([await vault.read("1"), await vault.count()], [undefined, 1]);
  assertEquals((await vault.find("body")).map(({ id }) => id), ["2"]);
  await assertCode(() => vault.append("1", "more"), "not_found");
  const restored = await vault.restore("1");
  assertEquals([restored.path, restored.body, restored.attachments], [note.path, note.body, note.attachments]);
  assertEquals(await test.files(), ["Note 2.md", "Work/Note 1.md", own.path, shared.path].sort());
  assertEquals((await vault.restore("1")).path, note.path);
  assertEquals((await vault.find("body")).length, 2);
});

Deno.test("a restored note whose place is taken gets a number", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { title: "A" }));
  await test.vault.delete("1");
  await test.vault.create(newNote("2", { title: "A" }));
  assertEquals((await test.vault.restore("1")).path, "A 2.md");
  await assertCode(() => test.vault.restore("none"), "not_found");
});

Deno.test("deleting two notes of one name keeps both", async () => {
  await using test = await TestVaults.create();
  for (const id of ["1", "2"]) {
    await test.vault.create(newNote(id, { title: "A" }));
    await test.vault.delete(id);
  }
  assertEquals(await test.files(), [".trash/A 2.md", ".trash/A.md"]);
  assertEquals((await test.vault.restore("2")).title, "A");
});

Deno.test("an attachment is streamed to its file once, and known again by its key", async () => {
  await using test = await TestVaults.create();
  const { vault } = test;
  const first = await vault.attach("1", { key: "a", name: "../Отчёт:1.pdf", open: opens("bytes") });
  const again = await vault.attach("1", {
    key: "a",
    name: "../Отчёт:1.pdf",
    open: () => Promise.reject(new Error("asked twice")),
  });
  assertEquals(again, first);
  assertEquals([first.name, first.size], ["Отчёт 1.pdf", 5]);
  assertEquals(first.hash, "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9");
  const other = await vault.attach("1", { key: "b", name: "../Отчёт:1.pdf", open: opens("others") });
  assert(other.path !== first.path);
  assertEquals(await test.text(first.path), "bytes");
  assert(/^attachments\/Отчёт 1 [a-z0-9]{8}\.pdf$/.test(first.path), first.path);
});

Deno.test("an attachment in the trash is not fetched again", async () => {
  await using test = await TestVaults.create();
  const stored = await test.vault.attach("1", { key: "a", name: "a.txt", open: opens("bytes") });
  await test.vault.create(newNote("1", { attachments: [stored] }));
  await test.vault.delete("1");
  const again = await test.vault.attach("1", {
    key: "a",
    name: "a.txt",
    open: () => Promise.reject(new Error("fetched again")),
  });
  assertEquals(again, stored);
  assertEquals((await test.vault.restore("1")).attachments, [stored.path]);
  assertEquals(await test.text(stored.path), "bytes");
});

Deno.test("a big attachment passes through in pieces: what is read is written before more is asked for", async () => {
  await using test = await TestVaults.create();
  const piece = new Uint8Array(64 * 1024);
  let asked = 0;
  let most = 0;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const [file] = (await test.files()).filter((path) => path.startsWith("attachments/.portico-"));
      const written = file === undefined ? 0 : (await Deno.stat(test.file(file))).size / piece.length;
      most = Math.max(most, asked - written);
      controller.enqueue(piece);
      if (++asked === 100) controller.close();
    },
  }, { highWaterMark: 0 });
  const stored = await test.vault.attach("1", { key: "a", name: "big.bin", open: () => Promise.resolve(stream) });
  assertEquals(stored.size, 100 * piece.length);
  assert(most <= 4, `${most} pieces were in memory`);
});

Deno.test("a download that breaks is the sender's error, and leaves nothing", async () => {
  await using test = await TestVaults.create();
  const broken = new TypeError("connection lost");
  const stream = ReadableStream.from((async function* () {
    yield await Promise.resolve(new Uint8Array(10));
    throw broken;
  })());
  const error = await assertRejects(() =>
    test.vault.attach("1", { key: "a", name: "a.bin", open: () => Promise.resolve(stream) })
  );
  assertEquals(error, broken);
  assertEquals(await test.files(), []);
});

Deno.test("an attachment is linked once, also when it is appended again", async () => {
  await using test = await TestVaults.create();
  const stored = await test.vault.attach("1", { key: "a", name: "a.png", open: opens("png") });
  await test.vault.create(newNote("1", { body: "", attachments: [stored] }));
  const note = await test.vault.append("1", "", { attachments: [stored] });
  assertEquals(note.body, `![a.png](${stored.path.replaceAll(" ", "%20")})`);
});

Deno.test("an attached Markdown file is no note", async () => {
  await using test = await TestVaults.create();
  await test.vault.attach("1", { key: "a", name: "README.md", open: opens("# Findme") });
  await test.vault.rescan();
  assertEquals([await test.vault.count(), (await test.vault.find("findme")).length], [0, 0]);
});

Deno.test("the same content is found again, but not in the trash", async () => {
  await using test = await TestVaults.create();
  const { vault } = test;
  await vault.create(newNote("1", { hash: "h" }));
  assertEquals((await vault.sameContent("h"))?.id, "1");
  assertEquals(await vault.sameContent("h", "1"), undefined);
  assertEquals(await vault.sameContent("other"), undefined);
  await vault.create(newNote("2", { hash: "h", created: NOON + 1 }));
  assertEquals((await vault.sameContent("h"))?.id, "2");
  await vault.delete("2");
  assertEquals((await vault.sameContent("h"))?.id, "1");
  await Deno.remove(test.file("Note 1.md"));
  assertEquals(await vault.sameContent("h"), undefined);
});

Deno.test("the newest notes are listed first, in pages, by folder and by tag", async () => {
  await using test = await TestVaults.create();
  for (let n = 1; n <= 5; n++) {
    await test.vault.create(
      newNote(String(n), { created: NOON + n, folder: n > 3 ? "Work" : "", tags: n % 2 ? ["odd"] : [] }),
    );
  }
  const ids = async (options: Parameters<typeof test.vault.list>[0]) =>
    (await test.vault.list(options)).map(({ id }) => id).join("");
  assertEquals(await ids({}), "54321");
  assertEquals(await ids({ limit: 2, offset: 1 }), "43");
  assertEquals(await ids({ folder: "work/" }), "54");
  assertEquals(await ids({ tag: "ODD" }), "531");
  assertEquals(await ids({ limit: 0 }), "");
  assertEquals(await test.vault.count(), 5);
});

Deno.test("front matter stays YAML whatever is in it", async () => {
  await using test = await TestVaults.create();
  const title = `"quoted": 'it' # not a comment\n---\nid: evil`;
  const note = await test.vault.create(
    newNote("007", { title, source: "- x", frontMatter: { from: "a: b\n---\n", n: 1, list: ["", null, true] } }),
  );
  const { yaml = "" } = splitNote(await test.text(note.path));
  assertEquals(parse(yaml), { ...note.frontMatter });
  assertEquals([note.id, note.source, note.title], ["007", "- x", `"quoted": 'it' # not a comment --- id: evil`]);
});

Deno.test("folders that a note's move leaves empty go with it, and those of somebody stay", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { folder: "Work/Projects/Old" }));
  await test.vault.create(newNote("2", { folder: "Shared" }));
  await test.edit("Work/mine.txt", "mine");
  await Deno.mkdir(test.file("Shared/Empty"));
  for (const id of ["1", "2"]) {
    await test.vault.delete(id);
    await test.vault.restore(id);
    await test.vault.move(id, "");
  }
  const there = async (path: string) => await Deno.stat(test.file(path)).then(() => true, () => false);
  const paths = ["Work", "Work/Projects", ".trash", "Shared", "Shared/Empty"];
  assertEquals(await Promise.all(paths.map(there)), [true, false, false, true, true]);
});

Deno.test("a link to a folder outlives the last note in it", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { folder: "Real" }));
  await Deno.rename(test.file("Real"), test.file("Target"));
  await Deno.symlink(test.file("Target"), test.file("Real"));
  await test.vault.rescan();
  const [note] = await test.vault.list();
  await test.vault.move(note.id, "");
  assertEquals((await Deno.lstat(test.file("Real"))).isSymlink, true);
});

Deno.test("an archive is a file like any other: kept byte for byte, and never opened", async () => {
  await using test = await TestVaults.create();
  const zeros = new Blob([new Uint8Array(10_000_000)]).stream().pipeThrough(new CompressionStream("gzip"));
  const bomb = new Uint8Array(await new Response(zeros).arrayBuffer());
  const archives = { "climbs.zip": zipOf("../../../climbs.md", "x"), "../../../bomb.tar.gz": bomb };
  for (const [name, bytes] of Object.entries(archives)) {
    const open = () => Promise.resolve(new Blob([bytes]).stream());
    const { path } = await test.vault.attach("note", { key: name, name, open });
    assertEquals(await Deno.readFile(test.file(path)), bytes);
  }
  assertEquals((await test.files()).map((file) => file.replace(/ \w{8}\./, ".")), [
    "attachments/bomb.tar.gz",
    "attachments/climbs.zip",
  ]);
});

/** An archive with one file in it, which is not compressed. */
function zipOf(name: string, text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(
    `PK\x03\x04${"\0".repeat(22)}${String.fromCharCode(name.length)}\0\0\0${name}${text}`,
  );
  return new Uint8Array(bytes);
}

Deno.test("files of two notes with the same name and key are two files", async () => {
  await using test = await TestVaults.create();
  const attach = (note: string) =>
    test.vault.attach(note, { key: "1", name: "photo.jpg", open: opens(`bytes of ${note}`) });
  const [one, two] = [await attach("1"), await attach("2")];
  assertEquals([await test.text(one.path), await test.text(two.path)], ["bytes of 1", "bytes of 2"]);
});
