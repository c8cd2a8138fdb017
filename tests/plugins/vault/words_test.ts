import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { eachStem, fold, stem, StemStarts, stemText, wordsIn } from "../../../plugins/vault/index/words.ts";

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

Deno.test("words with the stems that are looked for are all told, where they stand", () => {
  const part = fc.oneof(
    fc.constantFrom(
      "lying",
      "Dying",
      "skies",
      "её",
      "Ёлка",
      "ее",
      "don't",
      "l'eau",
      "É́t́é",
      "42",
      "日本",
      " ",
      "-",
      "\n",
    ),
    fc.string({ unit: "binary", maxLength: 8 }),
  );
  const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(" "));
  fc.assert(
    fc.property(text, fc.func(fc.boolean()), (text, isSought) => {
      const words = Array.from(wordsIn(text), ({ text, start }) => ({ stem: stem(text.normalize("NFC")), start }));
      const sought = new Set(words.map(({ stem }) => stem).filter((stem) => stem !== "" && isSought(stem)));
      const told: { stem: string; start: number }[] = [];
      eachStem(text, new StemStarts(sought), (stem, start) => void told.push({ stem, start }));
      assertEquals(told.filter(({ stem }) => sought.has(stem)), words.filter(({ stem }) => sought.has(stem)));
    }),
    { numRuns: 2_000 },
  );
});
