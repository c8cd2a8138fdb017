/** Texts and entities for property tests. */
import fc from "fast-check";
import type { MessageEntity } from "grammy/types";
import { normalizeEntities } from "../../../adapters/telegram/entity_normal_form.ts";
import type { FormattedText } from "../../../adapters/telegram/formatted_text.ts";

/** What is hard to cut, to escape or to count. */
const PIECES = [
  "a",
  "Word",
  "слово",
  "שלום",
  "مرحبا",
  "日本語",
  "7",
  "1",
  "12.",
  "1)",
  "👍",
  "👨‍👩‍👧‍👦",
  "🇩🇪",
  "e\u0301",
  "\u200f",
  "ﬁ",
  "́",
  " ",
  " ",
  " ",
  "  ",
  "\n",
  "\n",
  "\n\n",
  "\n\n\n",
  "    ",
  "\u00a0",
  "*",
  "**",
  "_",
  "__",
  "`",
  "``",
  "```",
  "~",
  "~~",
  "|",
  "||",
  "[",
  "]",
  "(",
  ")",
  "](",
  "[x] ",
  "![",
  "!",
  "<",
  ">",
  "<b>",
  "</b>",
  "<u>",
  "<div>",
  "<!--",
  "&",
  "&amp;",
  "&#32;",
  "\\",
  "\\\\",
  "#",
  "# ",
  "## ",
  "- ",
  "+ ",
  "* ",
  "> ",
  "1. ",
  "---",
  "===",
  "***",
  "| a | b |\n|---|---|\n| 1 | 2 |",
  "https://example.com/a_b?c=d&e=f",
  "http://",
  "www.example.com",
  "a@example.com",
  "@name",
  "#tag",
  "/cmd",
  ":",
  "://",
  ".",
  ",",
  "'",
  '"',
  "=",
  "-",
  "+",
  "~~~",
  "$",
];

/** Random text of words and of everything that is a mark somewhere. */
export const hardText: fc.Arbitrary<string> = fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }).map((pieces) =>
  pieces.join("")
);

/** Text as Telegram has it: white space at its ends is cut, and there is something to read. */
export const messageText: fc.Arbitrary<string> = hardText.map((text) => text.replace(/^[ \n]+|[ \n]+$/g, ""));

const KINDS: readonly Partial<MessageEntity>[] = [
  { type: "bold" },
  { type: "italic" },
  { type: "underline" },
  { type: "strikethrough" },
  { type: "spoiler" },
  { type: "code" },
  { type: "text_link", url: "https://example.com/a_(b)?c=d&lt;e" },
  { type: "text_link", url: "tg://user?id=5" },
  { type: "blockquote" },
  { type: "pre" },
  { type: "pre", language: "ts" },
];

/** A text with valid entities, in the form in which Telegram sends them. */
export const formattedText: fc.Arbitrary<FormattedText> = messageText.chain((text) =>
  fc.array(
    fc.record({ kind: fc.constantFrom(...KINDS), from: fc.nat(text.length), to: fc.nat(text.length) }),
    { maxLength: 8 },
  ).map((drafts) => {
    const entities = drafts.flatMap(({ kind, from, to }) => {
      const range = kind.type === "pre" || kind.type === "blockquote"
        ? linesOf(text, Math.min(from, to), Math.max(from, to))
        : { offset: Math.min(from, to), length: Math.abs(to - from) };
      return [{ ...kind, ...range } as MessageEntity];
    });
    return { text, entities: normalizeEntities(text, entities) };
  })
);

/** Code and quotes have whole lines. */
function linesOf(text: string, from: number, to: number): { offset: number; length: number } {
  const offset = text.lastIndexOf("\n", from - 1) + 1;
  const end = text.indexOf("\n", to);
  return { offset, length: (end < 0 ? text.length : end) - offset };
}
