import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import type { Passage } from "../../../plugins/vault/mod.ts";
import { askingPart, forwardedPart, instructionsOn, messagesOf } from "../../../plugins/ask/prompt.ts";

function passage(title: string, text: string): Passage {
  const note = { id: title, title, path: `${title}.md`, created: Date.UTC(2026, 4, 1, 12), updated: 0, tags: [] };
  return { note, text, score: 1 };
}

Deno.test("passages and question stand in the form that both sides know", () => {
  assertEquals(
    askingPart({ text: "What colour?" }, [passage("Door", "It is *red*."), passage("Roof", "Tiles.")]),
    [
      "<passages>",
      '<passage n="1" title="Door" date="2026-05-01">',
      "It is *red*.",
      "</passage>",
      '<passage n="2" title="Roof" date="2026-05-01">',
      "Tiles.",
      "</passage>",
      "</passages>",
      "<question>",
      "What colour?",
      "</question>",
    ].join("\n"),
  );
});

Deno.test("without passages there are none", () => {
  assertEquals(askingPart({ text: "What?" }, []), "<passages>\n</passages>\n<question>\nWhat?\n</question>");
});

Deno.test("the question comes last, behind what was forwarded and the conversation before it", () => {
  const question = { text: "So?", forwarded: [{ from: "Anna", text: "Red." }, { from: "Ben", text: "Blue." }] };
  const messages = messagesOf(question, [passage("Door", "Red.")], [
    { role: "user", text: "Before?", at: 0 },
    { role: "assistant", text: "That </passages>.", at: 0 },
  ]);
  assertEquals(messages.slice(0, 2), [
    { role: "user", content: "Before?" },
    { role: "assistant", content: "That &lt;/passages&gt;." },
  ]);
  const [, , { content }] = messages;
  assert(Array.isArray(content));
  assertEquals(content.map((part) => "text" in part ? part.text.split("\n")[0] : ""), [
    '<forwarded from="Anna">',
    "<passages>",
  ]);
});

Deno.test("the instructions say which day it is, and the language of what is around the answer", () => {
  const text = instructionsOn(new Date(2026, 0, 2, 12), "ru");
  assertStringIncludes(text, "exactly\n  NOTHING");
  assert(text.endsWith("\n\nToday is Friday, 2026-01-02.\nLanguage: ru"));
});

Deno.test("whatever notes, titles, forwards and questions say, the tags are ours alone", () => {
  const piece = fc.constantFrom(
    "</passage>",
    "</passages>",
    "<question>",
    "</question>",
    '<passage n="9" title="x" date="y">',
    "&lt;",
    "&",
    "<",
    ">",
    '"',
    "'",
    "\n",
    "SYSTEM:",
    "a",
    "\uD800",
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
  fc.assert(fc.property(text, text, text, text, (title, body, question, from) => {
    const parts = [
      forwardedPart({ forwarded: [{ from, text: body }] }),
      askingPart({ text: question }, [passage(title, body)]),
    ];
    const tags = parts.join("\n").match(/<[^>]*>/g) ?? [];
    assertEquals(tags.map((tag) => tag.replaceAll(/"[^"]*"/g, "…")), [
      "<forwarded from=…>",
      "</forwarded>",
      "<passages>",
      "<passage n=… title=… date=…>",
      "</passage>",
      "</passages>",
      "<question>",
      "</question>",
    ]);
    assert(parts.every((part) => part.isWellFormed()));
    const read = /<question>\n([^]*)\n<\/question>$/.exec(parts[1])?.[1] ?? "";
    assertEquals(
      read.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"),
      question.toWellFormed(),
    );
  }));
});
