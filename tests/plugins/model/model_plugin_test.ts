/** The plugin in a whole bot. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { Translations } from "../../../core/mod.ts";
import { explainModelError, MODEL, ModelError, type ModelErrorCode, ModelPlugin } from "../../../plugins/model/mod.ts";
import { FakeOpenAI, modelPluginOver, status } from "../../support/fake_openai/mod.ts";
import { TestBot } from "../../support/test_bot.ts";
import en from "../../../plugins/model/texts/en.ftl" with { type: "text" };
import ru from "../../../plugins/model/texts/ru.ftl" with { type: "text" };
import { Model } from "../../../plugins/model/mod.ts";
import { inject, plugin } from "../../../core/mod.ts";
import { promptOf, USE } from "./model_over_fake.ts";

@plugin({ name: "caller" })
@inject(Model)
class Caller {
  static model: Model | undefined;
  constructor(model: Model) {
    Caller.model = model;
  }
}

async function show(bot: TestBot): Promise<string> {
  await bot.chat.say("/model");
  await bot.settle();
  return bot.chat.texts.at(-1) ?? "";
}

Deno.test("/model says that there is none, and how to get one", async () => {
  await using bot = await TestBot.start({ plugins: [ModelPlugin] });
  assertStringIncludes(await show(bot), "PORTICO_MODEL_URL");
});

Deno.test("/model says which model answers, what the last call came to, and what was used", async () => {
  const fake = new FakeOpenAI();
  const model = { url: fake.url, name: fake.model, priceIn: 1, priceOut: 1, attempts: 1 };
  await using bot = await TestBot.start({ plugins: [modelPluginOver(fake), Caller], config: { model } });
  assertStringIncludes(await show(bot), "`fake`");
  assertStringIncludes(await show(bot), "not been called");
  fake.queue({ text: "Hello.", usage: { prompt: 900, completion: 100 } });
  const call = async () =>
    await (await Caller.model?.for({ ...USE, account: "owner" }))?.doGenerate(promptOf("Hello?"));
  await call();
  const shown = await show(bot);
  for (const words of ["It answered last", "1 of 60", "1,000 of 2,000,000", "Cost today: 0.001"]) {
    assertStringIncludes(shown, words);
  }
  fake.queue(status(401));
  await call().catch(() => {});
  assertStringIncludes(await show(bot), "refused the call");
});

Deno.test("every failure has a text in every language, and tells when it is over where that is known", () => {
  const translations = new Translations();
  translations.add(MODEL, { en, ru });
  const codes: ModelErrorCode[] = ["unreachable", "timeout", "refused", "limit", "busy", "too-long", "broken"];
  for (const language of ["en", "ru"]) {
    const texts = codes.map((code) => explainModelError(new ModelError(code, "for the log"), language, translations));
    assertEquals(new Set(texts).size, codes.length);
    for (const text of texts) assertEquals(text.includes("error-") || text.includes("for the log"), false);
  }
  const error = new ModelError("limit", "for the log", Date.UTC(2026, 4, 17, 12));
  assertStringIncludes(explainModelError(error, "en", translations), "May 17, 2026");
});
