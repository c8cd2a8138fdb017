import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { entitiesToMarkdown } from "../../../adapters/telegram/entities_markdown.ts";
import { renderMarkdown } from "../../../adapters/telegram/markdown_entities.ts";
import { splitText } from "../../../adapters/telegram/message_parts.ts";
import { isPlain } from "../../../adapters/telegram/plain_text.ts";
import { readUpdate } from "../../../adapters/telegram/update_events.ts";

const signs = [..." ,;:?!.'\"()#+-–—…aбZ漢ñ0 19wWx>=_*`[]<&|~@\\/\n"];
const plain = fc.string({ unit: fc.constantFrom(...signs, "www.", "a. ", ": "), maxLength: 30 }).filter(isPlain);

Deno.test("what people mostly write is plain", () => {
  for (const text of ["Hello", "Buy milk, eggs - and bread!", "Привет! Как дела?", "Meet at 10:30 (room 5)."]) {
    assert(isPlain(text), text);
  }
});

Deno.test("what Markdown might take for something else is not plain", () => {
  for (
    const text of ["", " a", "a ", "1. a", "- a", "# a", "a\nb", "*a*", "a_b", "www.a.b", "http://a", "a@b.c", "\u3164"]
  ) {
    assert(!isPlain(text), text);
  }
});

Deno.test("a plain text is what it is written as beside a format, in both directions", () => {
  fc.assert(fc.property(plain, (text) => {
    const formatted = { text: `${text} b`, entities: [{ type: "bold" as const, offset: text.length + 1, length: 1 }] };
    assertEquals(entitiesToMarkdown(formatted), `${text} **b**`);
    assertEquals(renderMarkdown(`${text} **b**`), formatted);
  }));
});

Deno.test("a message of a plain text is read as one that has formats, but none of them", () => {
  const from = { id: 7, is_bot: false, first_name: "Ann" };
  const chat = { id: 7, type: "private" as const, first_name: "Ann" };
  const read = (more: { text: string; entities?: [] }) =>
    readUpdate({ update_id: 9, message: { message_id: 5, from, chat, date: 1, ...more } }, { me: { id: 1 }, now: 0 });
  fc.assert(fc.property(plain, (text) => assertEquals(read({ text }), read({ text, entities: [] }))));
});

Deno.test("a plain text stays as it is, in one part", () => {
  fc.assert(fc.property(plain, (text) => {
    assertEquals(entitiesToMarkdown({ text }), text);
    assertEquals(splitText(renderMarkdown(text)), [{ text, entities: [] }]);
  }));
});
