import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { MessageEntity } from "grammy/types";
import { findEntities, formatText } from "./entities.ts";
import { TelegramError } from "./telegram_error.ts";

type Given = Parameters<typeof formatText>[1];

const reject = (text: string, ...entities: Extract<Given, readonly unknown[]>) =>
  assertThrows(() => formatText(text, entities), Error, "Bad Request").message;

Deno.test("valid entities stay as they are", () => {
  const entities: MessageEntity[] = [
    { type: "blockquote", offset: 0, length: 12 },
    { type: "bold", offset: 0, length: 5 },
    { type: "italic", offset: 2, length: 3 },
    { type: "code", offset: 6, length: 6 },
  ];
  const { text, changes, ...formatted } = formatText("Hello 😀 text", JSON.parse(JSON.stringify(entities)));
  assertEquals([text, changes], ["Hello 😀 text", []]);
  assertEquals(formatted.entities, entities);
});

for (
  const [what, text, entity, description] of [
    [
      "begins after the end",
      "ab",
      { type: "bold", offset: 3, length: 1 },
      "begins after the end of the text at UTF-16 offset 3",
    ],
    [
      "ends after the end",
      "ab",
      { type: "bold", offset: 1, length: 2 },
      "ends after the end of the text at UTF-16 offset 3",
    ],
    ["begins within a pair", "😀b", { type: "bold", offset: 1, length: 2 }, "begins in a middle of a UTF-16 symbol"],
    ["ends within a pair", "a😀", { type: "bold", offset: 0, length: 2 }, "ends in a middle of a UTF-16 symbol"],
    ["has no known type", "ab", { type: "big", offset: 0, length: 1 }, "Unsupported type specified"],
    ["has a negative offset", "ab", { type: "bold", offset: -1, length: 1 }, "incorrect offset -1"],
    ["has no number for a length", "ab", { type: "bold", offset: 0, length: "1" }, `Field "length" must be a Number`],
    ["is a link without an address", "ab", { type: "text_link", offset: 0, length: 1 }, `Can't find field "url"`],
  ] as const
) {
  Deno.test(`an entity that ${what} is refused`, () => assert(reject(text, entity).includes(description)));
}

Deno.test("text that is no Unicode is refused", () => {
  assertEquals(reject("a\uD83D"), "Bad Request: strings must be encoded in UTF-8");
});

for (
  const [what, entities, kept] of [
    ["bold within code", [["code", 0, 5], ["bold", 1, 2]], ["code"]],
    ["code within bold", [["bold", 0, 5], ["code", 1, 2]], ["code"]],
    ["a link within pre", [["pre", 0, 5], ["spoiler", 1, 2]], ["pre"]],
    ["a quote within a quote", [["blockquote", 0, 5], ["expandable_blockquote", 1, 2]], ["blockquote"]],
    ["crossing code", [["code", 0, 3], ["pre", 2, 3]], ["code"]],
    ["an empty one", [["bold", 0, 5], ["italic", 1, 0]], ["bold"]],
    ["what Telegram finds itself", [["bold", 0, 5], ["hashtag", 1, 2]], ["bold"]],
  ] as const
) {
  Deno.test(`${what} is left out, and noted`, () => {
    const given = entities.map(([type, offset, length]) => ({ type, offset, length }));
    const { entities: left, changes } = formatText("abcde", given);
    assertEquals(left.map(({ type }) => type), [...kept]);
    assertEquals(changes.length, 1);
  });
}

Deno.test("what is bold twice, or in pieces that touch, is bold once", () => {
  const given = [{ type: "bold", offset: 1, length: 2 }, { type: "bold", offset: 0, length: 2 }];
  const { entities, changes } = formatText("abcde", [...given, { type: "bold", offset: 3, length: 2 }]);
  assertEquals([entities, changes], [[{ type: "bold", offset: 0, length: 5 }], []]);
});

Deno.test("bold and italic may cross: a person sees no difference", () => {
  const given = [{ type: "bold", offset: 0, length: 3 }, { type: "italic", offset: 2, length: 3 }];
  assertEquals(formatText("abcde", given).changes, []);
});

Deno.test("white space is trimmed, and entities move along", () => {
  const { text, entities } = formatText(" \n ab c \n", [{ type: "bold", offset: 3, length: 5 }]);
  assertEquals(text, "ab c");
  assertEquals(entities, [{ type: "bold", offset: 0, length: 4 }]);
});

Deno.test("white space that an entity covers stays at the beginning", () => {
  assertEquals(formatText("  ab", [{ type: "code", offset: 1, length: 3 }]).text, " ab");
});

Deno.test("control characters become spaces, and line ends lose their carriage return", () => {
  const { text, entities } = formatText("a\tb\r\nc", [{ type: "bold", offset: 5, length: 1 }]);
  assertEquals([text, entities], ["a b\nc", [{ type: "bold", offset: 4, length: 1 }]]);
});

Deno.test("Telegram finds commands, links, addresses, mentions and hashtags in what people write", () => {
  const text = "/start@portico_bot https://a.test/x?y=1. a@b.test @anna_b #note1 #1 a/b";
  assertEquals(findEntities(text).map(({ type, offset, length }) => [type, text.slice(offset, offset + length)]), [
    ["bot_command", "/start@portico_bot"],
    ["url", "https://a.test/x?y=1"],
    ["email", "a@b.test"],
    ["mention", "@anna_b"],
    ["hashtag", "#note1"],
  ]);
});

Deno.test("what Telegram keeps of any entities lies within the text, splits no pair, and is kept as it is the next time", () => {
  const text = fc.array(fc.constantFrom("a", " ", "\n", "\r", "\t", "😀", "ж", "\u2028"), { maxLength: 12 });
  const type = fc.constantFrom("bold", "italic", "spoiler", "code", "pre", "blockquote", "expandable_blockquote");
  const entity = fc.record({ type, offset: fc.nat(12), length: fc.nat(12) });
  fc.assert(
    fc.property(text, fc.array(entity, { maxLength: 5 }), (parts, entities) => {
      let once;
      try {
        once = formatText(parts.join(""), entities);
      } catch (error) {
        if (error instanceof TelegramError) return;
        throw error;
      }
      for (const { offset, length } of once.entities) {
        assert(offset >= 0 && length > 0 && offset + length <= once.text.length);
        assert(once.text.slice(offset, offset + length).isWellFormed());
      }
      const given: Given = once.entities.map(({ type, offset, length }) => ({ type, offset, length }));
      assertEquals(formatText(once.text, given), { ...once, changes: [] });
    }),
    { numRuns: 2_000 },
  );
});
