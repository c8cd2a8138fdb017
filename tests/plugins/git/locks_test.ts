/** What a killed git leaves. */
import { assertEquals } from "@std/assert";
import { newNote } from "../vault/support.ts";
import { git, GitBench, NOON, subjects } from "./support.ts";

/** A vault with one commit, and what was left in its repository; the bench is opened anew. */
async function left(
  files: Readonly<Record<string, { readonly text: string; readonly at: number }>>,
): Promise<GitBench> {
  const first = await GitBench.make();
  await first.vault.create(newNote("1", { title: "Milk" }));
  await first.git.idle("owner");
  await first.stop();
  for (const [name, { text, at }] of Object.entries(files)) {
    await Deno.writeTextFile(first.file(`.git/${name}`), text);
    await Deno.utime(first.file(`.git/${name}`), new Date(at), new Date(at));
  }
  return await GitBench.make({ data: first.data });
}

const OLD = NOON - 3_600_000;
const mark = { text: JSON.stringify({ since: OLD, paths: ["Milk.md"] }), at: OLD };

Deno.test("a lock that we have left is taken away at the next start", async () => {
  await using bench = await left({
    "portico-under-way": mark,
    "index.lock": { text: "", at: OLD },
    "refs/heads/main.lock": { text: "", at: OLD },
    "portico-index.lock": { text: "", at: OLD },
  });
  await bench.vault.append("1", "more");
  await bench.git.idle("owner");
  assertEquals(await subjects(bench.root), ["Add “Milk”", "Add to “Milk”"]);
  assertEquals(await git(bench.root, "status", "--porcelain"), "");
});

Deno.test("somebody else's lock stays, and what waits is committed when it is gone", async () => {
  await using bench = await left({ "refs/heads/main.lock": { text: "", at: OLD } });
  await bench.vault.append("1", "more");
  assertEquals((await bench.heard(1)).problem?.code, "locked");
  await bench.clock.advance(1_000);
  assertEquals((await bench.heard(2)).problem?.code, "locked");
  assertEquals(await subjects(bench.root), ["Add “Milk”"]);
  await Deno.remove(bench.file(".git/refs/heads/main.lock"));
  const committed = bench.git.idle("owner");
  await bench.clock.advance(2_000);
  await committed;
  assertEquals(await subjects(bench.root), ["Add “Milk”", "Add to “Milk”"]);
});

Deno.test("a lock of a moment ago stays: its git may have outlived us", async () => {
  await using bench = await left({ "portico-under-way": mark, "index.lock": { text: "", at: NOON - 1_000 } });
  await bench.vault.append("1", "more");
  assertEquals((await bench.heard(1)).problem?.code, "locked");
  assertEquals((await Deno.lstat(bench.file(".git/index.lock"))).isFile, true);
});

Deno.test("a crash between a commit and the index leaves nothing that looks staged", async () => {
  await using bench = await left({ "portico-under-way": mark });
  // The index says what it said before the commit: nothing.
  await git(bench.root, "rm", "--quiet", "--cached", "Milk.md");
  await bench.git.catchUp();
  await bench.git.idle("owner");
  assertEquals(await subjects(bench.root), ["Add “Milk”"]);
  assertEquals(await git(bench.root, "status", "--porcelain"), "");
});

Deno.test("while somebody is in the middle of a merge nothing is committed into it", async () => {
  await using bench = await left({});
  const head = await git(bench.root, "rev-parse", "HEAD");
  await Deno.writeTextFile(bench.file(".git/MERGE_HEAD"), `${head}\n`);
  await bench.vault.append("1", "more");
  assertEquals((await bench.heard(1)).problem?.code, "busy");
  assertEquals(await subjects(bench.root), ["Add “Milk”"]);
});

Deno.test("an index of ours that is damaged is made anew", async () => {
  await using bench = await left({ "portico-index": { text: "no index", at: OLD } });
  await bench.vault.append("1", "more");
  await bench.git.idle("owner");
  assertEquals(await subjects(bench.root), ["Add “Milk”", "Add to “Milk”"]);
});

Deno.test("a commit that somebody else made meanwhile is built upon", async () => {
  await using bench = await left({});
  await bench.vault.append("1", "more");
  await bench.git.idle("owner");
  await git(bench.root, "commit", "--quiet", "--allow-empty", "-m", "Mine");
  await bench.vault.append("1", "even more");
  await bench.git.idle("owner");
  assertEquals((await subjects(bench.root)).slice(1), ["Add to “Milk”", "Mine", "Add to “Milk”"]);
});

Deno.test("a repository that was taken away is begun anew", async () => {
  await using bench = await left({});
  await bench.vault.append("1", "more");
  await bench.git.idle("owner");
  await Deno.remove(bench.file(".git"), { recursive: true });
  await bench.vault.create(newNote("2", { title: "Bread" }));
  await bench.git.idle("owner");
  assertEquals(await subjects(bench.root), ["Begin with one file", "Add “Bread”"]);
});
