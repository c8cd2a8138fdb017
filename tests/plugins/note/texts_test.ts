import { assertEquals } from "@std/assert";
import en from "../../../plugins/note/texts/en.ftl" with { type: "text" };
import ru from "../../../plugins/note/texts/ru.ftl" with { type: "text" };
import { linked, missingLine, untitled } from "../../../plugins/note/note_words.ts";
import { Translations } from "@portico/bot";
import { message } from "./messages.ts";

function speaker(language: string) {
  const warnings: string[] = [];
  const translations = new Translations((warning) => warnings.push(warning));
  translations.add("note", { en, ru });
  return { language, t: (id: string, args = {}) => translations.t("note", language, id, args), warnings };
}

Deno.test("every text is there in both languages", () => {
  const ids = (source: string) => source.match(/^[a-zA-Z][\w-]* =|^ {4}\.\w+ =/gm);
  assertEquals(ids(ru), ids(en));
});

Deno.test("a file that could not be fetched is told with name, size and reason", () => {
  const file = { kind: "document", name: "a_b.zip", size: 1_250_000, reason: "too big" } as const;
  assertEquals(missingLine(speaker("en"), file), "“a\\_b.zip” (1.3 MB) could not be fetched: too big");
  assertEquals(missingLine(speaker("ru"), file), "«a\\_b.zip» (1,3 МБ): не удалось получить, too big");
  assertEquals(missingLine(speaker("en"), { kind: "photo", reason: "gone" }), "A photo could not be fetched: gone");
});

Deno.test("a note without words is called by what it is and when it was sent", () => {
  const photo = message("", {
    at: new Date(2026, 0, 31, 18, 30).getTime(),
    attachments: [{ ref: "1", kind: "photo" }],
  });
  assertEquals(untitled(speaker("en"), photo), "Photo 2026-01-31 18:30");
  assertEquals(untitled(speaker("ru"), photo), "Фото 2026-01-31 18:30");
});

Deno.test("the older note's date is written in the language", () => {
  const english = speaker("en");
  const text = english.t("duplicate", { title: "T", path: "`T.md`", date: new Date(2026, 4, 3) });
  assertEquals(text, "You have the same in **T** (`T.md`) since May 3, 2026, so I did not save it again.");
  assertEquals(english.warnings, []);
});

Deno.test("other people's words format nothing", () => {
  assertEquals(linked("A [B]", "https://x.org/a (b)"), "[A \\[B\\]](https://x.org/a%20%28b%29)");
  assertEquals(linked("A", "javascript:x"), "A (`javascript:x`)");
  assertEquals(linked("A", undefined), "A");
});
