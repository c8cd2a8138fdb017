import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { shorten, titleOf } from "../../../plugins/note/title.ts";

function graphemes(text: string): number {
  return [...new Intl.Segmenter("und", { granularity: "grapheme" }).segment(text)].length;
}

Deno.test("the first line with words in it is the title", () => {
  assertEquals(titleOf("\n  \n---\nBuy milk\nand bread"), "Buy milk");
  assertEquals(titleOf(" \n---\n```\n"), undefined);
  assertEquals(titleOf(""), undefined);
});

Deno.test("Markdown's marks are no part of the title", () => {
  const titles: [string, string][] = [
    ["# A *heading* ##", "A heading"],
    ["> > quoted", "quoted"],
    ["- [x] **done** ~~soon~~", "done soon"],
    ["1. first", "1. first"],
    ["***both*** __strong__ _it_ ==mark==", "both strong it mark"],
    ['see [the page](https://x.org/a_(b) "t") now', "see the page now"],
    ["![a cat](cat.jpg)", "a cat"],
    ["[[Notes/Boat|the boat]] and [[Sea]]", "the boat and Sea"],
    ["run `rm -rf *` now", "run rm -rf * now"],
    ["<b>bold</b> words", "bold words"],
    ["1 \\* 2 \\_ 3", "1 * 2 _ 3"],
    ["snake_case_name and 2*3*4", "snake_case_name and 2*3*4"],
    ["**A heading\nand more**", "A heading"],
    ["||**A secret\nand more**||", "A secret"],
    ["tabs\tand   blanks", "tabs and blanks"],
  ];
  for (const [text, title] of titles) assertEquals(titleOf(text), title);
});

Deno.test("code at the beginning gives its first line as it is", () => {
  assertEquals(titleOf("```ts\nconst a_b = *c*;\n```"), "const a_b = *c*;");
});

Deno.test("hashtags at the ends of the line are left out, unless there is nothing else", () => {
  assertEquals(titleOf("#idea Build a #boat now #later"), "Build a boat now");
  assertEquals(titleOf("#idea #later\nBuild a boat"), "Build a boat");
  assertEquals(titleOf("#idea #later"), "idea later");
});

Deno.test("a lone address is read as people read it", () => {
  assertEquals(titleOf("https://www.example.org/%D0%BC%D0%B8%D1%80/"), "example.org/мир");
  assertEquals(titleOf("https://example.org/100%"), "example.org/100%");
});

Deno.test("a long title is cut at a word, with an ellipsis", () => {
  assertEquals(shorten("one two three", 13), "one two three");
  assertEquals(shorten("one two three", 12), "one two…");
  assertEquals(shorten("one two, three", 9), "one two…");
  assertEquals(shorten("endlessendlessword", 8), "endless…");
});

Deno.test("characters that people count as one are never divided", () => {
  const family = "👨‍👩‍👧‍👦";
  assertEquals(shorten(family.repeat(4), 4), family.repeat(4));
  assertEquals(shorten(family.repeat(5), 4), `${family.repeat(3)}…`);
});

Deno.test("whatever the text is, its title is one short line without blanks around it", () => {
  const part = fc.constantFrom(
    "word",
    "*",
    "_",
    "`",
    "[",
    "](",
    ")",
    "\n",
    " ",
    "#",
    "# ",
    "> ",
    "é",
    "👩‍🚀",
    "\u0000",
    "<",
    "\\",
  );
  fc.assert(fc.property(fc.array(part, { maxLength: 200 }), (parts) => {
    const title = titleOf(parts.join(""));
    if (title === undefined) return;
    assert(title !== "" && title === title.trim() && !/\p{Cc}/u.test(title));
    assert(graphemes(title) <= 80);
  }));
});

Deno.test("a line of a megabyte gives a title as well", () => {
  assertEquals(titleOf("**a ".repeat(250_000))?.startsWith("a **a **a"), true);
});
