/** What a user reads, of every plugin and adapter that says something: found in the folders, so that a new one is checked unasked. */
import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { Translations } from "../../core/i18n/i18n.ts";
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

/** A setting whose description begins with what it counts. */
const OF_TIME = /^setting-(\w+) =.*\n(?: .*\n)*? {4}\.description = (?:Milliseconds|Seconds|Minutes|Hours|Days) /gm;

const timed = speakers.flatMap(({ name, folder }) =>
  Array.from(textsIn(folder).en.matchAll(OF_TIME), ([, field]) => ({ name, folder, field }))
);

Deno.test("settings that count time are found", () => {
  const fields = timed.map(({ name, field }) => `${name}.${field}`);
  assertEquals(fields.toSorted(), ["agent", "ask", "note"].flatMap((name) => [`${name}.maxWait`, `${name}.quiet`]));
});

for (const { name, folder, field } of timed) {
  Deno.test(`${name}: the value of ${field} is shown with its unit, in every language`, () => {
    const translations = new Translations((warning) => {
      throw new Error(warning);
    });
    translations.add(name, textsIn(folder));
    const shown = (language: string) => translations.t(name, language, `setting-${field}.unit`, { value: 1.5 });
    assertEquals([shown("en"), shown("ru")], ["1.5 seconds", "1,5 секунды"]);
  });
}
