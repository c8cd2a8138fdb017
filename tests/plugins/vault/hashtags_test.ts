import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { cleanTag, hashtagsOf, withoutHashtags, withoutTags } from "../../../plugins/vault/hashtags.ts";

Deno.test("hashtags are found in any script, each once whatever its case", () => {
  assertEquals(hashtagsOf("#Idea for the #сад, and #アイデア #idea"), ["Idea", "сад", "アイデア"]);
});

Deno.test("hashtags may be nested, divided and in brackets", () => {
  assertEquals(hashtagsOf("(#work/boat) #to-do #a,#b «#c» **#d**"), ["work/boat", "to-do", "a", "b", "c", "d"]);
});

Deno.test("a tag ends where its characters end, and is never only digits", () => {
  assertEquals(hashtagsOf("#home. #garden! #C++ issue #42 #2026plan #-x-"), ["home", "garden", "C", "2026plan", "x"]);
});

Deno.test("headings, parts of words, escapes, entities and attributes are no tags", () => {
  assertEquals(hashtagsOf('# Title\n## More\nc# a#b \\#no &#123; <a href="#top"> ##'), []);
});

Deno.test("what stands in URLs and links is no tag", () => {
  assertEquals(hashtagsOf("https://x.org/#part www.x.org/a#b [there](#part) [[#Part]] [[Note#Part]]"), []);
  assertEquals(hashtagsOf("https://x.org/#part #yes"), ["yes"]);
});

Deno.test("what stands in code is no tag", () => {
  assertEquals(hashtagsOf("`#no` and ``a ` #no`` #yes"), ["yes"]);
  assertEquals(hashtagsOf("```\n#no\n```\n#yes\n~~~sh\n#no\n```\n#no\n~~~"), ["yes"]);
});

Deno.test("a backtick without its partner hides nothing, nor does one of another paragraph", () => {
  assertEquals(hashtagsOf("` #yes"), ["yes"]);
  assertEquals(hashtagsOf("a ` b #one\n\nc ` d #two"), ["one", "two"]);
});

Deno.test("a tag that somebody names may have a # before it", () => {
  assertEquals(["#home", "home", "a/b", "", "#", "42", "two words", "a.b"].map(cleanTag), [
    "home",
    "home",
    "a/b",
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("hashtags at the ends of a line go, those within become words", () => {
  assertEquals(withoutHashtags("#a #b Meet #anna today #c"), "Meet anna today");
  assertEquals(withoutHashtags("#a #b"), "");
});

Deno.test("whatever the text is, a found tag is one that can be named, and stands there with its #", () => {
  const part = fc.constantFrom(
    "#",
    "a",
    "Я",
    "1",
    "-",
    "/",
    "_",
    " ",
    "\n",
    "`",
    "``",
    "```",
    "~~~",
    "(",
    ".",
    "\\",
    "[[",
  );
  fc.assert(fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
    const text = parts.join("");
    for (const tag of hashtagsOf(text)) {
      assertEquals(cleanTag(tag), tag);
      assert(text.includes(`#`) && text.includes(tag));
    }
  }));
});

Deno.test("a text without blanks of a megabyte is read to its end", () => {
  const text = `${"`".repeat(3)}x${"` ``".repeat(250_000)} #end`;
  assertEquals(hashtagsOf(text), ["end"]);
});

Deno.test("tags that are taken away go at the ends of a line, become words within it, and stay in code and URLs", () => {
  const text = "#a #Shop go to the #shop now #b #shop\n`#shop` http://x.y/#shop #shop/food #shopping\n#shop";
  assertEquals(
    withoutTags(text, ["shop"]),
    "#a go to the shop now #b\n`#shop` http://x.y/#shop #shop/food #shopping\n",
  );
  assertEquals(withoutTags("```\n#a\n```\n\n\nx #a", ["A"]), "```\n#a\n```\n\n\nx");
});

Deno.test("a text without some of its tags has the others, and nothing else of it has changed", () => {
  const part = fc.constantFrom("#a", "#b", "#c", "word", "`#a`", "\n", "\n\n", "```\n", " ", "x#a", "`");
  fc.assert(fc.property(fc.array(part), (parts) => {
    const text = parts.join(" ");
    const rest = withoutTags(text, ["a"]);
    assertEquals(hashtagsOf(rest), hashtagsOf(text).filter((tag) => tag !== "a"));
    const bare = (of: string) => of.replace(/#a|\ba\b|\s/g, "");
    assertEquals(bare(rest), bare(text));
  }));
});
