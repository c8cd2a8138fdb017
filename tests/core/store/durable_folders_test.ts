import { assert, assertRejects } from "@std/assert";
import { DurableFolders } from "../../../core/mod.ts";
import { TestFolder } from "../../support/folder.ts";

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

Deno.test("a folder cannot be made where a file is in the way", async () => {
  await using test = await TestFolder.make();
  await Deno.writeTextFile(test.join("file"), "");
  await assertRejects(() => new DurableFolders().make(test.join("file", "a", "b")), Deno.errors.NotADirectory);
});
