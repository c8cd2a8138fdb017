import { assert, assertEquals, assertThrows } from "@std/assert";
import { Translations } from "../../../core/i18n/i18n.ts";
import { textProblems } from "../../../core/i18n/text_problems.ts";
import en from "../../../core/texts/en.ftl" with { type: "text" };
import ru from "../../../core/texts/ru.ftl" with { type: "text" };

const notes = {
  en: `saved = Saved { $count ->
    [one] { $count } note
   *[other] { $count } notes
 }.
only-english = English
command-note = Keep a note
 .usage = /note [text]
`,
  ru: `saved = { $count ->
    [one] Сохранена { $count } заметка
    [few] Сохранены { $count } заметки
   *[other] Сохранено { $count } заметок
 }.
command-note = Сохранить заметку
 .usage = /note [текст]
`,
};

function make() {
  const warnings: string[] = [];
  const translations = new Translations((message) => warnings.push(message));
  return { translations, warnings };
}

Deno.test("a text is the owner's in the language that is asked for, with its plural forms", () => {
  const { translations } = make();
  translations.add("note", notes);
  assertEquals(translations.t("note", "en", "saved", { count: 1 }), "Saved 1 note.");
  assertEquals(
    [1, 3, 5, 21].map((count) => translations.t("note", "ru", "saved", { count })),
    ["Сохранена 1 заметка.", "Сохранены 3 заметки.", "Сохранено 5 заметок.", "Сохранена 21 заметка."],
  );
});

Deno.test("an attribute is asked for behind a dot", () => {
  const { translations } = make();
  translations.add("note", notes);
  assertEquals(translations.t("note", "ru", "command-note.usage"), "/note [текст]");
});

Deno.test("arguments stand in the text without marks around them", () => {
  const { translations } = make();
  assertEquals(
    translations.t("core", "en", "unknown-command", { command: "nots" }),
    "There is no command `/nots`. `/help` shows those there are.",
  );
});

Deno.test("a text that is missing falls back to English, then to the kernel's, then to its id", () => {
  const { translations } = make();
  translations.add("note", notes);
  assertEquals(translations.t("note", "ru", "only-english"), "English");
  assertEquals(translations.t("note", "ru", "retry"), "Повторить");
  assertEquals(translations.t("note", "fi", "retry"), "Try again");
  assertEquals(translations.t("nobody", "ru", "retry"), "Повторить");
  assertEquals(translations.t("note", "ru", "no-such-text"), "no-such-text");
});

Deno.test("a missing text and a missing argument are warned of once", () => {
  const { translations, warnings } = make();
  translations.add("note", notes);
  for (let i = 0; i < 3; i++) {
    translations.t("note", "ru", "no-such-text");
    translations.t("core", "en", "unknown-command");
  }
  assertEquals(warnings.length, 2);
  assert(warnings[0].includes('"no-such-text" of note'));
  assert(warnings[1].includes('"unknown-command"') && warnings[1].includes("command"));
});

Deno.test("made-up ids are warned of without the memory of them growing for ever", () => {
  const { translations, warnings } = make();
  for (let i = 0; i < 2_500; i++) translations.t("core", "en", `made-up-${i}`);
  translations.t("core", "en", "made-up-0");
  assertEquals(warnings.length, 2_501, "the first was forgotten");
});

Deno.test("an id that every object has is no text", () => {
  const { translations } = make();
  assertEquals(translations.t("core", "en", "constructor"), "constructor");
  assertEquals(translations.t("core", "toString", "retry"), "Try again");
  assertEquals(translations.has("core", "retry.constructor"), false);
});

Deno.test("has tells whether the owner itself has the text", () => {
  const { translations } = make();
  translations.add("note", notes);
  assert(translations.has("note", "saved"));
  assert(translations.has("note", "command-note.usage"));
  assert(!translations.has("note", "command-note.nothing"));
  assert(!translations.has("note", "retry"));
  assert(!translations.has("nobody", "saved"));
});

