import { assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { readWords } from "../../core/handling/routes.ts";

Deno.test("words are parted by white space of any kind", () => {
  assertEquals(readWords("  buy\tmilk \n and\u00a0bread "), ["buy", "milk", "and", "bread"]);
});

Deno.test("nothing and white space are no words", () => {
  assertEquals(readWords(""), []);
  assertEquals(readWords(" \n\t "), []);
});

Deno.test("quotes of any kind keep words together", () => {
  assertEquals(readWords(`"a b" 'c d' “e f” «g h» i j`), ["a b", "c d", "e f", "g h", "i", "j"]);
});

Deno.test("empty quotes are an empty word", () => {
  assertEquals(readWords(`a "" ''`), ["a", "", ""]);
});

Deno.test("a backslash inside straight quotes escapes, elsewhere it stands for itself", () => {
  assertEquals(readWords(String.raw`"say \"hi\"" 'it\'s' "a\\b" C:\notes “a\b”`), [
    'say "hi"',
    "it's",
    String.raw`a\b`,
    String.raw`C:\notes`,
    String.raw`a\b`,
  ]);
});

Deno.test("an apostrophe inside a word opens no quote", () => {
  assertEquals(readWords("it's Anna's turn"), ["it's", "Anna's", "turn"]);
});

Deno.test("a quote that nobody closes is part of its word", () => {
  assertEquals(readWords(`"open end`), [`"open`, "end"]);
});

Deno.test("property: whatever is quoted and escaped comes back word for word", () => {
  const words = fc.array(fc.string({ unit: "binary" }));
  fc.assert(fc.property(words, fc.constantFrom('"', "'"), (words, quote) => {
    const escaped = words.map((word) => quote + word.replaceAll(/["'\\]/g, "\\$&") + quote);
    assertEquals(readWords(escaped.join(" ")), words);
  }));
});

Deno.test("property: words without quotes and white space come back as they are", () => {
  const word = fc.string({ unit: "binary", minLength: 1 }).filter((word) => !/[\s"'“«]/.test(word));
  fc.assert(fc.property(fc.array(word), (words) => {
    assertEquals(readWords(words.join(" ")), words);
  }));
});

Deno.test("property: nothing but quotes, backslashes and white space is ever lost", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n", '"', "'", "“", "”", "«", "»", "\\") });
  fc.assert(fc.property(text, (text) => {
    assertEquals(readWords(text).join("").replaceAll(/[^ab]/g, ""), text.replaceAll(/[^ab]/g, ""));
  }));
});
