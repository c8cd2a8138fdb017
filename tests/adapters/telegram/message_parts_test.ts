import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import type { MessageEntity } from "grammy/types";
import type { FormattedText } from "../../../adapters/telegram/formatted_text.ts";
import { renderMarkdown } from "../../../adapters/telegram/markdown_entities.ts";
import { CAPTION_LIMIT, ENTITY_LIMIT, splitText, TEXT_LIMIT } from "../../../adapters/telegram/message_parts.ts";
import { entityProblems } from "./entity_rules.ts";
import { formattedText } from "./texts.ts";

function texts(formatted: FormattedText, limits?: Parameters<typeof splitText>[1]): string[] {
  return splitText(formatted, limits).map(({ text }) => text);
}

const plain = (text: string): FormattedText => ({ text, entities: [] });

/** Each unit of a text that can be seen, with the entities it is in. */
function units(formatted: FormattedText): string[] {
  return Array.from({ length: formatted.text.length }, (_, index) => {
    const around = formatted.entities.filter(({ offset, length }) => offset <= index && index < offset + length);
    return `${formatted.text[index]} ${
      around.map(({ offset: _o, length: _l, ...kind }) => JSON.stringify(kind)).sort().join()
    }`;
  }).filter((unit) => !/^[\s\p{Cf}]/u.test(unit));
}

describe("Parts of a long text", () => {
  it("are one where the text fits", () => {
    assertEquals(texts(plain("a".repeat(TEXT_LIMIT))), ["a".repeat(TEXT_LIMIT)]);
  });

  it("are none where there is nothing to read", () => {
    assertEquals(texts(plain("")), []);
    assertEquals(texts(plain(" \n\u200b\u00a0")), []);
  });

  it("end at paragraphs, else at lines, else at words, and at neither when that leaves half the room", () => {
    assertEquals(texts(plain("aaa bb\nccc\n\nddd eee\nfff"), { first: 16, rest: 16 }), ["aaa bb\nccc", "ddd eee\nfff"]);
    assertEquals(texts(plain("aaa bb\nccc ddd"), { first: 12, rest: 12 }), ["aaa bb", "ccc ddd"]);
    assertEquals(texts(plain("aaa bb ccc ddd"), { first: 12, rest: 12 }), ["aaa bb ccc", "ddd"]);
    assertEquals(texts(plain("a\n\nbbb ccc ddd"), { first: 12, rest: 12 }), ["a\n\nbbb ccc", "ddd"]);
  });

  it("are first as long as a caption, then as long as a message", () => {
    const parts = texts(plain("word ".repeat(2_000)), { first: CAPTION_LIMIT });
    assertEquals(parts.map(({ length }) => length), [1_024, 4_094, 4_094, 784]);
  });

  it("cut code between its lines, as code of the same language in each", () => {
    const parts = splitText(renderMarkdown("```ts\none one\n  two two\n  three three\n```"), { first: 20, rest: 20 });
    assertEquals(parts.map(({ text }) => text), ["one one\n  two two", "  three three"]);
    for (const { text, entities } of parts) {
      assertEquals(entities, [{ type: "pre", language: "ts", offset: 0, length: text.length }]);
    }
  });

  it("begin before code that fits into a part, rather than cutting it", () => {
    assertEquals(texts(renderMarkdown("some text\n```\na b\nc d\ne f\n```"), { first: 16, rest: 16 }), [
      "some text",
      "a b\nc d\ne f",
    ]);
  });

  it("cut a line of code only where it is longer than a part", () => {
    assertEquals(texts(renderMarkdown("```\naaaa bbbb cccc\n```"), { first: 10, rest: 10 }), ["aaaa bbbb", "cccc"]);
  });

  it("keep a link whole, and cut one that is longer than a part", () => {
    const link = (text: string) => renderMarkdown(`aaaaaa [${text}](https://example.com) b`);
    assertEquals(texts(link("bb cc"), { first: 10, rest: 10 }), ["aaaaaa", "bb cc b"]);
    const parts = splitText(link("bbbb cccc dddd"), { first: 10, rest: 10 });
    assertEquals(parts.map(({ text }) => text), ["aaaaaa", "bbbb cccc", "dddd b"]);
    assertEquals(parts.map(({ entities }) => entities.map(({ type, length }) => `${type} ${length}`)), [[], [
      "text_link 9",
    ], ["text_link 4"]]);
  });

  for (const character of ["👍", "👨‍👩‍👧‍👦", "🇩🇪", "e\u0301\u0302", "ก็", "\ud83d\udc4d\ud83c\udffd"]) {
    it(`keep ${character} whole`, () => {
      const parts = texts(plain(character.repeat(30)), { first: 13, rest: 13 });
      for (const part of parts) assertEquals(part.replaceAll(character, ""), "");
      assertEquals(parts.join(""), character.repeat(30));
    });
  }

  it("cut between code points what is longer than any character", () => {
    const zalgo = "e" + "\u0301".repeat(1_000) + "👍";
    const parts = texts(plain(zalgo), { first: 300, rest: 300 });
    assertEquals(parts.join(""), zalgo);
  });

  it("have no more entities than Telegram shows", () => {
    const parts = splitText(renderMarkdown("**a** b ".repeat(250)));
    assertEquals(parts.map(({ entities }) => entities.length), [100, 100, 50]);
    assert(parts.every(({ text }) => text.startsWith("a b")));
  });

  it("keep all text and all entities, are valid, and fit", () => {
    const limits = fc.record({
      first: fc.integer({ min: 8, max: 60 }),
      rest: fc.integer({ min: 8, max: 60 }),
      entities: fc.integer({ min: 12, max: 20 }),
    });
    fc.assert(
      fc.property(formattedText, limits, (formatted, limits) => {
        const parts = splitText(formatted, limits);
        for (const [index, { text, entities }] of parts.entries()) {
          assertEquals(entityProblems(text, entities), []);
          assert(text.length <= (index === 0 ? limits.first : limits.rest), "longer than the limit");
          assert(entities.length <= limits.entities, "more entities than the limit");
          assert(text.trim() !== "", "nothing to read");
        }
        assertEquals(parts.flatMap(units), units(formatted));
      }),
      { numRuns: 1_000 },
    );
  });

  it("take a text with an entity at every letter in time that grows with its length", () => {
    const text = "a ".repeat(50_000).trimEnd();
    const entities = Array.from(
      { length: 50_000 },
      (_, index): MessageEntity => ({ type: "bold", offset: index * 2, length: 1 }),
    );
    assertEquals(splitText({ text, entities }).length, 50_000 / ENTITY_LIMIT);
  });
});
