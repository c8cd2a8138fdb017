/** The plugin in a whole bot. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Constructor, inject, plugin, Translations } from "../../../core/mod.ts";
// Loaded before any test, so that in virtual time nothing waits for a disk.
import "ai";
import "../../../plugins/model/account_limits.ts";
import {
  explainModelError,
  MODEL,
  Model,
  ModelError,
  type ModelErrorCode,
  ModelPlugin,
} from "../../../plugins/model/mod.ts";
import { FakeOpenAI, modelPluginOver, status } from "../../support/fake_openai/mod.ts";
import { Readme } from "../../support/readme.ts";
import { TestBot } from "../../support/test_bot.ts";
import en from "../../../plugins/model/texts/en.ftl" with { type: "text" };
import ru from "../../../plugins/model/texts/ru.ftl" with { type: "text" };
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

Deno.test("the plugin on the page asks the model, and says why there is no answer", async () => {
  const { HaikuPlugin } = await (await Readme.read("plugins/model/README.md")).load<{ HaikuPlugin: Constructor }>();
  const fake = new FakeOpenAI();
  const config = { model: { url: fake.url, name: fake.model } };
  await using bot = await TestBot.start({ plugins: [modelPluginOver(fake), HaikuPlugin], config });
  const ask = async (turns = 10) => {
    await bot.chat.say("/haiku");
    for (let turn = 0; turn < turns; turn++) await bot.settle();
    return bot.chat.texts.at(-1);
  };
  fake.queue("An old silent pond");
  assertEquals(await ask(), "An old silent pond");
  fake.queue(status(401));
  assertStringIncludes(await ask() ?? "", "The model's endpoint refused the call.");
});
