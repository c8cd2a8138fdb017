import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { VaultFolder } from "../../../plugins/vault/vault_folder.ts";
import { VaultError } from "../../../plugins/vault/vault_error.ts";

const bytes = new TextEncoder().encode("text");
const root = Deno.makeTempDirSync();
addEventListener("unload", () => Deno.removeSync(root, { recursive: true }));

Deno.test({
  name: "a vault that may not be written says so, and nothing is in it",
  permissions: { read: true, write: false },
  fn: async () => {
    const error = await assertRejects(() => new VaultFolder(root).create("Note.md", bytes), VaultError);
    assertEquals(error.code, "read_only");
    assertStringIncludes(error.message, "Give the bot the right");
    assertEquals([...Deno.readDirSync(root)], []);
  },
});

Deno.test("a file in the place of a folder is a clear failure", async () => {
  await Deno.writeTextFile(`${root}/file`, "");
  const error = await assertRejects(() => new VaultFolder(root).create("file/Note.md", bytes), VaultError);
  assertEquals(error.code, "failed");
  assert(error.cause instanceof Error);
  await Deno.remove(`${root}/file`);
});

Deno.test({
  name: "a full disk is called a full disk",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    using full = await Deno.open("/dev/full", { write: true });
    const thrown = await full.write(bytes).then(() => undefined, (error: unknown) => error);
    assertEquals(VaultError.of(thrown, "Writing Note.md").code, "full");
  },
});

Deno.test("an error of the vault stays what it is", () => {
  const error = new VaultError("busy", "wait");
  assertEquals(VaultError.of(error, "Writing"), error);
});
