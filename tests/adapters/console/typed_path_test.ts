import { assertEquals, assertRejects } from "@std/assert";
import { attachFile } from "../../../adapters/console/attached_file.ts";
import { InputProblem } from "../../../adapters/console/console_texts.ts";
import { findFile } from "../../../adapters/console/typed_path.ts";
import { pathToFileURL } from "node:url";
import { TestFolder } from "../../support/folder.ts";

/** A home folder with some files in it. */
async function withHome(test: (home: TestFolder) => Promise<void>, ...files: string[]): Promise<void> {
  await using home = await TestFolder.make();
  for (const file of files) await Deno.writeTextFile(home.join(file), "x");
  await test(home);
}

function find(words: string, home: TestFolder) {
  return findFile(words.replaceAll("HOME", home.path), (path) => attachFile(path, home.path));
}

async function problemOf(words: string, home: TestFolder): Promise<unknown[]> {
  const { text } = await assertRejects(() => find(words, home), InputProblem, undefined, words);
  return [text.id, text.args?.path];
}

Deno.test("a path may be in quotes, escaped, or as it is, with a caption behind it", () =>
  withHome(
    async (home) => {
      const ways: [words: string, name: string, caption: string][] = [
        ["~/plain.txt", "plain.txt", ""],
        ["HOME/plain.txt  two words", "plain.txt", "two words"],
        ['"HOME/a b.txt" two words', "a b.txt", "two words"],
        ["'~/a b.txt'", "a b.txt", ""],
        ["~/a\\ b.txt two words", "a b.txt", "two words"],
        ["~/it\\'s\\ \\(1\\)\\ \\[x\\].txt", "it's (1) [x].txt", ""],
        ["~/a b.txt two words", "a b.txt", "two words"],
        ["~/it's (1) [x].txt", "it's (1) [x].txt", ""],
        ["~/plain.txt b.txt", "plain.txt", "b.txt"],
        ["~/plain.txt line\nline", "plain.txt", "line\nline"],
      ];
      for (const [words, name, caption] of ways) {
        const found = await find(words, home);
        assertEquals([found.attachment.name, found.caption], [name, caption], words);
      }
    },
    "plain.txt",
    "a b.txt",
    "it's (1) [x].txt",
  ));

Deno.test("what a file manager drops or copies may be a file: address", () =>
  withHome(async (home) => {
    const address = pathToFileURL(home.join("a b.txt")).href;
    const { attachment, caption } = await find(`${address} for you`, home);
    assertEquals([attachment.name, caption], ["a b.txt", "for you"]);
    assertEquals(await problemOf("file://elsewhere/a.txt", home), ["file-uri", "file://elsewhere/a.txt"]);
  }, "a b.txt"));

Deno.test("an empty file is a file", () =>
  withHome(async (home) => {
    await Deno.writeTextFile(home.join("empty"), "");
    assertEquals((await find("~/empty", home)).attachment.size, 0);
  }));

Deno.test("what can't be attached is told with the place where it was looked for", () =>
  withHome(async (home) => {
    assertEquals(await problemOf("~/nope.txt with a caption", home), ["file-missing", home.join("nope.txt")]);
    assertEquals(await problemOf("nope.txt", home), ["file-missing", `${Deno.cwd()}/nope.txt`]);
    assertEquals(await problemOf("~/plain.txt/x", home), ["file-missing", home.join("plain.txt", "x")]);
    assertEquals(await problemOf("~", home), ["file-is-folder", home.path]);
    assertEquals(await problemOf("/dev/zero", home), ["file-is-special", "/dev/zero"]);
    assertEquals(await problemOf('"~/plain.txt', home), ["file-quote", undefined]);
    assertEquals(await problemOf("", home), ["file-usage", undefined]);
    assertEquals(await problemOf('""', home), ["file-usage", undefined]);
  }, "plain.txt"));

Deno.test("a file without rights is told", () =>
  withHome(async (home) => {
    await Deno.chmod(home.join("mine"), 0);
    const mayReadAll = await Deno.open(home.join("mine")).then((file) => (file.close(), true), () => false);
    if (mayReadAll) assertEquals((await find("~/mine", home)).attachment.name, "mine"); // the rights of root end nowhere
    else assertEquals(await problemOf("~/mine", home), ["file-unreadable", home.join("mine")]);
  }, "mine"));
