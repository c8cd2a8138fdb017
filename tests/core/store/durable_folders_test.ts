import { assert, assertEquals, assertRejects } from "@std/assert";
import { DurableFolders } from "../../../core/mod.ts";
import { FileCalls } from "../../support/file_calls.ts";
import { TestFolder } from "../../support/folder.ts";
import { canTrace } from "../../torture/power/system_calls.ts";

async function isFolder(path: string): Promise<boolean> {
  return (await Deno.stat(path)).isDirectory;
}

Deno.test("folders are made with those they are in, by several at once, and made again when somebody has deleted them", async () => {
  await using test = await TestFolder.make();
  const folders = new DurableFolders();
  const deep = test.join("a", "b", "c");
  await Promise.all([folders.make(deep), folders.make(deep), folders.make(test.join("a", "b"))]);
  assert(await isFolder(deep));
  await Deno.remove(test.join("a"), { recursive: true });
  await folders.make(deep);
  assert(await isFolder(deep));
});

Deno.test("the names of all folders on the way are on the disk, those too that somebody else has made, once in a process", async () => {
  await using test = await TestFolder.make();
  await Deno.mkdir(test.join("a"));
  const folders = new DurableFolders();
  using calls = new FileCalls(test.path);
  await folders.make(test.join("a", "b", "c"));
  const within = () => calls.list.splice(0).filter((call) => !call.includes(".."));
  assertEquals(within(), ["sync .", "sync a", "sync a/b"]);
  await folders.make(test.join("a", "b", "c"));
  assertEquals(within(), []);
});

Deno.test("a folder cannot be made where a file is in the way", async () => {
  await using test = await TestFolder.make();
  await Deno.writeTextFile(test.join("file"), "");
  await assertRejects(() => new DurableFolders().make(test.join("file", "a", "b")), Deno.errors.NotADirectory);
});

/** What becomes of a sync of a folder that the system answers like this. */
async function syncWith(fault: string): Promise<string> {
  const module = new URL("../../../core/store/durable_folders.ts", import.meta.url);
  const code = `import { syncFolder } from "${module}";
    console.log(await syncFolder(Deno.cwd()).then(() => "done", ({ message }) => message));`;
  const args = ["-f", "-q", "-o", "/dev/null", "-e", "trace=fsync", "-e", `inject=fsync:error=${fault}`];
  const { stdout } = await new Deno.Command("strace", { args: [...args, Deno.execPath(), "eval", code] }).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test({
  name: "a folder that the disk fails to sync is an error, one that can't be synced is none",
  ignore: !await canTrace(), // needs strace, and the right to use it
  fn: async () => {
    assertEquals(await syncWith("EIO"), "Input/output error (os error 5)");
    assertEquals(await syncWith("EINVAL"), "done");
  },
});
