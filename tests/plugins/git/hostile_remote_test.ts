/** Trees that no git of good will makes, pushed by somebody who may push. */
import { assert, assertEquals } from "@std/assert";
import { newNote } from "../vault/support.ts";
import { git, GitBench } from "./support.ts";

/** An entry of a tree: a file with its text, a folder with its entries, or something else by its mode. */
type Entry = readonly [name: string, content: string | readonly Entry[], mode?: string];

async function write(remote: string, input: string, ...args: string[]): Promise<string> {
  const child = new Deno.Command("git", {
    args: [...args],
    cwd: remote,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { stdout, stderr } = await child.output();
  const hash = new TextDecoder().decode(stdout).trim();
  if (hash === "") throw new Error(new TextDecoder().decode(stderr));
  return hash;
}

async function treeOf(remote: string, entries: readonly Entry[]): Promise<string> {
  const lines: string[] = [];
  for (const [name, content, mode] of entries) {
    if (typeof content !== "string") lines.push(`040000 tree ${await treeOf(remote, content)}\t${name}\0`);
    else if (mode === "160000") lines.push(`160000 commit ${"1".repeat(40)}\t${name}\0`);
    else {lines.push(
        `${mode ?? "100644"} blob ${await write(remote, content, "hash-object", "-w", "--stdin")}\t${name}\0`,
      );}
  }
  return await write(remote, lines.join(""), "mktree", "-z", "--missing");
}

/** Puts a commit with these files on top of the remote's branch. */
async function commit(remote: string, entries: readonly Entry[]): Promise<void> {
  const main = await git(remote, "rev-parse", "main");
  const kept: Entry[] = [];
  for (const name of (await git(remote, "ls-tree", "--name-only", "main")).split("\n")) {
    if (name !== "") kept.push([name, await git(remote, "cat-file", "blob", `main:${name}`)]);
  }
  const tree = await treeOf(remote, [...kept, ...entries]);
  await git(
    remote,
    "update-ref",
    "refs/heads/main",
    await git(remote, "commit-tree", "-p", main, "-m", "Theirs", tree),
  );
}

const TREES: Readonly<Record<string, readonly Entry[]>> = {
  "a folder .git with a hook": [[".git", [["hooks", [["post-merge", "#!/bin/sh\ntouch ran", "100755"]]]]]],
  "the same by other names of it": [[".GIT", [["config", "[core]\n\tfsmonitor = touch ran"]]], ["git~1", "x"]],
  "a folder that leads up": [["..", [["outside.md", "x"]]]],
  "names that are one elsewhere": [["Same.md", "a"], ["same.md", "b"], ["e\u0301.md", "c"], ["\u00e9.md", "d"]],
  "names with everything that a name can have": [
    ["a\nb.md", "a"],
    ["a\\b.md", "b"],
    ["-rf.md", "c"],
    [" .md", "d"],
    ["\x1b[2J.md", "e"],
    ["CON.md", "f"],
    [`${"я".repeat(126)}.md`, "g"],
  ],
  "links of all kinds": [["Link.md", "../../../outside.md", "120000"], ["folder", "/etc", "120000"], [
    "attachments",
    "..",
    "120000",
  ]],
  "another repository inside": [["sub", "", "160000"], [
    ".gitmodules",
    '[submodule "s"]\n\tpath = sub\n\turl = ext::sh -c "touch ran"\n',
  ]],
};

for (const [what, entries] of Object.entries(TREES)) {
  Deno.test(`a remote with ${what} harms nothing, and the vault goes on`, async () => {
    const first = await GitBench.make();
    await first.stop();
    const remote = await first.remote();
    await using bench = await GitBench.make({ data: first.data, config: { remote } });
    await bench.vault.create(newNote("1", { title: "Mine" }));
    assertEquals((await bench.git.sync("owner")).problem, undefined);
    const beside = await namesIn(bench.data);
    await commit(remote, entries);
    await bench.git.sync("owner");
    assertEquals(await namesIn(bench.data), beside, "something was written beside the vault");
    for await (const { name, isSymlink } of Deno.readDir(bench.root)) assert(!isSymlink, `${name} is a link`);
    await bench.vault.rescan();
    await bench.vault.create(newNote("2", { title: "Also mine" }));
    await bench.git.sync("owner");
    assertEquals((await bench.vault.read("1"))?.title, "Mine");
    assertEquals((await bench.vault.read("2"))?.title, "Also mine");
    assertEquals(await git(bench.root, "ls-files", "Also mine.md"), "Also mine.md");
  });
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).toSorted();
}
