/** The real program with git: what it may do, and that notes end up where they belong. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { git, subjects } from "../plugins/git/support.ts";
import { TestFolder } from "../support/folder.ts";
import { run } from "../support/program.ts";

Deno.test("a start that may not run git says so before anything begins, and which start may", async () => {
  await using folder = await TestFolder.make();
  const { code, stderr } = await run("", { data: folder.join("data"), env: { PORTICO_GIT: "on" } });
  assertEquals(code, 2);
  assertStringIncludes(
    stderr,
    'PORTICO_GIT: this start may not run git. "deno task serve" is the start that may run git, once git is installed.',
  );
});

Deno.test("a machine without git is told what to do", async () => {
  await using folder = await TestFolder.make();
  const { code, stderr } = await run("", {
    data: folder.join("data"),
    env: { PORTICO_GIT: "on", PATH: folder.path },
    task: "serve",
    flags: ["--allow-run=git"],
  });
  assertEquals(code, 2);
  assertStringIncludes(stderr, "once git is installed.");
});

Deno.test("a password in the address of the remote is refused, and not repeated", async () => {
  await using folder = await TestFolder.make();
  const { code, stderr } = await run("", {
    data: folder.join("data"),
    env: { PORTICO_GIT: "on", PORTICO_GIT_REMOTE: "https://anna:s3cret-word@example.org/notes.git" },
  });
  assertEquals(code, 2);
  assertStringIncludes(stderr, "PORTICO_GIT_REMOTE: holds a name or password");
  assertEquals(stderr.includes("s3cret"), false);
});

Deno.test("what is piped in is committed and pushed before the program ends, with the permission to run git and no other program", async () => {
  await using folder = await TestFolder.make();
  const remote = folder.join("remote.git");
  await git(folder.path, "init", "--quiet", "--bare", "--initial-branch=main", remote);
  const { code, stderr } = await run("Milk\n", {
    data: folder.join("data"),
    env: { PORTICO_GIT: "on", PORTICO_GIT_REMOTE: remote },
    task: "serve",
    flags: ["--allow-run=git"],
  });
  assertEquals(code, 0, stderr);
  assertEquals(await subjects(remote, "main"), ["Add “Milk”"]);
});
