import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { marked } from "marked";
import { codeSpan, escapeMarkdown, shorten } from "../../core/mod.ts";

Deno.test("whatever a text holds, escaped it is one line that formats nothing", () => {
  const piece = fc.constantFrom(
    "*",
    "_",
    "`",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "~",
    "|",
    "#",
    "\\",
    "\n",
    " ",
    "a",
    "b",
    "http://x",
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
    const [block, ...more] = marked.lexer(`x ${escapeMarkdown(pieces.join(""))}`);
    assertEquals(more, []);
    assert(block.type === "paragraph");
    // An address stays one, and shows where it leads.
    const isAddress = (raw: string) => /^<?\w*http:/.test(raw);
    const kinds = new Set(
      (block.tokens ?? []).map(({ type, raw }) => type === "link" && isAddress(raw) ? "text" : type),
    );
    assertEquals([...kinds].filter((kind) => kind !== "text" && kind !== "escape"), []);
  }));
});

Deno.test("code shows what it was given", () => {
  for (const text of ["a", "a`b", "`a", "``a``", "a\nb"]) {
    const html = marked.parseInline(codeSpan(text), { async: false });
    assertEquals(html, `<code>${text.replace("\n", " ")}</code>`);
  }
});

Deno.test("what is shortened is never longer than it may be, and whole characters", () => {
  assertEquals(shorten(" all of it ", 9), "all of it");
  assertEquals(shorten("a longer text", 9), "a longe …");
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 2, max: 20 }), (text, length) => {
    const short = shorten(text, length);
    assert(short.length <= length);
    assert(short.isWellFormed());
  }));
});
