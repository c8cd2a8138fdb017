import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { marked, type Token } from "marked";
import { checkCitations, withoutUnfinished } from "../../../plugins/ask/citations.ts";

const passages = ["a", "b", "a", "c"];

const CASES: readonly [what: string, text: string, checked: string, sources: string[]][] = [
  ["numbers count from 1 in the order in which they come", "Red [2], blue [4].", "Red [1], blue [2].", ["b", "c"]],
  ["passages of one note have one number", "Red [3] and [1] blue [1][3].", "Red [1] and [1] blue [1][1].", ["a"]],
  ["several in one bracket are written apart", "Red [4, 2].", "Red [1][2].", ["c", "b"]],
  ["several of one note in one bracket are one", "Red [1, 3].", "Red [1].", ["a"]],
  ["a range is all of it", "Red [2-4].", "Red [1][2][3].", ["b", "a", "c"]],
  ["footnotes and other brackets are citations too", "Red [^2], blue 【4】.", "Red [1], blue [2].", ["b", "c"]],
  ["a number that points nowhere is taken out", "Red [7], blue [2].", "Red, blue [1].", ["b"]],
  ["a number that points nowhere leaves one blank", "Red [7] and blue [0] [2].", "Red and blue [1].", ["b"]],
  ["a number that points nowhere leaves its words apart", "Red[7] blue", "Red blue", []],
  ["a number that points nowhere begins no line", "[7] Red\n[8] blue", "Red\nblue", []],
  ["of several, those that point nowhere are taken out", "Red [9, 2, 7-8].", "Red [1].", ["b"]],
  ["of a range, what points nowhere is taken out", "Red [3-6].", "Red [1][2].", ["a", "c"]],
  ["what is left when one is taken out is checked as well", "Red [[7]2] [[8]9].", "Red [1].", ["b"]],
  ["a number too long to be one points nowhere", `Red [${"9".repeat(400)}].`, "Red.", []],
  ["a date is no citation", "Since [2026-05-01] and [2026-05].", "Since [2026-05-01] and [2026-05].", []],
  ["what only seems to be code is none", "`\n`[7]` [2]", "`\n`` [1]", ["b"]],
  ["brackets in code are the code's", "`a[7]` and [2]\n```\nb[9]\n```\n[4]", "`a[7]` and [1]\n```\nb[9]\n```\n[2]", [
    "b",
    "c",
  ]],
  ["a citation never becomes a link", "Red [2](https://x.example).", "Red \\[1\\](https://x.example).", ["b"]],
  [
    "a citation never becomes the name of a link",
    "[2]: https://x.example\n\nRed [2].",
    "\\[1\\]: https://x.example\n\nRed [1].",
    ["b"],
  ],
  ["other brackets stay", "[x] [a link](https://x.example) [1a]", "[x] [a link](https://x.example) [1a]", []],
];

for (const [what, text, checked, sources] of CASES) {
  Deno.test(what, () => assertEquals(checkCitations(text, passages), { text: checked, sources }));
}

Deno.test("brackets within brackets without end leave no number", () => {
  const { text, sources } = checkCitations(`Red ${"[".repeat(5_000)}7]${"7]".repeat(4_999)}`, passages);
  assertEquals({ brackets: /[[\]]/.test(text), sources }, { brackets: false, sources: [] });
});

Deno.test("a bracket that has not been closed yet is not shown", () => {
  for (const end of ["[", "[1", "[1, ", "[1][", "[^", "【2", "[1-"]) {
    assertEquals(withoutUnfinished(`Red ${end}`), end === "[1][" ? "Red [1]" : "Red");
  }
  assertEquals(withoutUnfinished("Red [1] and [see"), "Red [1] and [see");
});

/** All prose of a Markdown text, as a reader would see it. */
function proseOf(tokens: readonly Token[]): string {
  return tokens.map((token) => {
    if (token.type === "code" || token.type === "codespan") return "";
    if ("tokens" in token && token.tokens !== undefined) return proseOf(token.tokens);
    if (token.type === "list") return proseOf(token.items);
    if (token.type === "table") return proseOf([token.header, ...token.rows].flat(2).flatMap((cell) => cell.tokens));
    return "text" in token && typeof token.text === "string" ? token.text : token.raw;
  }).join("\u0000");
}

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 6 }).map((number) => `[${number}]`) },
  {
    weight: 1,
    arbitrary: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 3 }).map((all) =>
      `[${all.join(", ")}]`
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "[",
      "]",
      "(",
      ")",
      ":",
      "`",
      "``",
      "```",
      "~~~",
      "\\",
      "1",
      "2",
      "7",
      ",",
      "-",
      "^",
      "!",
      "\n",
      "\n\n",
      " ",
      "word",
      "*",
      "> ",
      "- ",
      "https://x.example ",
    ),
  },
);

Deno.test("no answer ever shows a number that is not listed, and what is listed comes in order", () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join("")),
      fc.nat({ max: 4 }),
      (text, count) => {
        const { text: checked, sources } = checkCitations(text, passages.slice(0, count));
        const shown = [...proseOf(marked.lexer(checked)).matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number));
        assert(
          shown.every((number) => number >= 1 && number <= sources.length),
          `${JSON.stringify(checked)} shows ${shown}`,
        );
        assertEquals(new Set(sources).size, sources.length);
        const cited = [...checked.matchAll(/\[(\d+)\\?\]/g)].map(([, number]) => Number(number));
        assert(sources.every((_, index) => cited.includes(index + 1)), JSON.stringify(checked));
      },
    ),
    { numRuns: 5_000 },
  );
});

Deno.test("what was shown of an answer while it was written keeps its numbers", () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 15 }), fc.nat(), (pieces, cut) => {
      const text = pieces.join("");
      const partial = checkCitations(withoutUnfinished(text.slice(0, cut % (text.length + 1))), passages).sources;
      const whole = checkCitations(text, passages).sources;
      // Code that is not closed yet may be prose, and brackets within brackets may turn out to be one: only plain text is sure.
      fc.pre(!/[`~\\]|\[[^\]]*\[/.test(text));
      assertEquals(whole.slice(0, partial.length), partial);
    }),
    { numRuns: 1_000 },
  );
});
