import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { inside } from "../../../plugins/vault/paths.ts";
import { VaultError } from "../../../plugins/vault/vault_error.ts";

async function withRoot(test: (root: string, outside: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await Deno.mkdir(`${folder}/vault/Work`, { recursive: true });
    await Deno.mkdir(`${folder}/vault-of-another`);
    await Deno.writeTextFile(`${folder}/secret.md`, "secret");
    await test(`${folder}/vault`, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function assertOutside(root: string, path: string): Promise<void> {
  const error = await assertRejects(() => inside(root, path), VaultError);
  assertEquals(error.code, "outside");
}

Deno.test("a path within the vault is found, whether something is there or not", async () => {
  await withRoot(async (root) => {
    assertEquals(await inside(root, "Work/Ideas.md"), `${root}/Work/Ideas.md`);
    assertEquals(await inside(root, "New/deep/Note.md"), `${root}/New/deep/Note.md`);
    assertEquals(await inside(root, "time 10:30.md"), `${root}/time 10:30.md`);
  });
});

Deno.test("paths that lead out are refused", async () => {
  await withRoot(async (root) => {
    for (
      const path of [
        "../secret.md",
        "/etc/passwd",
        "Work/../../secret.md",
        "",
        "a//b",
        ".",
        "./a",
        "..\\secret.md",
        "a\0b",
      ]
    ) {
      await assertOutside(root, path);
    }
  });
});

Deno.test("a link that leads out of the vault is refused, one that stays inside is followed", async () => {
  await withRoot(async (root, outside) => {
    await Deno.symlink(outside, `${root}/out`);
    await Deno.symlink(`${outside}/secret.md`, `${root}/note.md`);
    await Deno.symlink(`${outside}/vault-of-another`, `${root}/neighbour`);
    await Deno.symlink(`${outside}/not-there-yet`, `${root}/dangling`);
    await Deno.symlink(`${root}/Work`, `${root}/Job`);
    for (const path of ["out/secret.md", "note.md", "neighbour/new.md", "dangling", "dangling/new.md"]) {
      await assertOutside(root, path);
    }
    assertEquals(await inside(root, "Job/new.md"), `${root}/Job/new.md`);
  });
});

Deno.test("whatever somebody calls a path, it stays inside or is refused", async () => {
  await withRoot(async (root, outside) => {
    await Deno.symlink(outside, `${root}/out`);
    const part = fc.constantFrom(
      "..",
      ".",
      "",
      "out",
      "Work",
      "a",
      "secret.md",
      "~",
      "%2e%2e",
      "..\u200B",
      "\u2025",
      "C:",
      "..\\..",
      "\0",
      "con",
    );
    const path = fc.oneof(
      fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join("/")),
      fc.string({ unit: "binary", maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(path, async (path) => {
        try {
          const found = await inside(root, path);
          assert(
            new URL(`file://${encodeURI(found).replaceAll("#", "%23").replaceAll("?", "%3F")}`).pathname.startsWith(
              `${encodeURI(root)}/`,
            ),
            found,
          );
          assert(!found.startsWith(`${root}/out/`), found);
        } catch (error) {
          assert(error instanceof VaultError, String(error));
          assert(["outside", "failed"].includes(error.code), error.message);
        }
      }),
      { numRuns: 500 },
    );
  });
});
