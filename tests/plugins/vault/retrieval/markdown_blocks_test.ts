import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { blocksOf } from "../../../../plugins/vault/index/markdown_blocks.ts";

function textsOf(markdown: string): string[] {
  return blocksOf(markdown).map(({ start, end }) => markdown.slice(start, end));
}

function piecesOf(markdown: string): string[] {
  return blocksOf(markdown).flatMap(({ pieces }) => pieces).map(({ start, end }) => markdown.slice(start, end));
}

Deno.test("paragraphs are divided by blank lines and rules", () => {
  assertEquals(textsOf("one\nline\n\ntwo\n\n---\n\nthree"), ["one\nline", "two", "three"]);
  assertEquals(textsOf("one\r\n\r\ntwo\r\n"), ["one", "two"]);
});

Deno.test("a heading belongs to what follows, and so does one right above another", () => {
  assertEquals(textsOf("# A\n\ntext\n\n## B\n### C\nmore\n\nlast"), ["# A\n\ntext", "## B\n### C\nmore", "last"]);
  assertEquals(textsOf("text\n# End"), ["text", "# End"]);
  assertEquals(textsOf("#tag is no heading"), ["#tag is no heading"]);
});

Deno.test("a block knows all the headings it stands under", () => {
  const markdown = "# A\n## B\ntext\n\nmore\n## C\nlast";
  const headings = blocksOf(markdown).map((block) =>
    block.headings.map(({ start, end }) => markdown.slice(start, end))
  );
  assertEquals(headings, [["# A", "## B"], ["# A", "## B"], ["# A", "## C"]]);
});

Deno.test("a list is one block, with the line that announces it and blank lines between its items", () => {
  assertEquals(textsOf("Buy:\n\n- milk\n\n- bread\n  and butter\n\nafter"), [
    "Buy:\n\n- milk\n\n- bread\n  and butter",
    "after",
  ]);
  assertEquals(textsOf("No list\n\n1. one\n2. two"), ["No list", "1. one\n2. two"]);
});

Deno.test("code is one block, blank lines and headings in it included", () => {
  assertEquals(textsOf("```sh\n# comment\n\nls\n```\n\nafter"), ["```sh\n# comment\n\nls\n```", "after"]);
  assertEquals(textsOf("```\nnever closed\n\n# x"), ["```\nnever closed\n\n# x"]);
});

Deno.test("a paragraph may be cut between sentences, a list between items, code between lines", () => {
  assertEquals(piecesOf("One is here. Two! Is “three?” Yes"), ["One is here.", "Two!", "Is “three?”", "Yes"]);
  assertEquals(piecesOf("- One. Still one\n- two"), ["- One. Still one", "- two"]);
  assertEquals(piecesOf("```\na. b\nc\n```"), ["```", "a. b", "c", "```"]);
  assertEquals(piecesOf("これはペンです。それは本です。"), ["これはペンです。", "それは本です。"]);
  assertEquals(piecesOf("Version 2.5 of it"), ["Version 2.5 of it"]);
});

Deno.test("blocks and their pieces come in order, overlap nowhere, and leave out nothing but blanks and rules", () => {
  const line = fc.constantFrom(
    "# A",
    "## B",
    "text. more",
    "- item",
    "  deeper",
    "1. one",
    "```",
    "",
    "",
    "---",
    "Для: ",
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 25 }), (lines) => {
      const markdown = lines.join("\n");
      let at = 0;
      let left = "";
      for (const { start, end, pieces } of blocksOf(markdown)) {
        assert(start >= at && end > start);
        left += markdown.slice(at, start);
        at = start;
        for (const piece of pieces) {
          assert(piece.start >= at && piece.end <= end);
          at = piece.end;
        }
        at = end;
      }
      left += markdown.slice(at);
      assertEquals(left.replace(/^---$/gm, "").trim(), "");
    }),
    { numRuns: 2_000 },
  );
});
