import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Conflict } from "../../../plugins/git/remote_merge.ts";
import { newNote, opens } from "../vault/support.ts";
import { git, GitBench, subjects } from "./support.ts";

/** A bench with a remote, and somebody else's clone of it. */
async function together(): Promise<GitBench & { readonly remote: string; readonly clone: string }> {
  const first = await GitBench.make();
  await first.stop();
  const remote = await first.remote();
  const bench = await GitBench.make({ data: first.data, config: { remote } });
  const clone = `${bench.data}/clone`;
  await git(bench.data, "clone", "--quiet", remote, clone).catch(() => {});
  return Object.assign(bench, { remote, clone });
}

/** Commits in the clone and pushes. */
async function push(clone: string, files: Readonly<Record<string, string | undefined>>, message = "Theirs") {
  await git(clone, "pull", "--quiet", "--no-rebase", "--allow-unrelated-histories", "origin", "main").catch(() => {});
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) await Deno.remove(`${clone}/${path}`);
    else {
      await Deno.mkdir(`${clone}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${clone}/${path}`, text);
    }
  }
  await git(clone, "add", "--all");
  await git(clone, "commit", "--quiet", "-m", message);
  await git(clone, "push", "--quiet", "origin", "HEAD:main");
}

async function conflictsOf(bench: GitBench): Promise<readonly Conflict[]> {
  const { exchange } = await bench.git.sync("owner");
  return exchange?.merged.flatMap(({ conflicts }) => conflicts) ?? [];
}

const DAY = "2026-03-01";

Deno.test("some seconds after the last commit, what is new is pushed at once", async () => {
  await using bench = await together();
  await bench.vault.create(newNote("1", { title: "Milk" }));
  await bench.vault.create(newNote("2", { title: "Bread" }));
  await bench.git.idle("owner");
  assertEquals(bench.outcomes.length, 0);
  await bench.clock.advance(5_000);
  const { exchange } = await bench.heard(1);
  assertEquals(exchange, { sent: 2, merged: [] });
  assertEquals(await subjects(bench.remote, "main"), ["Add “Milk”", "Add “Bread”"]);
});

Deno.test("what others have pushed comes into the vault, and the vault finds it", async () => {
  await using bench = await together();
  await push(bench.clone, { "Work/Theirs.md": "from elsewhere" });
  await bench.vault.create(newNote("1", { title: "Milk" }));
  const { exchange } = await bench.git.sync("owner");
  assertEquals([exchange?.sent, exchange?.merged[0].received], [2, 1]);
  assertEquals(await bench.text("Work/Theirs.md"), "from elsewhere");
  assertEquals((await bench.vault.find("elsewhere")).map(({ path }) => path), ["Work/Theirs.md"]);
  await push(bench.clone, { "Work/Theirs.md": undefined, "Ours.md": "more" });
  assertEquals(await bench.git.sync("owner").then(({ exchange }) => exchange?.sent), 0);
  assertEquals((await bench.vault.list()).map(({ path }) => path).sort(), ["Milk.md", "Ours.md"]);
  assertEquals(await git(bench.root, "status", "--porcelain"), "");
});

Deno.test("changes of the same note in different places are put together", async () => {
  await using bench = await together();
  const lines = Array.from({ length: 20 }, (_, line) => `line ${line}`);
  await bench.vault.create(newNote("1", { title: "Milk", body: lines.join("\n") }));
  await bench.git.sync("owner");
  const text = await bench.text("Milk.md");
  await push(bench.clone, { "Milk.md": text.replace("line 19", "their end") });
  await bench.vault.update("1", (note) => ({ body: note.body.replace("line 0", "our beginning") }));
  assertEquals(await conflictsOf(bench), []);
  const merged = await bench.text("Milk.md");
  assert(merged.includes("our beginning") && merged.includes("their end"));
  assertEquals((await subjects(bench.root)).at(-1), "Merge what came from the remote");
});

Deno.test("of a note changed on both sides both versions stay: theirs under its name, ours beside it, as a note of its own", async () => {
  await using bench = await together();
  await bench.vault.create(newNote("1", { title: "Milk?", body: "first" }));
  await bench.git.sync("owner");
  const text = await bench.text("Milk.md");
  await push(bench.clone, { "Milk.md": text.replace("first", "theirs") });
  await bench.vault.update("1", { body: "ours" });
  assertEquals(await conflictsOf(bench), [{ path: "Milk.md", copy: `Milk (conflict ${DAY}).md` }]);
  assertStringIncludes((await bench.vault.read("1"))?.body ?? "", "theirs");
  const [, copy] = [...await bench.vault.list()].sort((a, b) => a.path.length - b.path.length);
  assertMatch(copy.id, /^1:conflict:[0-9a-f]{8}$/);
  assertEquals(copy.title, `Milk (conflict ${DAY})`);
  assertStringIncludes((await bench.vault.read(copy.id))?.body ?? "", "ours");
  assertEquals(await git(bench.remote, "ls-tree", "--name-only", "main"), `Milk (conflict ${DAY}).md\nMilk.md`);
  assertEquals(await git(bench.root, "status", "--porcelain"), "");
  assertEquals(
    (await subjects(bench.remote, "main")).at(-1),
    "Merge what came from the remote, keeping both versions of “Milk”",
  );
});

