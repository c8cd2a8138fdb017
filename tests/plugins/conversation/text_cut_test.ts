import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { CUT, cutToTokens } from "../../../plugins/conversation/text_cut.ts";

/** A token is a word. */
const words = (text: string) => Promise.resolve(text.split(/\s+/).filter((word) => word !== "").length);
/** A token is a character, spaces included. */
const characters = (text: string) => Promise.resolve([...text].length);

Deno.test("what fits stays as it is", async () => {
  assertEquals(await cutToTokens("one two three", 3, words), { text: "one two three", tokens: 3 });
});

Deno.test("what is too long ends with a sentence where one ends late enough", async () => {
  const text = "It was a long day in May. Nobody came, and nobody called at all.";
  assertEquals((await cutToTokens(text, 9, words)).text, `It was a long day in May.${CUT}`);
});

Deno.test("what is too long ends with a word where no sentence does", async () => {
  const cut = await cutToTokens("one two three four five six seven eight nine ten", 7, words);
  assertEquals(cut.text, `one two three four five six${CUT}`);
});

Deno.test("a text without spaces is cut between characters", async () => {
  const cut = await cutToTokens("😀".repeat(100), 20, characters);
  assert(cut.text.isWellFormed());
  assert(cut.text.startsWith("😀😀😀"));
});

Deno.test("of a megabyte, no more is counted than could fit", async () => {
  let longest = 0;
  const count = (text: string) => {
    longest = Math.max(longest, text.length);
    return words(text);
  };
  await cutToTokens("word ".repeat(200_000), 100, count);
  assert(longest < 2_000);
});

Deno.test("a cut text never takes more than the limit, and is its text's beginning", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 30 }), async (text, limit) => {
      for (const count of [words, characters]) {
        const cut = await cutToTokens(text, limit, count);
        assert(cut.tokens <= limit);
        assertEquals(cut.tokens, await count(cut.text));
        assert(
          text.startsWith(cut.text.endsWith(CUT) && cut.text !== text ? cut.text.slice(0, -CUT.length) : cut.text),
        );
      }
    }),
  );
});