Deno.test("texts come once per owner and go with it", () => {
  const { translations } = make();
  const remove = translations.add("note", notes);
  assertThrows(() => translations.add("note", notes), TypeError, '"note" has texts already');
  remove();
  assert(!translations.has("note", "saved"));
  const again = translations.add("note", { en: "saved = Anew" });
  remove();
  assertEquals(translations.t("note", "en", "saved"), "Anew", "an old remover leaves the new texts alone");
  again();
});

Deno.test("a language is picked from a platform's tag or the locale of an environment", () => {
  const { translations } = make();
  assertEquals(translations.languages, ["en", "ru"]);
  assertEquals(
    ["ru", "ru-RU", "RU", "ru_RU.UTF-8", "ru-Cyrl-RU", "en-GB", "fi", "C", "", undefined].map((tag) =>
      translations.pick(tag)
    ),
    ["ru", "ru", "ru", "ru", "ru", "en", "en", "en", "en", "en"],
  );
});

Deno.test("the kernel's own texts have no problem, nor a word left untranslated", () => {
  assertEquals(textProblems("core", { en, ru }), []);
});

Deno.test("a text that one language lacks is a problem, in both directions", () => {
  assertEquals(textProblems("note", { en: "a = A\n .x = X\nb = B", ru: "a = А\nc = В" }), [
    'note: "a.x" is missing in ru.',
    'note: "b" is missing in ru.',
    'note: "c" is in ru but missing in en.',
  ]);
});

Deno.test("a variable that only the translation uses is a problem, one it leaves out is not", () => {
  assertEquals(textProblems("note", { en: "a = { $x } { $y }", ru: "a = { $x }" }), []);
  assertEquals(textProblems("note", { en: "a = { $x }", ru: "a = { $x } { $why }" }), [
    'note: "a" in ru uses $why, which it does not in en.',
  ]);
});

Deno.test("what the parser would skip in silence is a problem with its line", () => {
  const problems = textProblems("note", { en: "a = { $x\n\nb = B\nstray words\n .bad attribute\n# fine\n" });
  assertEquals(problems, [
    'note, texts in en, line 1: "a" cannot be read. Look for an unclosed brace or a missing default.',
    'note, texts in en, line 4 belongs to no text. Indent it, or begin it with "# " or "id = ".',
    'note, texts in en, line 5: the attribute "b.bad" cannot be read.',
  ]);
});

Deno.test("a text that is there twice, refers to nothing or calls nothing is a problem", () => {
  assertEquals(textProblems("note", { en: "a = A\na = B\nb = { c } { -brand }\nd = { UPPER($x) }" }), [
    'note, texts in en: "a" is there twice.',
    'note, texts in en: "d" calls UPPER(), which does not exist.',
    'note, texts in en: "b" refers to "c", which does not exist.',
    'note, texts in en: "b" refers to "-brand", which does not exist.',
  ]);
});

Deno.test("terms are each language's own affair", () => {
  assertEquals(textProblems("note", { en: "a = A", ru: "-бот = x\n-bot = Бот\na = { -bot }" }).length, 1);
  assertEquals(textProblems("note", { en: "a = A", ru: "-bot = Бот\na = { -bot }" }), []);
});

Deno.test("an account is spoken to in the language it has chosen, else in that of its platform", async () => {
  const translations = new Translations();
  assertEquals(await translations.languageOf("anna", "ru-RU"), "ru");
  const unfollow = translations.follow((account) => Promise.resolve(account === "anna" ? "en" : undefined));
  assertEquals(await translations.languageOf("anna", "ru-RU"), "en");
  assertEquals(await translations.languageOf("boris", "ru-RU"), "ru");
  unfollow();
  assertEquals(await translations.languageOf("anna", "ru-RU"), "ru");
});

Deno.test("where nobody can say what an account has chosen, its platform's language will do", async () => {
  const translations = new Translations();
  translations.follow(() => Promise.reject(new Error("The store is closed.")));
  assertEquals(await translations.languageOf("anna", "ru"), "ru");
});
