import { assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { newNote, opens } from "../vault/support.ts";
import { changed, git, GitBench, subjects } from "./support.ts";

Deno.test("each change is one commit with a telling message, in order, with its own files only", async () => {
  await using bench = await GitBench.make();
  const { vault } = bench;
  const photo = await vault.attach("1", { key: "1", name: "photo.jpg", open: opens("bytes") });
  await vault.create(newNote("1", { title: "Milk", attachments: [photo] }));
  await vault.append("1", "More");
  await vault.tag("1", { add: ["#shopping", "food"] });
  await vault.tag("1", { remove: ["food"] });
  await vault.move("1", "Work");
  await vault.rename("1", "Bread");
  await vault.update("1", { body: "Other" });
  await vault.delete("1");
  await vault.restore("1");
  await bench.git.idle("owner");
  assertEquals(await subjects(bench.root), [
    "Attach “photo.jpg”",
    "Add “Milk”",
    "Add to “Milk”",
    "Tag “Milk” with #shopping, #food",
    "Take #food off “Milk”",
    "Move “Milk” to Work",
    "Rename “Milk” to “Bread”",
    "Edit “Bread”",
    "Delete “Bread”",
    "Restore “Bread”",
  ]);
  assertEquals(await changed(bench.root, "HEAD~8"), ["A Milk.md"]);
  assertEquals(await changed(bench.root, "HEAD~4"), ["A Work/Milk.md", "D Milk.md"]);
  assertEquals(await changed(bench.root, "HEAD~1"), ["D Work/Bread.md"]);
  assertEquals(await git(bench.root, "status", "--porcelain"), "");
});

Deno.test("changes in quick succession have commits of their own, with what each of them left", async () => {
  await using bench = await GitBench.make();
  const { vault } = bench;
  await Promise.all([
    vault.create(newNote("1", { title: "Milk", body: "one" })),
    vault.append("1", "two"),
    vault.create(newNote("2", { title: "Bread" })),
    vault.append("1", "three"),
  ]);
  await bench.git.idle("owner");
  assertEquals(await subjects(bench.root), ["Add “Milk”", "Add to “Milk”", "Add “Bread”", "Add to “Milk”"]);
  const bodies = await Promise.all(
    [3, 2, 0].map(async (back) =>
      (await git(bench.root, "show", `HEAD~${back}:Milk.md`)).split("---\n").at(-1)?.trim()
    ),
  );
  assertEquals(bodies, ["one", "one\n\ntwo", "one\n\ntwo\n\nthree"]);
});

Deno.test("names in any script and with odd characters are committed as they are", async () => {
  await using bench = await GitBench.make();
  await bench.vault.create(newNote("1", { title: "Молоко и 牛乳" }));
  await bench.edit("*[a]? :(glob)x.md", "odd");
  await bench.edit("Other.md", "other");
  await bench.vault.rescan();
  await bench.git.idle("owner");
  assertEquals(await subjects(bench.root), ["Begin with 2 files", "Add “Молоко и 牛乳”"]);
  await bench.vault.rename("1", "Хлеб");
  await bench.edit("*[a]? :(glob)x.md", "odd and changed");
  await bench.vault.rescan();
  await bench.git.idle("owner");
  assertEquals((await subjects(bench.root)).slice(2), [
    "Rename “Молоко и 牛乳” to “Хлеб”",
    "Change “*[a]? :(glob)x” by hand",
  ]);
  assertEquals(await changed(bench.root, "HEAD~1"), ["A Хлеб.md", "D Молоко и 牛乳.md"]);
});

Deno.test("what one look finds changed by hand is one commit, which names a single file", async () => {
  await using bench = await GitBench.make();
  await bench.vault.create(newNote("1", { title: "Milk" }));
  await bench.vault.create(newNote("2", { title: "Bread" }));
  await bench.git.idle("owner");
  await bench.edit("Milk.md", "by hand");
  await bench.vault.rescan();
  await bench.git.idle("owner");
  await bench.edit("New.md", "new");
  await Deno.remove(bench.file("Bread.md"));
  await bench.vault.rescan();
  await bench.git.idle("owner");
  assertEquals((await subjects(bench.root)).slice(2), ["Change “Milk” by hand", "Change 2 files by hand"]);
  assertEquals(await changed(bench.root), ["A New.md", "D Bread.md"]);
  assertStringIncludes(await git(bench.root, "log", "-1", "--format=%b"), "D Bread.md");
});

Deno.test("what a crash left between write and commit is committed after the next start", async () => {
  const data = await Deno.makeTempDir({ prefix: "portico-git-" });
  {
    const bench = await GitBench.make({ data });
    await bench.vault.create(newNote("1", { title: "Milk" }));
    await bench.git.idle("owner");
    await bench.stop();
  }
  {
    const bench = await GitBench.make({ data, deaf: true });
    await bench.vault.append("1", "not committed");
    await bench.vault.create(newNote("2", { title: "Bread" }));
    await bench.stop();
  }
  await using bench = await GitBench.make({ data });
  await bench.git.catchUp();
  await bench.git.idle("owner");
  assertEquals(await subjects(bench.root), ["Add “Milk”", "Catch up: add “Bread”, change “Milk”"]);
  assertEquals(await git(bench.root, "status", "--porcelain"), "");
});

Deno.test("a start with nothing to catch up makes no commit, and a vault that is no repository is left alone", async () => {
  await using bench = await GitBench.make({ deaf: true });
  await bench.vault.create(newNote("1"));
  await bench.git.catchUp();
  await bench.git.idle("owner");
  assertEquals(await Deno.lstat(bench.file(".git")).catch(() => undefined), undefined);
});

Deno.test("a vault inside another repository gets one of its own, and the outer one is not touched", async () => {
  await using bench = await GitBench.make();
  await git(bench.data, "init", "--quiet", "--initial-branch=outer");
  await git(bench.data, "commit", "--quiet", "--allow-empty", "-m", "Outer");
  await bench.vault.create(newNote("1", { title: "Milk" }));
  await bench.git.idle("owner");
  assertEquals(await subjects(bench.root), ["Add “Milk”"]);
  assertEquals(await git(bench.root, "symbolic-ref", "--short", "HEAD"), "main");
  assertEquals(await subjects(bench.data), ["Outer"]);
  assertEquals(await git(bench.data, "diff", "--cached", "--name-only"), "");
});

Deno.test("a repository that is there keeps its branch, its settings, its .gitignore and its history", async () => {
  await using bench = await GitBench.make();
  await bench.edit(".gitignore", "Private/\n");
  await bench.edit("Private/Diary.md", "mine");
  await git(bench.root, "init", "--quiet", "--initial-branch=notes");
  await git(bench.root, "add", ".gitignore");
  await git(bench.root, "commit", "--quiet", "-m", "Mine");
  const settings = await bench.text(".git/config");
  await bench.vault.create(newNote("1", { title: "Secret", folder: "Private" }));
  await bench.vault.create(newNote("2", { title: "Milk" }));
  await bench.git.idle("owner");
  assertEquals(await subjects(bench.root, "notes"), ["Mine", "Add “Milk”"]);
  assertEquals(await git(bench.root, "ls-files"), ".gitignore\nMilk.md");
  assertEquals(await bench.text(".git/config"), settings);
});

Deno.test("what somebody has staged stays staged, and is in no commit of ours", async () => {
  await using bench = await GitBench.make();
  await bench.vault.create(newNote("1", { title: "Milk" }));
  await bench.git.idle("owner");
  await bench.edit("Draft.md", "first");
  await git(bench.root, "add", "Draft.md");
  await bench.edit("Draft.md", "second");
  await bench.edit("Other.md", "other");
  await bench.vault.append("1", "more");
  await bench.vault.rescan();
  await bench.git.idle("owner");
  assertEquals((await subjects(bench.root)).slice(1).sort(), ["Add to “Milk”", "Add “Other” by hand"]);
  assertEquals(await git(bench.root, "status", "--porcelain"), "AM Draft.md");
  assertEquals(await git(bench.root, "show", ":Draft.md"), "first");
});

Deno.test("the trash and half-written files are left out, until somebody wants them in", async () => {
  await using bench = await GitBench.make();
  await bench.vault.create(newNote("1", { title: "Milk" }));
  await bench.edit(".portico-1-1.tmp", "half");
  await bench.vault.delete("1");
  await bench.git.sync("owner");
  assertEquals(await git(bench.root, "ls-files"), "");
  const exclude = await bench.text(".git/info/exclude");
  await Deno.writeTextFile(bench.file(".git/info/exclude"), exclude.replace("/.trash/\n", ""));
  await bench.git.sync("owner");
  assertEquals(await git(bench.root, "ls-files"), ".trash/Milk.md");
});

Deno.test("no hook of the repository runs", async () => {
  await using bench = await GitBench.make();
  await bench.vault.create(newNote("1"));
  await bench.git.idle("owner");
  for (const hook of ["pre-commit", "post-commit", "reference-transaction", "post-index-change"]) {
    await bench.edit(`.git/hooks/${hook}`, `#!/bin/sh\necho ran >> "${bench.data}/ran"\n`);
    await Deno.chmod(bench.file(`.git/hooks/${hook}`), 0o755);
  }
  await bench.vault.append("1", "more");
  await bench.git.idle("owner");
  assertEquals((await subjects(bench.root)).length, 2);
  assertEquals(await Deno.lstat(`${bench.data}/ran`).catch(() => undefined), undefined);
});

Deno.test("commits are of the configured author and of the time of the change", async () => {
  await using bench = await GitBench.make({ config: { authorName: "Notes", authorEmail: "n@example.org" } });
  await bench.vault.create(newNote("1"));
  await bench.git.idle("owner");
  assertEquals(
    await git(bench.root, "log", "--format=%an %ae %cn %ct"),
    `Notes n@example.org Notes ${Date.UTC(2026, 2, 1, 12) / 1000}`,
  );
});

Deno.test("notes that were there before git are one commit, before that of the first change", async () => {
  await using bench = await GitBench.make({ deaf: true });
  for (let number = 0; number < 300; number++) await bench.edit(`Old/${number}.md`, `note ${number}`);
  await bench.stop();
  await using next = await GitBench.make({ data: bench.data });
  await next.vault.create(newNote("1", { title: "Milk" }));
  await next.git.idle("owner");
  assertEquals(await subjects(next.root), ["Begin with 300 files", "Add “Milk”"]);
  assertEquals(await changed(next.root), ["A Milk.md"]);
});

Deno.test("a note whose bytes are no UTF-8 is committed byte for byte", async () => {
  await using bench = await GitBench.make();
  await bench.vault.create(newNote("1", { title: "Milk" }));
  await bench.git.idle("owner");
  const bytes = new Uint8Array([0xff, 0xfe, 0x0d, 0x0a, 0x41, 0x00]);
  await Deno.writeFile(bench.file("Odd.md"), bytes);
  await bench.git.take({ account: "owner", kind: "edited", title: "Odd", paths: ["Odd.md"] });
  await bench.git.idle("owner");
  const committed = await git(bench.root, "rev-parse", "HEAD:Odd.md");
  assertEquals(committed, await git(bench.root, "hash-object", "--no-filters", "Odd.md"));
  assertNotEquals(committed, "");
});

Deno.test("accounts have repositories of their own", async () => {
  await using bench = await GitBench.make();
  await Promise.all([
    bench.vault.create(newNote("1", { title: "Mine" })),
    bench.vaults.of("guest").create(newNote("1", { title: "Hers" })),
  ]);
  await bench.git.idle("owner");
  await bench.git.idle("guest");
  assertEquals(await subjects(bench.root), ["Add “Mine”"]);
  assertEquals(await subjects(bench.vaults.of("guest").root), ["Add “Hers”"]);
});

Deno.test("a vault's folder that was moved away is not made anew in its place", async () => {
  await using bench = await GitBench.make();
  await bench.vault.create(newNote("1", { title: "Milk" }));
  await bench.git.idle("owner");
  await Deno.rename(bench.root, `${bench.root}-away`);
  await bench.vault.rescan();
  await bench.git.idle("owner");
  assertEquals(await Deno.lstat(bench.root).catch(() => undefined), undefined);
  await Deno.rename(`${bench.root}-away`, bench.root);
  await bench.vault.rescan();
  await bench.vault.append("1", "more");
  await bench.git.idle("owner");
  assertEquals(await subjects(bench.root), ["Add “Milk”", "Add to “Milk”"]);
});