Deno.test("a second conflict of a day gets a name of its own", async () => {
  await using bench = await together();
  await bench.vault.create(newNote("1", { title: "Milk", body: "first" }));
  await bench.git.sync("owner");
  for (const round of ["one", "two"]) {
    await push(bench.clone, { "Milk.md": `theirs ${round}` });
    await bench.edit("Milk.md", `ours ${round}`);
    await conflictsOf(bench);
  }
  assertEquals(await bench.text(`Milk (conflict ${DAY}).md`), "ours one");
  assertEquals(await bench.text(`Milk (conflict ${DAY} 2).md`), "ours two");
  assertEquals(await bench.text("Milk.md"), "theirs two");
});

Deno.test("of an attachment changed on both sides both versions stay, byte for byte", async () => {
  await using bench = await together();
  const photo = await bench.vault.attach("1", { key: "1", name: "photo.jpg", open: opens("first") });
  await bench.git.sync("owner");
  await push(bench.clone, { [photo.path]: "theirs\0\x01" });
  await bench.edit(photo.path, "ours\0\x02");
  const copy = photo.path.replace(".jpg", ` (conflict ${DAY}).jpg`);
  assertEquals(await conflictsOf(bench), [{ path: photo.path, copy }]);
  assertEquals([await bench.text(photo.path), await bench.text(copy)], ["theirs\0\x01", "ours\0\x02"]);
});

Deno.test("a note that one side has deleted and the other changed stays as it was changed", async () => {
  await using bench = await together();
  await bench.vault.create(newNote("1", { title: "Milk", body: "first" }));
  await bench.vault.create(newNote("2", { title: "Bread", body: "first" }));
  await bench.git.sync("owner");
  const bread = await bench.text("Bread.md");
  await push(bench.clone, { "Milk.md": undefined, "Bread.md": bread.replace("first", "theirs") });
  await bench.vault.update("1", { body: "ours" });
  await bench.vault.delete("2");
  assertEquals(await conflictsOf(bench), []);
  assertStringIncludes(await bench.text("Milk.md"), "ours");
  assertStringIncludes(await bench.text("Bread.md"), "theirs");
});

Deno.test("a note that they have renamed and we have changed is the renamed one with our change", async () => {
  await using bench = await together();
  const body = Array.from({ length: 10 }, (_, line) => `line ${line}`).join("\n");
  await bench.vault.create(newNote("1", { title: "Молоко", body }));
  await bench.git.sync("owner");
  const text = await bench.text("Молоко.md");
  await push(bench.clone, { "Молоко.md": undefined, "Еда/Хлеб.md": text });
  await bench.vault.append("1", "ours");
  assertEquals(await conflictsOf(bench), []);
  assertEquals((await bench.vault.read("1"))?.path, "Еда/Хлеб.md");
  assertStringIncludes(await bench.text("Еда/Хлеб.md"), "ours");
});

Deno.test("notes of the same name that were begun on both sides are both kept, also with nothing in common before", async () => {
  await using bench = await together();
  await push(bench.clone, { "Milk.md": "theirs", "Same.md": "the same" });
  await bench.edit("Same.md", "the same");
  await bench.vault.create(newNote("1", { title: "Milk", body: "ours" }));
  assertEquals(await conflictsOf(bench), [{ path: "Milk.md", copy: `Milk (conflict ${DAY}).md` }]);
  assertEquals(await bench.text("Milk.md"), "theirs");
  assertEquals((await subjects(bench.remote, "main")).length, 4);
});

Deno.test("/sync of a new vault brings what is at the remote", async () => {
  await using bench = await together();
  await push(bench.clone, { "Theirs.md": "theirs" });
  const { exchange } = await bench.git.sync("owner");
  assertEquals([exchange?.sent, exchange?.merged[0].received], [0, 1]);
  assertEquals(await bench.text("Theirs.md"), "theirs");
});

