import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { RichBlock, RichText } from "grammy/types";
import { richAttachments, richMarkdown } from "../../../adapters/telegram/rich_message.ts";

const paragraph = (text: RichText): RichBlock => ({ type: "paragraph", text });
const cell = (text: RichText) => ({ text, align: "left" as const, valign: "top" as const });

describe("A rich message", () => {
  const cases: Record<string, [RichBlock[], string]> = {
    "paragraphs with formats and links": [
      [
        paragraph(["Hello ", { type: "bold", text: ["big ", { type: "italic", text: "world" }] }, "!"]),
        paragraph([{ type: "url", text: "here", url: "https://example.com" }, " and ", { type: "code", text: "a*b" }]),
      ],
      "Hello **big _world_**!\n\n[here](https://example.com) and `a*b`",
    ],
    "headings, lines and code": [
      [
        { type: "heading", text: "One # two", size: 2 },
        { type: "divider" },
        { type: "pre", text: "let a;", language: "ts" },
        { type: "mathematical_expression", expression: "a_1^2" },
      ],
      "## One # two\n\n---\n\n```ts\nlet a;\n```\n\n```math\na_1^2\n```",
    ],
    "lists in lists": [
      [{
        type: "list",
        items: [
          {
            label: "•",
            blocks: [paragraph("a"), { type: "list", items: [{ label: "1.", value: 1, blocks: [paragraph("b")] }] }],
          },
          { label: "•", blocks: [paragraph("c")], has_checkbox: true, is_checked: true },
        ],
      }],
      "- a\n\n  1. b\n- [x] c",
    ],
    "quotes with who said it": [
      [
        { type: "blockquote", blocks: [paragraph("a"), paragraph("b")], credit: "Ann" },
        { type: "pullquote", text: "c" },
      ],
      "> a\n>\n> b\n>\n> — Ann\n\n> c",
    ],
    "tables": [
      [{ type: "table", cells: [[cell("a|b"), cell("c")], [cell({ type: "bold", text: "d" })]], caption: "T" }],
      "**T**\n\n| a\\|b | c |\n| --- | --- |\n| **d** |  |",
    ],
    "what is folded, places and buttons that open something": [
      [
        { type: "details", summary: "More", blocks: [paragraph("a")] },
        { type: "map", location: { latitude: 1, longitude: 2 }, zoom: 15, width: 1, height: 1 },
        {
          type: "buttons",
          buttons: [{ text: "Open", url: "https://example.com" }, { text: "Press", callback_data: "x" }],
        },
      ],
      "**More**\n\na\n\n📍 [1, 2](https://www.openstreetmap.org/?mlat=1&mlon=2#map=17/1/2)\n\n[Open](https://example.com)",
    ],
    "nothing of what is still being written": [[{ type: "thinking", text: "hm" }, { type: "anchor", name: "a" }], ""],
  };
  for (const [name, [blocks, markdown]] of Object.entries(cases)) {
    it(`has ${name}`, () => assertEquals(richMarkdown(blocks), markdown));
  }

  it("has its files, wherever they are, and their captions", () => {
    const photo = (id: string) => [{ file_id: id, file_unique_id: id, width: 1, height: 1 }];
    const blocks: RichBlock[] = [
      {
        type: "collage",
        blocks: [{ type: "photo", photo: photo("a") }, {
          type: "photo",
          photo: photo("b"),
          caption: { text: "B", credit: "Ann" },
        }],
      },
      {
        type: "list",
        items: [{
          label: "•",
          blocks: [{ type: "voice_note", voice_note: { file_id: "c", file_unique_id: "c", duration: 1 } }],
        }],
      },
    ];
    assertEquals(richAttachments(blocks).map(({ ref, kind }) => `${kind} ${ref}`), ["photo a", "photo b", "voice c"]);
    assertEquals(richMarkdown(blocks.slice(0, 1)), "B\n\nAnn");
  });
});
