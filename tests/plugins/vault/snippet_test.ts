import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readQuery } from "../../../plugins/vault/index/query.ts";
import { wordsIn } from "../../../plugins/vault/index/words.ts";
import { snippetOf } from "../../../plugins/vault/index/snippet.ts";

function passage(text: string, query: string, length = 60) {
  const read = readQuery(query, "all");
  if (read === undefined) throw new Error("No words in the query.");
  const { snippet, highlights } = snippetOf(text, read, length);
  return { snippet, marked: highlights.map(([start, end]) => snippet.slice(start, end)) };
}

const FILLER = "lorem ipsum dolor sit amet consectetur ".repeat(10);

Deno.test("a short note is shown whole, its words marked in all their forms", () => {
  assertEquals(passage("Run, Forrest: **running** again", "runs"), {
    snippet: "Run, Forrest: running again",
    marked: ["Run", "running"],
  });
});

Deno.test("out of a long note comes the passage with the most of the words", () => {
  const { snippet, marked } = passage(`${FILLER} bread alone. ${FILLER} milk and bread here. ${FILLER}`, "bread milk");
  assert(snippet.includes("milk and bread here"), snippet);
  assertEquals(marked, ["milk", "bread"]);
  assert(snippet.startsWith("…") && snippet.endsWith("…"), snippet);
});

Deno.test("without the words in the body, its beginning is shown", () => {
  const { snippet, marked } = passage(FILLER, "title");
  assert(snippet.startsWith("lorem ipsum"), snippet);
  assertEquals(marked, []);
});

Deno.test("Markdown is shown without its signs, and snake_case stays", () => {
  const text = "# Head\n\n> quote\n- [ ] task with [a link](http://x.y) and ![pic](a.png) `code` my_var [[Note|shown]]";
  assertEquals(passage(text, "task", 200).snippet, "Head quote task with a link and pic code my_var shown");
});

Deno.test("characters that touch are one mark", () => {
  assertEquals(passage("これは日本語です", "日本語").marked, ["日本語"]);
});

Deno.test("the unfinished last word is marked where it begins a word", () => {
  assertEquals(passage("Shopping list", "shop").marked, ["Shopping"]);
});

Deno.test("marks are in order, within the passage, and halve no character", () => {
  const part = fc.constantFrom("milk", "Молоко", "👩‍👩‍👧", "😀", "日本", " ", "\n", "**", "x".repeat(50), "İ", "e\u0301");
  const text = fc.array(part, { maxLength: 60 }).map((parts) => parts.join(""));
  const query = readQuery("milk молока 日本", "any");
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 80 }), (text, length) => {
      if (query === undefined) throw new Error("No words in the query.");
      const { snippet, highlights } = snippetOf(text, query, length);
      assert(snippet.isWellFormed());
      let end = 0;
      for (const [from, to] of highlights) {
        assert(from >= end && to > from && to <= snippet.length);
        // Words that touch are one mark.
        for (const { text } of wordsIn(snippet.slice(from, to))) assert(query.matches(text), text);
        end = to;
      }
    }),
    { numRuns: 1_000 },
  );
});
