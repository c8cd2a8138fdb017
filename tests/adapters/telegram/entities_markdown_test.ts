import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import type { MessageEntity } from "grammy/types";
import { entitiesToMarkdown } from "../../../adapters/telegram/entities_markdown.ts";
import { normalizeEntities } from "../../../adapters/telegram/entity_normal_form.ts";
import type { FormattedText } from "../../../adapters/telegram/formatted_text.ts";
import { renderMarkdown } from "../../../adapters/telegram/markdown_entities.ts";
import { formattedText, messageText } from "./texts.ts";

/** Makes a text with entities of `type[text]` patterns: offsets counted by a machine. */
function entity(text: string, part: string, kind: Partial<MessageEntity>): MessageEntity {
  const offset = text.indexOf(part);
  assertEquals(offset >= 0, true, `"${part}" is not in the text`);
  return { ...kind, offset, length: part.length } as MessageEntity;
}

/** Lines that people write as headings, items and quotes are kept as such: they are not read back as they were typed. */
const MEANT = /^ *(?:#{1,6}|[-+*]|>|\d{1,9}[.)]) +\S/m;

/** What a reader sees: addresses that any client finds in a text are no formats, and a folded quote is a quote. */
function shown({ text, entities }: FormattedText): FormattedText {
  const visible = entities.filter((each) =>
    each.type !== "text_link" || each.url !== text.slice(each.offset, each.offset + each.length)
  )
    .map((each): MessageEntity => each.type === "expandable_blockquote" ? { ...each, type: "blockquote" } : each);
  return { text, entities: normalizeEntities(text, visible) };
}

describe("Markdown of what Telegram sends", () => {
  const cases: Record<string, [string, (text: string) => MessageEntity[], string]> = {
    "formats": [
      "b i u s x c",
      (text) => [
        entity(text, "b", { type: "bold" }),
        entity(text, "i", { type: "italic" }),
        entity(text, "u", { type: "underline" }),
        entity(text, "s", { type: "strikethrough" }),
        entity(text, "x", { type: "spoiler" }),
        entity(text, "c", { type: "code" }),
      ],
      "**b** _i_ <u>u</u> ~~s~~ ||x|| `c`",
    ],
    "formats within formats, however they were cut": [
      "one two three",
      (
        text,
      ) => [
        entity(text, "one ", { type: "bold" }),
        entity(text, "two three", { type: "bold" }),
        entity(text, "two", { type: "italic" }),
      ],
      "**one _two_ three**",
    ],
    "formats that cross": [
      "one two three",
      (text) => [entity(text, "one two", { type: "bold" }), entity(text, "two three", { type: "italic" })],
      "**one <i>two</i>**<i> three</i>",
    ],
    "a format within a word, where Markdown's marks would not do": [
      'a"b"c',
      (text) => [entity(text, '"b"', { type: "bold" })],
      'a<b>"b"</b>c',
    ],
    "code beside a format of the same sign": [
      "__",
      () => [{ type: "code", offset: 0, length: 1 }, { type: "italic", offset: 1, length: 1 }],
      "`_`_\\__",
    ],
    "links and people without a name": [
      "see it, Ann",
      (text) => [
        entity(text, "it", { type: "text_link", url: "https://example.com/a_(b)" }),
        entity(text, "Ann", { type: "text_mention", user: { id: 7, is_bot: false, first_name: "Ann" } }),
      ],
      "see [it](<https://example.com/a_(b)>), [Ann](tg://user?id=7)",
    ],
    "addresses, bare where that is safe": [
      "https://example.com/a, https://example.com/a_b and me@example.com",
      (text) => [
        entity(text, "https://example.com/a", { type: "url" }),
        entity(text, "https://example.com/a_b", { type: "url" }),
        entity(text, "me@example.com", { type: "email" }),
      ],
      "https://example.com/a, <https://example.com/a_b> and <me@example.com>",
    ],
    "names, tags, commands and custom emoji, which are text": [
      "/help @some_name #a_tag $USD 👍",
      (text) => [
        entity(text, "/help", { type: "bot_command" }),
        entity(text, "@some_name", { type: "mention" }),
        entity(text, "#a_tag", { type: "hashtag" }),
        entity(text, "$USD", { type: "cashtag" }),
        entity(text, "👍", { type: "custom_emoji", custom_emoji_id: "5368324170671202286" }),
      ],
      "/help @some_name #a_tag $USD 👍",
    ],
    "code in a language, with fences in it": [
      "run\n```\nlet a;\n```\nnow",
      (text) => [entity(text, "```\nlet a;\n```", { type: "pre", language: "md" })],
      "run\n````md\n```\nlet a;\n```\n````\nnow",
    ],
    "a quote with formats and code in it, and text right behind": [
      "a\nlet b;\nc",
      (
        text,
      ) => [
        entity(text, "a\nlet b;", { type: "blockquote" }),
        entity(text, "a", { type: "bold" }),
        entity(text, "let b;", { type: "pre" }),
      ],
      "> **a**\n> ```\n> let b;\n> ```\n\nc",
    ],
    "what looks like Markdown": [
      "*no* snake_case _no_ `no` [no](no) ~no~ ||no|| <no> &amp; 2 * 2 \\no",
      () => [],
      "\\*no\\* snake_case \\_no\\_ \\`no\\` \\[no](no) \\~no\\~ \\|\\|no\\|\\| \\<no> \\&amp; 2 * 2 \\\\no",
    ],
  };
  for (const [name, [text, entities, markdown]] of Object.entries(cases)) {
    it(`writes ${name}`, () => {
      const formatted = { text, entities: normalizeEntities(text, entities(text)) };
      assertEquals(entitiesToMarkdown(formatted), markdown);
      assertEquals(renderMarkdown(markdown).text, text);
    });
  }

  it("leaves out entities that are not within the text", () => {
    const entities: MessageEntity[] = [
      { type: "bold", offset: -1, length: 2 },
      { type: "italic", offset: 1, length: 99 },
      { type: "code", offset: 1, length: 0 },
      { type: "bold", offset: 1, length: 1 }, // half of the emoji
    ];
    assertEquals(entitiesToMarkdown({ text: "a👍", entities }), "a👍");
  });

  it("keeps lists, tasks, headings, quotes and links between notes that people type, as Telegram has no other way to say them", () => {
    const text = "# Boat\n- [ ] paint\n  - [x] sand\n* oil\n1. sail\n> Ahoy\nsee [[Sea]] and [1]";
    assertEquals(entitiesToMarkdown({ text, entities: [] }), text);
  });

  it("puts code within a line on lines of its own", () => {
    assertEquals(
      entitiesToMarkdown({ text: "a b c", entities: [{ type: "pre", offset: 2, length: 1 }] }),
      "a&#32;\n```\nb\n```\n&#32;c",
    );
  });

  it("is read back as the same text and entities", () => {
    fc.assert(
      fc.property(formattedText, (formatted) => {
        fc.pre(!MEANT.test(formatted.text));
        assertEquals(shown(renderMarkdown(entitiesToMarkdown(formatted))), shown(formatted));
      }),
      { numRuns: 2_000 },
    );
  });

  it("is read back as the same text whatever Telegram found in it", () => {
    fc.assert(
      fc.property(messageText, fc.array(fc.tuple(fc.nat(60), fc.nat(40)), { maxLength: 3 }), (text, places) => {
        fc.pre(!MEANT.test(text));
        const entities = places.map(([offset, length]): MessageEntity => ({ type: "url", offset, length }));
        const addresses = Array.from(
          text.matchAll(/https:\/\/\S+|\w+@example\.com/g),
          ({ 0: address, index }): MessageEntity => (
            { type: address.includes("@") ? "email" : "url", offset: index, length: address.length }
          ),
        );
        assertEquals(renderMarkdown(entitiesToMarkdown({ text, entities: [...entities, ...addresses] })).text, text);
      }),
      { numRuns: 1_000 },
    );
  });

  it("keeps the signs of a spoiler in an address", () => {
    const text = "https://example.com/a?b=c||d|| e";
    const url: MessageEntity = { type: "url", offset: 0, length: text.indexOf(" ") };
    assertEquals(renderMarkdown(entitiesToMarkdown({ text, entities: [url] })).text, text);
  });

  for (const mark of ["*", "_", "`", "|", "[", " ", "\n", "&", "http://", "a@b.c ", "- "]) {
    it(`takes a message full of ${JSON.stringify(mark)}`, () => {
      const text = `a${mark.repeat(Math.floor(4_000 / mark.length))}z`;
      assertEquals(
        renderMarkdown(entitiesToMarkdown({ text, entities: [{ type: "bold", offset: 0, length: text.length }] })).text,
        text,
      );
    });
  }
});