Deno.test("a failed exchange is told, tried again later and told when it works, and no commit is lost", async () => {
  await using bench = await together();
  await Deno.rename(bench.remote, `${bench.remote}.away`);
  await bench.vault.create(newNote("1", { title: "Milk" }));
  await bench.git.idle("owner");
  await bench.clock.advance(5_000);
  assertEquals((await bench.heard(1)).problem?.code, "missing");
  await bench.vault.create(newNote("2", { title: "Bread" }));
  // Each attempt that fails makes the next wait twice as long.
  await bench.clock.advance(1_000);
  assertEquals((await bench.heard(2)).problem?.code, "missing");
  await Deno.rename(`${bench.remote}.away`, bench.remote);
  await bench.clock.advance(1_999);
  assertEquals(bench.outcomes.length, 2);
  await bench.clock.advance(1);
  assertEquals((await bench.heard(3)).exchange?.sent, 2);
  assertEquals(await subjects(bench.remote, "main"), ["Add “Milk”", "Add “Bread”"]);
});

Deno.test("a push that the remote refuses is a problem of its own, with what git says", async () => {
  await using bench = await together();
  await Deno.writeTextFile(`${bench.remote}/hooks/pre-receive`, "#!/bin/sh\necho not today >&2\nexit 1\n");
  await Deno.chmod(`${bench.remote}/hooks/pre-receive`, 0o755);
  await bench.vault.create(newNote("1"));
  const { problem } = await bench.git.sync("owner");
  assertEquals(problem?.code, "rejected");
  assertMatch(problem?.detail ?? "", /pre-receive hook declined/);
});

Deno.test("somebody who pushes between our pull and our push is merged, and nothing of theirs is lost", async () => {
  await using bench = await together();
  await bench.vault.create(newNote("1", { title: "Milk" }));
  await bench.git.sync("owner");
  await push(bench.clone, {}).catch(() => {});
  // The remote's own hook plays the other person, once, while our push is under way.
  await Deno.writeTextFile(`${bench.clone}/Late.md`, "late");
  await git(bench.clone, "add", "--all");
  await git(bench.clone, "commit", "--quiet", "-m", "Late");
  const late = await git(bench.clone, "rev-parse", "HEAD");
  await git(bench.clone, "push", "--quiet", "origin", "HEAD:late");
  const hook = `#!/bin/sh\ncd "${bench.remote}"\nrm hooks/pre-receive\n` +
    `unset GIT_QUARANTINE_PATH\ngit update-ref refs/heads/main ${late}\n`;
  await Deno.writeTextFile(`${bench.remote}/hooks/pre-receive`, hook);
  await Deno.chmod(`${bench.remote}/hooks/pre-receive`, 0o755);
  await bench.vault.create(newNote("2", { title: "Bread" }));
  const { exchange, problem } = await bench.git.sync("owner");
  assertEquals(problem, undefined);
  assertEquals(exchange?.merged.map(({ received }) => received), [0, 1]);
  assertEquals(
    (await git(bench.remote, "ls-tree", "--name-only", "main")).split("\n"),
    ["Bread.md", "Late.md", "Milk.md"],
  );
});

Deno.test("while something is staged nothing is merged, and it stays staged", async () => {
  await using bench = await together();
  await bench.vault.create(newNote("1", { title: "Milk" }));
  await bench.git.sync("owner");
  await push(bench.clone, { "Theirs.md": "theirs" });
  await bench.edit("Draft.md", "draft");
  await git(bench.root, "add", "Draft.md");
  const { problem } = await bench.git.sync("owner");
  assertEquals([problem?.code, problem?.detail], ["staged", "Draft.md"]);
  assertEquals(await git(bench.root, "status", "--porcelain"), "A  Draft.md");
  await git(bench.root, "commit", "--quiet", "-m", "Draft");
  assertEquals((await bench.git.sync("owner")).problem, undefined);
  assertEquals(await bench.text("Theirs.md"), "theirs");
});

Deno.test("a file that git ignores is never written over by one that comes", async () => {
  await using bench = await together();
  await bench.edit(".git/info/exclude", "");
  await Deno.remove(bench.file(".git"), { recursive: true });
  await bench.edit(".gitignore", "Mine.md\n");
  await bench.git.sync("owner");
  await bench.edit("Mine.md", "mine");
  await push(bench.clone, { ".gitignore": "", "Mine.md": "theirs", "Other.md": "other" });
  const { problem } = await bench.git.sync("owner");
  assertEquals([problem?.code, problem?.detail], ["in-the-way", "Mine.md"]);
  assertEquals(await bench.text("Mine.md"), "mine");
  assertEquals(await git(bench.root, "status", "--porcelain"), "");
});

