import { assertEquals } from "@std/assert";
import { action, Contributions, Translations } from "@portico/bot";
import { NoteButtons } from "../../../plugins/vault/mod.ts";
import en from "../../../plugins/vault/texts/en.ftl" with { type: "text" };
import ru from "../../../plugins/vault/texts/ru.ftl" with { type: "text" };
import { conversation, ScriptedAdapter } from "../../support/scripted_adapter.ts";

function make(buttons: "native" | "numbered" | "none" = "native", opens = true) {
  const contributions = new Contributions();
  if (opens) {
    const opener = {
      plugin: "note",
      name: "note.open",
      options: { name: "open" },
      handler: () => {},
      key: "note.open",
    };
    contributions.add(action, opener);
  }
  const translations = new Translations();
  translations.add("vault", { en, ru });
  const { capabilities } = new ScriptedAdapter();
  return new NoteButtons(contributions, { capabilities: () => ({ ...capabilities, buttons }) }, translations);
}

const en1 = { conversation: conversation("c"), language: "en" };
const texts = (buttons: NoteButtons, ctx: typeof en1, count: number) =>
  buttons.rows(ctx, Array.from({ length: count }, (_, index) => `id ${index}`)).map((row) =>
    row.map(({ text }) => text)
  );

Deno.test("each note of a list has a button with its number that opens it", () => {
  assertEquals(make().rows(en1, ["a", "b"]), [[
    { text: "1", action: { name: "note.open", payload: "a" } },
    { text: "2", action: { name: "note.open", payload: "b" } },
  ]]);
});

Deno.test("there are five in a row, and twenty at most", () => {
  assertEquals(texts(make(), en1, 6), [["1", "2", "3", "4", "5"], ["6"]]);
  assertEquals(texts(make(), en1, 50).flat().at(-1), "20");
  assertEquals(texts(make(), en1, 0), []);
});

Deno.test("where buttons are numbers, the button says that its own is a note's", () => {
  assertEquals(texts(make("numbered"), en1, 2), [["Note 1", "Note 2"]]);
  assertEquals(texts(make("numbered"), { ...en1, language: "ru" }, 1), [["Заметка 1"]]);
});

Deno.test("where nothing opens notes there are no buttons", () => {
  assertEquals(texts(make("native", false), en1, 2), []);
});
