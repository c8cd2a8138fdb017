import { assertEquals } from "@std/assert";
import type { ContextMessage } from "../../../plugins/conversation/mod.ts";
import { goesOn, queryOf } from "../../../plugins/ask/follow_up.ts";

const ask = (text: string) => ({ text, forwarded: [] });
const said = (...texts: string[]): ContextMessage[] =>
  texts.flatMap((text) => [{ role: "user", text, at: 0 }, { role: "assistant", text: `About ${text}: red.`, at: 0 }]);

const GOES_ON: readonly [question: string, goesOn: boolean][] = [
  ["What did the plumber say about the kitchen?", false],
  ["Что сказал сантехник насчёт кухни на даче?", false],
  ["And when does the plumber come to the kitchen?", true],
  ["What did he say about the kitchen?", true],
  ["How much is it?", true],
  ["When does that have to be done?", true],
  ["What is the code of that door in the garage?", false],
  ["Когда это нужно сделать?", true],
  ["Какой код у этой двери в гараже на даче?", false],
  ["Why?", true],
  ["The price?", true],
  ["А сколько стоит новая кухня целиком?", true],
  ["Сколько мы заплатили ему за кухню?", true],
  ["А когда?", true],
  ["Android and Andorra were where in my travels?", false],
  ["Итальянский ресторан около вокзала какой телефон?", false],
];

for (const [question, expected] of GOES_ON) {
  Deno.test(`"${question}" ${expected ? "goes on from the question before" : "stands by itself"}`, () => {
    assertEquals(goesOn(question), expected);
  });
}

Deno.test("a question that stands by itself is looked for alone", () => {
  const question = "What did the plumber say about the kitchen?";
  assertEquals(queryOf(ask(question), said("Where is my passport kept at home?")), question);
});

Deno.test("one that goes on is looked for together with the one before", () => {
  assertEquals(
    queryOf(ask("And when?"), said("Where was it?", "What did the plumber say about the kitchen?")),
    "What did the plumber say about the kitchen?\nAnd when?",
  );
});

Deno.test("several that go on one from the other lead to the one that stands by itself", () => {
  const before = said("What did the plumber say about the kitchen?", "And the bathroom?");
  assertEquals(
    queryOf(ask("When?"), before),
    "What did the plumber say about the kitchen?\nAnd the bathroom?\nWhen?",
  );
});

Deno.test("however many go on, a few are enough, and a long one is not looked for whole", () => {
  const before = said("What did the plumber say about the kitchen?", "1?", "2?", "3?", "4?");
  assertEquals(queryOf(ask("5?"), before), "2?\n3?\n4?\n5?");
  assertEquals(queryOf(ask("Why?"), said("word ".repeat(500))).length, 405);
});

Deno.test("without a conversation a short question is looked for as it is", () => {
  assertEquals(queryOf(ask("Why?"), []), "Why?");
});

Deno.test("what was forwarded says what a question is about, and the conversation does not", () => {
  const question = { text: "Is it so?", forwarded: [{ from: "Anna", text: "The plumber comes on Monday." }] };
  assertEquals(
    queryOf(question, said("Where is my passport?")),
    "The plumber comes on Monday.\nIs it so?",
  );
});