Deno.test("a link that comes from the remote leads nowhere", async () => {
  await using bench = await together();
  await bench.vault.create(newNote("1"));
  await bench.git.sync("owner");
  await git(bench.clone, "pull", "--quiet", "origin", "main");
  await Deno.symlink("/etc/hostname", `${bench.clone}/Link.md`);
  await push(bench.clone, {});
  await bench.git.sync("owner");
  assertEquals((await Deno.lstat(bench.file("Link.md"))).isSymlink, false);
  assertEquals(await bench.text("Link.md"), "/etc/hostname");
  const before = await git(bench.root, "rev-parse", "HEAD");
  await bench.git.sync("owner");
  assertEquals(await git(bench.root, "rev-parse", "HEAD"), before);
});

Deno.test("neither a hook nor an attribute that comes from a remote runs anything", async () => {
  await using bench = await together();
  await bench.vault.create(newNote("1"));
  await bench.git.sync("owner");
  for (const hook of ["post-merge", "post-checkout", "pre-push", "reference-transaction", "post-index-change"]) {
    await bench.edit(`.git/hooks/${hook}`, `#!/bin/sh\necho ran >> "${bench.data}/ran"\n`);
    await Deno.chmod(bench.file(`.git/hooks/${hook}`), 0o755);
  }
  await push(bench.clone, {
    ".gitattributes": "*.md merge=evil filter=evil diff=evil\n",
    ".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch ran"\n',
    "Theirs.md": "theirs",
  });
  await bench.vault.append("1", "more");
  assertEquals((await bench.git.sync("owner")).problem, undefined);
  assertEquals(await bench.text("Theirs.md"), "theirs");
  assertEquals(await Deno.lstat(`${bench.data}/ran`).catch(() => undefined), undefined);
});

Deno.test("a note that is written while a merge is made is neither lost nor part of it", async () => {
  await using bench = await together();
  await bench.vault.create(newNote("0", { title: "First" }));
  await bench.git.sync("owner");
  const theirs = Object.fromEntries(Array.from({ length: 10 }, (_, number) => [`Their ${number}.md`, `${number}`]));
  await push(bench.clone, theirs);
  const synced = bench.git.sync("owner");
  await Promise.all(
    Array.from({ length: 8 }, (_, number) => bench.vault.create(newNote(`${number + 1}`, { title: `Our ${number}` }))),
  );
  assertEquals((await synced).problem, undefined);
  await bench.git.idle("owner");
  await bench.git.sync("owner");
  const said = await subjects(bench.remote, "main");
  assertEquals(said.filter((subject) => subject.startsWith("Add “Our")).length, 8);
  assertEquals((await git(bench.remote, "ls-tree", "--name-only", "main")).split("\n").length, 19);
  assertEquals(await git(bench.root, "status", "--porcelain"), "");
});

Deno.test("each vault is pushed to the remote of its account, and without a place for it only the owner's is", async () => {
  await using first = await GitBench.make();
  const [mine, hers] = [await first.remote("vault-owner"), await first.remote("vault-guest")];
  await first.stop();
  await using bench = await GitBench.make({
    data: first.data,
    config: { remote: `${first.data}/vault-{account}.git` },
  });
  await bench.vault.create(newNote("1", { title: "Mine" }));
  await bench.vaults.of("guest").create(newNote("1", { title: "Hers" }));
  await Promise.all([bench.git.sync("owner"), bench.git.sync("guest")]);
  assertEquals([await subjects(mine, "main"), await subjects(hers, "main")], [["Add “Mine”"], ["Add “Hers”"]]);
  await using plain = await GitBench.make({ config: { remote: mine } });
  await plain.vaults.of("guest").create(newNote("1", { title: "Hers" }));
  assertEquals(await plain.git.sync("guest"), {});
  assertEquals(await subjects(mine, "main"), ["Add “Mine”"]);
});

Deno.test("a stop ends an exchange at once, and what was not committed is at the next start", async () => {
  await using bench = await together();
  await bench.vault.create(newNote("1", { title: "Milk" }));
  await bench.git.idle("owner");
  // Our push waits in the remote's hook until the test lets it go.
  const [began, go] = [`${bench.data}/began`, `${bench.data}/go`];
  for (const pipe of [began, go]) await new Deno.Command("mkfifo", { args: [pipe] }).output();
  await Deno.writeTextFile(
    `${bench.remote}/hooks/pre-receive`,
    `#!/bin/sh\necho began > "${began}"\nread line < "${go}"\nexit 1\n`,
  );
  await Deno.chmod(`${bench.remote}/hooks/pre-receive`, 0o755);
  await bench.clock.advance(5_000);
  await Deno.readTextFile(began);
  const stragglers = await bench.tasks.stop();
  await Deno.writeTextFile(go, "go\n");
  assertEquals(stragglers, []);
  assertEquals(bench.outcomes, []);
});
