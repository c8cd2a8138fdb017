/** What a user reads, of every plugin and adapter that says something: found in the folders, so that a new one is checked unasked. */
import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { textProblems } from "../../core/i18n/text_problems.ts";

const root = new URL("../../", import.meta.url);

const speakers = ["adapters", "plugins"].flatMap((room) =>
  [...Deno.readDirSync(new URL(room, root))]
    .filter(({ isDirectory }) => isDirectory)
    .map(({ name }) => ({ name, folder: new URL(`${room}/${name}/texts/`, root) }))
    .filter(({ folder }) => existsSync(folder))
);

/** Fluent source by language; a language whose file is missing is empty, so that all its texts are. */
function textsIn(folder: URL): { readonly en: string } & Record<string, string> {
  const texts = { en: "", ru: "" };
  for (const { name } of Deno.readDirSync(folder)) {
    Object.assign(texts, { [name.replace(/\.ftl$/, "")]: Deno.readTextFileSync(new URL(name, folder)) });
  }
  return texts;
}

Deno.test("texts of the console and of the plugins are found", () => {
  const names = speakers.map(({ name }) => name);
  assert(names.includes("console") && names.includes("note"), `Only of ${names.join(", ")}.`);
});

for (const { name, folder } of speakers) {
  Deno.test(`${name}: every text is there in every language, and can be read`, () => {
    assertEquals(textProblems(name, textsIn(folder)), []);
  });
}
