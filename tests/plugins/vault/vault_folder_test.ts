import { assert, assertEquals, assertRejects } from "@std/assert";
import { splitNote } from "../../../plugins/vault/front_matter.ts";
import { VaultError } from "../../../plugins/vault/vault_error.ts";
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

Deno.test("nothing is moved into the vault or out of it, not through a link either", async () => {
  await using test = await TestFolder.make();
  const folder = new VaultFolder(test.join("vault"));
  for (const name of ["vault", "elsewhere"]) {
    await Deno.mkdir(test.join(name));
    await Deno.writeTextFile(test.join(name, "a.md"), name);
  }
  await Deno.symlink(test.join("elsewhere"), test.join("vault", "link"));
  const moves = [["../elsewhere/a.md", "b.md"], ["link/a.md", "b.md"], ["a.md", "../b.md"], ["a.md", "link/b.md"]];
  for (const [from, to] of moves) {
    const error = await assertRejects(() => folder.move(from, to), VaultError);
    assertEquals(error.code, "outside", `${from} to ${to}`);
  }
});

Deno.test("a folder that is a link stays when a note is moved out of it, with all that is in it", async () => {
  await using test = await TestFolder.make();
  await Deno.mkdir(test.join("shelf"));
  for (const name of ["a.md", "b.md"]) await Deno.writeTextFile(test.join("shelf", name), name);
  await Deno.symlink(test.join("shelf"), test.join("link"));
  assert(await new VaultFolder(test.path).move("link/a.md", "a.md"));
  assertEquals(await Deno.readTextFile(test.join("link", "b.md")), "b.md");
});
