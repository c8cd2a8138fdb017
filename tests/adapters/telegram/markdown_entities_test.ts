import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import type { MessageEntity } from "grammy/types";
import { normalizeEntities } from "../../../adapters/telegram/entity_normal_form.ts";
import { renderMarkdown } from "../../../adapters/telegram/markdown_entities.ts";
import { entityProblems } from "./entity_rules.ts";
import { hardText } from "./texts.ts";

/** The text, and each entity as `type[what it covers]`. */
function render(markdown: string): { text: string; entities: string[] } {
  const { text, entities } = renderMarkdown(markdown);
  assertEquals(entityProblems(text, entities), []);
  return {
    text,
    entities: entities.map((entity) =>
      `${nameOf(entity)}[${text.slice(entity.offset, entity.offset + entity.length)}]`
    ),
  };
}

function nameOf(entity: MessageEntity): string {
  if (entity.type === "text_link") return `link ${entity.url} `;
  if (entity.type === "pre" && entity.language !== undefined) return `pre ${entity.language} `;
  return entity.type;
}

describe("Markdown for Telegram", () => {
  it("makes entities of formats", () => {
    assertEquals(render("**b** *i* _i_ <u>u</u> ~~s~~ ||x|| `c`"), {
      text: "b i i u s x c",
      entities: ["bold[b]", "italic[i]", "italic[i]", "underline[u]", "strikethrough[s]", "spoiler[x]", "code[c]"],
    });
  });

  it("nests formats as Telegram does: cut where another begins", () => {
    assertEquals(render("**one _two_ three**"), {
      text: "one two three",
      entities: ["bold[one ]", "bold[two three]", "italic[two]"],
    });
  });

  it("keeps code out of bold, and a link around code", () => {
    assertEquals(render("**a `b` c** [`d`](https://example.com)"), {
      text: "a b c d",
      entities: ["bold[a]", "code[b]", "bold[c]", "link https://example.com [d]"],
    });
  });

  it("makes headings bold and keeps empty lines as they are", () => {
    assertEquals(render("# Title *and*\ntext\n\n\nmore"), {
      text: "Title and\ntext\n\n\nmore",
      entities: ["bold[Title ]", "bold[and]", "italic[and]"],
    });
  });

  it("shows lists, numbers and tasks with their depth", () => {
    const markdown = "- a\n  - b\n    c\n- d\n\n7. e\n8. f\n\n- [x] g\n- [ ] h";
    assertEquals(render(markdown).text, "• a\n  • b\n    c\n• d\n\n7. e\n8. f\n\n☑ g\n☐ h");
  });

  it("gives a fence its language and keeps its lines, also within a list", () => {
    assertEquals(render("- a\n  ```ts title=x\n  if (b)\n\n    **c**\n  ```\n- d"), {
      text: "• a\nif (b)\n\n  **c**\n• d",
      entities: ["pre ts [if (b)\n\n  **c**]"],
    });
  });

  it("folds a long quote, flattens a quote in a quote, and needs no empty line behind one", () => {
    assertEquals(render("> a\n> > **b**\n\nc"), { text: "a\nb\nc", entities: ["blockquote[a\nb]", "bold[b]"] });
    assertEquals(render("> line\n".repeat(20)).entities.length, 1);
    assert(render("> line\n".repeat(20)).entities[0].startsWith("expandable_blockquote["));
  });

  it("draws tables in columns that are wide enough for every script", () => {
    assertEquals(render("| Имя | № |\n|:--|--:|\n| 日本 | 1 |\n| **a** | 22 |"), {
      text: "Имя  │  №\n─────┼───\n日本 │  1\na    │ 22",
      entities: ["pre[Имя  │  №\n─────┼───\n日本 │  1\na    │ 22]"],
    });
  });

  it("does not blow up a table that has a wide head and many short rows", () => {
    const table = `${"|a".repeat(1_000)}|\n${"|-".repeat(1_000)}|\n${"|a\n".repeat(10_000)}`;
    assertEquals(render(table).text, table.trimEnd());
  });

  it("does not fill a table with spaces because one cell is long", () => {
    const long = "x".repeat(50);
    assertEquals(
      render(`|a|b|\n|-|-|\n|${long}|c|`).text,
      `a${" ".repeat(39)} │ b\n${"─".repeat(40)}─┼──\n${long} │ c`,
    );
  });

  it("links what Telegram can open, and writes out other addresses", () => {
    assertEquals(
      render("[a](https://example.com/?x=1&amp;y=2) [b](notes/b.md) [c](tg://user?id=7) [d](mailto:d@example.com)"),
      {
        text: "a b (notes/b.md) c d (mailto:d@example.com)",
        entities: ["link https://example.com/?x=1&y=2 [a]", "link tg://user?id=7 [c]"],
      },
    );
    assertEquals(render("<https://example.com> e@example.com www.example.com"), {
      text: "https://example.com e@example.com www.example.com",
      entities: ["link https://example.com [https://example.com]"],
    });
  });

  for (
    const address of [
      "javascript:alert(1)",
      "http://localhost",
      "http://a.b:0",
      "http://a b.c",
      "https://",
      "ftp://example.com",
      "x.md",
    ]
  ) {
    it(`makes no link of ${address}, for which Telegram would refuse the message`, () => {
      assertEquals(render(`[a](<${address}>)`).entities, []);
    });
  }

  it("makes a link of an image", () => {
    assertEquals(render("![A photo](https://example.com/a.png) ![](https://example.com/b.png)"), {
      text: "A photo https://example.com/b.png",
      entities: [
        "link https://example.com/a.png [A photo]",
        "link https://example.com/b.png [https://example.com/b.png]",
      ],
    });
  });

  it("shows other HTML, escaped marks and unfinished ones as they are", () => {
    assertEquals(render("<div class=x>\n<script>a</script>\n</div>\n\n\\*a\\* \\||b|| <b>c **d || e"), {
      text: "<div class=x>\n<script>a</script>\n</div>\n\n*a* ||b|| <b>c **d || e",
      entities: [],
    });
  });

  it("reads references to characters, but never makes control characters or halves of them", () => {
    assertEquals(render("&lt;b&gt; &#128077; &#x44f; &#0; &#xd83d; &copy;").text, "<b> 👍 я � � &copy;");
  });

  it("keeps characters whole and counts them in UTF-16 units", () => {
    assertEquals(renderMarkdown("👨‍👩‍👧‍👦 **e\u0301👍** שלום").entities, [{ type: "bold", offset: 12, length: 4 }]);
  });

  it("takes out what Telegram would take out, so that no place moves", () => {
    assertEquals(renderMarkdown("a\r\nb\u2028c\u202e **d\0e**\ud83d"), {
      text: "a\nb\nc d e�",
      entities: [{ type: "bold", offset: 6, length: 3 }],
    });
  });

  it("makes nothing of nothing", () => {
    for (const nothing of ["", " \n\t\n", "[a]: https://example.com", ">"]) {
      assertEquals(render(nothing), { text: "", entities: [] });
    }
  });

  it("renders anything to valid entities", () => {
    fc.assert(
      fc.property(hardText, (markdown) => {
        const { text, entities } = renderMarkdown(markdown);
        assertEquals(entityProblems(text, entities), []);
        assertEquals(normalizeEntities(text, entities), [...entities]);
      }),
      { numRuns: 1_000 },
    );
  });

  for (
    const mark of [
      "*",
      "[",
      "_",
      ">",
      "> ",
      "> a\nb\n",
      "`",
      "~a",
      "1. ",
      "- ",
      "**a*_b ",
      "[a](",
      "![",
      "||a ",
      "<a ",
      "<!--",
      "&",
      "a@",
      "-\n",
      "\\",
    ]
  ) {
    it(`takes 100 KB of ${JSON.stringify(mark)}`, () => {
      const { text, entities } = renderMarkdown(mark.repeat(Math.ceil(100_000 / mark.length)));
      assertEquals(text.trim(), text);
      assert(entities.length <= text.length);
    });
  }
});
