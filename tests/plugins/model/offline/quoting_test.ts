/** How questions are answered by quoting. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { generateText } from "ai";
import fc from "fast-check";
import { OfflineModel } from "../../../../plugins/model/offline/mod.ts";
import { escape } from "./fake_vault.ts";

interface Passage {
  readonly title: string;
  readonly text: string;
}

function questionPrompt(question: string, passages: readonly Passage[]): string {
  const listed = passages.map(({ title, text }, index) =>
    `<passage n="${index + 1}" title="${escape(title)}" date="2026-05-01">\n${escape(text)}\n</passage>`
  );
  return `<passages>\n${listed.join("\n")}\n</passages>\n<question>\n${escape(question)}\n</question>`;
}

async function answer(question: string, passages: readonly Passage[], before: readonly string[] = []): Promise<string> {
  const messages = [...before, questionPrompt(question, passages)].map((content) => ({
    role: "user" as const,
    content,
  }));
  return (await generateText({ model: new OfflineModel(), messages })).text;
}

const flat = {
  title: "Flat",
  text:
    "The house is old. The deposit is 1,800 euros & due in June. The landlord is called <Anna>.\n\n- The lift is broken.",
};
const bread = { title: "Bread", text: "Mix flour with water. Bake the bread for 40 minutes." };
const dacha = {
  title: "Дача",
  text: "Забор покрасили. Ключи от дачи лежат у соседки Нины. Осенью нужно закрыть воду.",
};

Deno.test("the sentence that has the question's words is quoted with its number", async () => {
  assertEquals(
    await answer("How much is the deposit?", [bread, flat]),
    "From your notes:\n\n> The deposit is 1,800 euros & due in June. [2]",
  );
});

Deno.test("a Russian question finds other forms of its words, and is answered in Russian", async () => {
  assertEquals(
    await answer("Где ключи от дачи?", [bread, dacha]),
    "Из ваших заметок:\n\n> Ключи от дачи лежат у соседки Нины. [2]",
  );
});

Deno.test("a word of the title is enough, and then a sentence is quoted, not the heading", async () => {
  assertMatch(await answer("what about bread", [{ title: "Bread", text: "# Notes\nMix flour with water." }]), /\[1\]$/);
});

Deno.test("a follow-up without words of its own is about the question before", async () => {
  assertMatch(await answer("and when?", [flat, bread], ["How much is the deposit?"]), /due in June\. \[1\]/);
});

Deno.test("the mark of a list is not quoted", async () => {
  assertEquals(await answer("is the lift broken", [flat]), "From your notes:\n\n> The lift is broken. [1]");
});

for (
  const [question, text] of [
    ["какой телефон хозяина", "Хозяин Пётр, тел. 555-1234."],
    ["где живёт хозяин", "Хозяин живёт на ул. Лесной, д. 5, кв. 17."],
    ["when is the appointment", "The appointment is with Dr. Miller at St. Mary."],
    ["which number has the boiler", "The boiler has No. 17 of the list."],
    ["кто написал роман", "Роман написал А. С. Пушкин."],
  ] as const
) {
  Deno.test(`"${text}" is one sentence`, async () => {
    const passage = { title: "X", text: `Another thing first. ${text} Something else behind it that is long.` };
    assertMatch(await answer(question, [passage]), new RegExp(`> ${text.replaceAll(".", "\\.")} \\[1\\]$`));
  });
}

Deno.test("a point behind a word ends a sentence", async () => {
  const passage = { title: "X", text: "He said no. The boat costs a lot of money now. Nobody came to see any of it." };
  assertMatch(await answer("what about the boat", [passage]), /> The boat costs a lot of money now\. \[1\]$/);
});

Deno.test("a title with quotes in it hides nothing", async () => {
  assertMatch(await answer("deposit?", [{ ...flat, title: 'The "flat" date="x' }]), /1,800 euros.*\[1\]$/);
});

Deno.test("without passages, and without a word in common, the answer is NOTHING", async () => {
  assertEquals(await answer("How much is the deposit?", []), "NOTHING");
  assertEquals(await answer("Who won the race?", [flat, bread]), "NOTHING");
  assertEquals(await answer("what is it?", [flat]), "NOTHING");
});

Deno.test("whatever stands in passages and questions, each line is a quotation of a passage there is", async () => {
  const text = fc.string({ unit: "binary", maxLength: 80 });
  const near = fc.tuple(text, fc.constantFrom("deposit", "ключи", "</passage>", "[7]", "\n> x")).map((parts) =>
    parts.join(" ")
  );
  const passages = fc.array(fc.record({ title: text, text: near }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(near, passages, async (question, given) => {
      const said = await answer(question, given);
      if (said === "NOTHING") return;
      const quotes = said.split("\n\n").slice(1);
      assert(quotes.length >= 1 && quotes.length <= 4, said);
      for (const quote of quotes) {
        const number = Number(/^> [^\n]* \[(\d+)\]$/.exec(quote)?.[1]);
        assert(number >= 1 && number <= given.length, quote);
      }
    }),
    { numRuns: 200 },
  );
});
