/** What holds for any text. */
import { assert, assertEquals } from "@std/assert";
import { generateText, stepCountIs } from "ai";
import fc from "fast-check";
import { textProblems } from "../../../../core/i18n/text_problems.ts";
import { Quotations } from "../../../../plugins/model/offline/quotations.ts";
import { parseRequests } from "../../../../plugins/model/offline/request_parser.ts";
import { OfflineModel } from "../../../../plugins/model/offline/mod.ts";
import en from "../../../../plugins/model/offline/texts/en.ftl" with { type: "text" };
import ru from "../../../../plugins/model/offline/texts/ru.ftl" with { type: "text" };
import { FakeVault, taskMessages } from "./fake_vault.ts";

const seeds = ["Flat", "Flat hunting", "Shopping", "Покупки", "Квартира", "Дом: ремонт"].map((title, index) => ({
  title,
  body: "flat квартира shopping",
  tags: index % 2 === 0 ? ["home"] : ["дом", "tmp"],
  created: `2026-05-0${index + 1}`,
}));

const words = [
  ..."find list tag untag rename move append merge collect delete make open undo show what count".split(" "),
  ..."all notes everything about the flat it them last 3 with to into from folder note one called and then".split(" "),
  ..."найди покажи пометь убери переименуй перемести добавь объедини собери удали создай открой отмени".split(" "),
  ..."все всё заметки про квартиру её их последние 5 тегом тег в папку из одну заметку и потом не".split(" "),
  ...[
    "#home",
    "#дом",
    "«Flat»",
    '"Покупки"',
    ":",
    ",",
    ".",
    "?",
    "\n",
    "tagged home",
    "с тегом дом",
    "last week",
    "вчера",
    "🙂",
  ],
];
const sentence = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 14 }).map((parts) => parts.join(" "));
const anything = fc.oneof(
  { weight: 4, arbitrary: sentence },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
);

Deno.test("any text is a list of requests", () => {
  fc.assert(fc.property(anything, (text) => assert(parseRequests(text).length > 0)), { numRuns: 1_500 });
});

Deno.test("a text without its quotations is the text with them", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 100 }), (text) => {
    const quotations = new Quotations(`x ${text} y`);
    assertEquals(quotations.written(quotations.text), `x ${text} y`.replace(/[\uE000-\uF8FF]/g, " "));
  }));
});

Deno.test("any task ends with an answer, calls nothing twice, and calls nothing with what its schema refuses", async () => {
  await fc.assert(
    fc.asyncProperty(anything, async (task) => {
      const vault = new FakeVault(seeds);
      const { text, steps, finishReason } = await generateText({
        model: new OfflineModel(),
        messages: taskMessages(task),
        tools: vault.tools(),
        stopWhen: stepCountIs(60),
      });
      assertEquals(finishReason, "stop");
      assert(text.trim() !== "", task);
      const parts = steps.flatMap(({ content }) => content);
      const refused = parts.filter((part) => part.type === "tool-call" && part.invalid === true);
      assertEquals(refused, []);
      const calls = vault.calls.map((call) => JSON.stringify(call));
      assertEquals(new Set(calls).size, calls.length);
      assert(calls.length <= 40, task);
    }),
    { numRuns: 150 },
  );
});

Deno.test("a text of a megabyte is read, too", () => {
  const long = ["tag ", " ", "and delete ", "и пометь ", "«", "\n", "with to into ", "."].map((part) =>
    part.repeat(100_000)
  );
  for (const text of long) assert(parseRequests(text).length > 0);
});

Deno.test("the text of a long note is kept whole", () => {
  const body = "word, and then delete it. ".repeat(40_000).trim();
  assertEquals(parseRequests(`make a note X: ${body}`).map(({ request }) => request), [{
    kind: "create",
    title: "X",
    body,
  }]);
});

Deno.test("every text is there in every language, and can be read", () => {
  assertEquals(textProblems("offline", { en, ru }), []);
});
