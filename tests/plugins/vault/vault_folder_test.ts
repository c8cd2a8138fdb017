import { assert, assertEquals } from "@std/assert";
import { splitNote } from "../../../plugins/vault/front_matter.ts";
import { VaultFolder } from "../../../plugins/vault/vault_folder.ts";
import { TestFolder } from "../../support/folder.ts";

Deno.test("a note that somebody has changed since it was read is not written over, though it is as long as before", async () => {
  await using test = await TestFolder.make();
  const folder = new VaultFolder(test.path);
  await Deno.writeTextFile(test.join("a.md"), "milk\n");
  const read = await folder.read("a.md");
  assert(read !== undefined);
  await Deno.writeTextFile(test.join("a.md"), "salt\n");
  await Deno.utime(test.join("a.md"), new Date(), new Date(read.state.modified + 1_000));
  assertEquals(await folder.replace(read, splitNote("bread\n")), false);
  assertEquals(await Deno.readTextFile(test.join("a.md")), "salt\n");
});
