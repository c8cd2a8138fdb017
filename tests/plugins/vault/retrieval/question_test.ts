import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readQuestion } from "../../../../plugins/vault/index/question.ts";
import { stem } from "../../../../plugins/vault/index/words.ts";

/** The first stem of each term, both of a pair. */
function termsOf(text: string): string[] {
  return readQuestion(text).terms.map(({ stems, next }) => next === undefined ? stems[0] ?? "" : `${stems[0]}${next}`);
}

Deno.test("words that say nothing are left out of a question, in both languages", () => {
  assertEquals(termsOf("When did I buy the bike?"), ["buy", "bike"]);
  assertEquals(termsOf("Где у меня лежит паспорт?"), [stem("лежит"), "паспорт"]);
  assertEquals(termsOf("what's the пароль от wifi, пожалуйста"), [stem("пароль"), "wifi"]);
});

Deno.test("a question of nothing else keeps them", () => {
  assertEquals(termsOf("who is it"), ["who", "is", "it"]);
  assertEquals(termsOf("где это"), ["где", stem("это")]);
});

Deno.test("a text without words asks for nothing", () => {
  for (const text of ["", "   ", "?!", "🎉", '"', "*", "\0", "\uD800"]) assertEquals(termsOf(text), [], text);
});

Deno.test("a word that comes again is asked for once, in whatever form", () => {
  assertEquals(termsOf("bikes, Bike and BIKE"), ["bike"]);
});

Deno.test("a script without blanks is asked for by pairs of characters, and a lone one by itself", () => {
  assertEquals(termsOf("日本語"), ["日本", "本語"]);
  assertEquals(termsOf("wifi 本 code"), ["wifi", "本", "code"]);
});

Deno.test("of a long text the beginning and the end are read", () => {
  const text = `passport ${"filler ".repeat(20_000)} number`;
  assertEquals(termsOf(text), ["passport", stem("filler"), "number"]);
  const words = Array.from({ length: 5_000 }, (_, n) => `w${n}x`).join(" ");
  const terms = termsOf(`passport ${words} number`);
  assert(terms.includes("passport") && terms.includes("number") && terms.length <= 48, `${terms.length} terms`);
});

Deno.test("whatever is asked, terms are different, few, and nothing that FTS5 reads as more than a word", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const { terms } = readQuestion(text);
      assert(terms.length <= 48);
      assertEquals(new Set(terms.map(({ stems, next }) => `${stems[0]} ${next}`)).size, terms.length);
      for (const { stems, next = "x" } of terms) {
        for (const stem of [...stems, next]) assert(/^[\p{L}\p{N}\p{M}]+$/u.test(stem), JSON.stringify(stem));
      }
    }),
    { numRuns: 1_000 },
  );
});
