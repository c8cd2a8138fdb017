import { assertEquals } from "@std/assert";
import { completePath } from "../../../adapters/console/path_completion.ts";
import { TestFolder } from "../../support/folder.ts";

async function makeFolder(...names: string[]): Promise<TestFolder> {
  const folder = await TestFolder.make();
  for (const name of names) {
    if (name.endsWith("/")) await Deno.mkdir(folder.join(name), { recursive: true });
    else await Deno.writeTextFile(folder.join(name), "");
  }
  return folder;
}

Deno.test("the rest of the only name is inserted, with what ends the path", async () => {
  await using folder = await makeFolder("list.txt", "photos/", "photos/a.jpg");
  const complete = (begun: string) => completePath(`/file ${begun}`, folder.path)?.insert;
  assertEquals(complete("~/li"), "st.txt ");
  assertEquals(complete("~/ph"), "otos/");
  assertEquals(complete("~/photos/"), "a.jpg ");
  assertEquals(complete('"~/li'), 'st.txt" ');
});

Deno.test("what names have in common is inserted, then they are offered", async () => {
  await using folder = await makeFolder("list.txt", "lists/", ".listed");
  assertEquals(completePath("/file ~/l", folder.path), { insert: "ist", choices: ["list.txt", "lists/"] });
  assertEquals(completePath("/file ~/list", folder.path), { insert: "", choices: ["list.txt", "lists/"] });
  assertEquals(completePath("/file ~/.l", folder.path)?.insert, "isted ");
});

Deno.test("a space is escaped outside of quotes, and read so", async () => {
  await using folder = await makeFolder("my list.txt");
  assertEquals(completePath("/file ~/my", folder.path)?.insert, "\\ list.txt ");
  assertEquals(completePath("/file ~/my\\ l", folder.path)?.insert, "ist.txt ");
  assertEquals(completePath("/file '~/my", folder.path)?.insert, " list.txt' ");
});

Deno.test("where nothing fits nothing is inserted, and where no path is written there is nothing to complete", async () => {
  await using folder = await makeFolder("list.txt");
  assertEquals(completePath("/file ~/x", folder.path), { insert: "", choices: [] });
  assertEquals(completePath("/file ~/nowhere/x", folder.path), { insert: "", choices: [] });
  for (const line of ["/fi", "text ~/l", "/file ~/list.txt and", '/file "~/list.txt" ']) {
    assertEquals(completePath(line, folder.path), undefined, line);
  }
});
