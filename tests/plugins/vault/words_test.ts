import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fold, stem, stemText, wordsIn } from "../../../plugins/vault/index/words.ts";

Deno.test("forms of an English word have one stem", () => {
  assertEquals(new Set(["run", "runs", "Running", "RUN"].map(stem)).size, 1);
  assertEquals(stem("john's"), stem("John’s"));
});

Deno.test("forms of a Russian word have one stem", () => {
  assertEquals(new Set(["заметка", "заметки", "Заметками", "ЗАМЕТКУ"].map(stem)).size, 1);
  assertEquals(stem("ёлка"), stem("Елка"));
});

Deno.test("й is a letter, accents and stress marks are none", () => {
  assertEquals(fold("Мой"), "мой");
  assertEquals(fold("за\u0301мок"), "замок");
  assertEquals(fold("Café"), "cafe");
});

Deno.test("numbers and words with numbers are words", () => {
  assertEquals(stemText("2026-03-01 v2 H2O"), "2026 03 01 v2 h2o");
});

Deno.test("a script without blanks is cut into characters", () => {
  assertEquals(stemText("日本語 text"), "日 本 語 text");
});

Deno.test("Markdown and punctuation are no words", () => {
  assertEquals(stemText("**bold** _it_ [link](a.b) — «so» #tag"), "bold it link a b so tag");
});

Deno.test("the fast way and the thorough way find the same words", () => {
  const text = fc.array(
    fc.constantFrom("Hello", "don't", "мир", "ёж", " ", "\n", "-", "42", "_", "’", "'", "№", "«", ".", "a1"),
  ).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (text) => {
      const fast = stemText(text);
      // A character of another script has the whole text read thoroughly.
      assertEquals(stemText(`${text} 本`), `${fast} 本`.trim());
      assertEquals(Array.from(wordsIn(text), (word) => stem(word.text)).join(" "), fast);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("a stem has letters and digits only, so that nothing else gets into a query", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      assert(/^[\p{L}\p{N}\p{M} ]*$/u.test(stemText(text)), JSON.stringify(stemText(text)));
    }),
    { numRuns: 2_000 },
  );
});
