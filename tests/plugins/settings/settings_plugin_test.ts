import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { config, DialogueEnded, type Json, logger, PluginConfigs, pluginOptionsOf, Translations } from "@portico/bot";
import { z } from "zod";
import { SettingsPlugin } from "../../../plugins/settings/mod.ts";
import { SettingWords } from "../../../plugins/settings/setting_words.ts";
import { StoredSettings } from "../../../plugins/settings/stored_settings.ts";
import { StoredUserContexts } from "../../../plugins/settings/stored_user_contexts.ts";
import { textProblems } from "../../../core/i18n/text_problems.ts";
import { Person, type PersonOptions } from "../../support/context.ts";
import { MemoryStore } from "../../support/memory_store.ts";
import { texts, weather } from "./weather.ts";

/** Every complaint about a text fails the test that makes it. */
function complain(message: string): never {
  throw new Error(message);
}

function make(options: PersonOptions = {}) {
  const store = new MemoryStore();
  const translations = new Translations(complain);
  const own = pluginOptionsOf(SettingsPlugin)?.texts;
  if (own !== undefined) translations.add("settings", own);
  translations.add("weather", texts);
  const configs = new PluginConfigs();
  const unload = configs.add(weather());
  const settings = new StoredSettings(store, configs, logger("settings"));
  const users = new StoredUserContexts(store);
  const bot = new SettingsPlugin(settings, users, translations);
  const person = new Person("settings", translations, options);
  /** Presses a button of the last message. */
  const press = async (text: string) => {
    const { name, payload } = person.button(text);
    const handlers: Record<string, (payload: never) => Promise<void>> = {
      "settings.page": (payload) => bot.showPage(person.press(payload)),
      "settings.show": (payload) => bot.showSetting(person.press(payload)),
      "settings.put": (payload) => bot.put(person.press(payload)),
      "settings.change": (payload) => bot.change(person.press(payload)),
      "settings.reset": (payload) => bot.reset(person.press(payload)),
      "settings.language": (payload) => bot.chooseLanguage(person.press(payload)),
    };
    await handlers[name](payload as never);
  };
  const valueOf = async (field: string): Promise<Json> => (await settings.of("owner", "weather"))[field];
  return { bot, person, press, configs, unload, settings, users, store, translations, valueOf };
}

Deno.test("/settings: lists by plugin every marked field with its value, and a button for each", async () => {
  const { bot, person } = make();
  await bot.show(person.command("settings"));
  assertStringIncludes(person.heard, "**Weather**\n- Unit: **Celsius**\n- Hours ahead: **12**");
  assertStringIncludes(person.heard, "- City: `Riga`\n- Days: `nothing`");
  assertEquals(person.buttons.slice(0, 4), [["Unit: Celsius"], ["Hours ahead: 12"], ["Wind: 2.5"], ["Rain: on"]]);
  assertEquals(person.heard.includes("secret"), false);
});

Deno.test("/settings: a choice is explained and made by buttons, all in one message", async () => {
  const { bot, person, press, valueOf } = make();
  await bot.show(person.command("settings"));
  await press("Unit: Celsius");
  assertStringIncludes(person.heard, "How temperatures are shown.");
  assertStringIncludes(person.heard, "one of these: C (Celsius), F (Fahrenheit)");
  assertStringIncludes(person.heard, "Now: **Celsius** (the default)");
  assertEquals(person.buttons, [["✓ Celsius", "Fahrenheit"], ["‹ All settings"]]);
  await press("Fahrenheit");
  assertEquals(await valueOf("unit"), "F");
  assertStringIncludes(person.heard, "Unit is now **Fahrenheit**.");
  assertStringIncludes(person.heard, "Default: **Celsius**");
  assertEquals(person.buttons, [["Celsius", "✓ Fahrenheit"], ["Back to the default"], ["‹ All settings"]]);
  await press("‹ All settings");
  assertStringIncludes(person.heard, "Unit: **Fahrenheit**");
  assertEquals([person.messages.length, person.edits], [1, 3]);
});

Deno.test("/settings: a switch is set by buttons", async () => {
  const { bot, person, press, valueOf } = make();
  await bot.show(person.command("settings", "weather.rain"));
  await press("off");
  assertEquals(await valueOf("rain"), false);
});

Deno.test("/settings: a number is asked for with its range; a wrong one leaves the question open", async () => {
  const { bot, person, press, valueOf } = make();
  await bot.show(person.command("settings", "hours"));
  person.answers.push("many", "49", "1.5", "24");
  await press("Change");
  assertEquals(
    person.questions[0].text,
    "**Hours ahead** takes a whole number from 1 to 48. Send the new value, or /cancel.",
  );
  assertEquals(person.problems, Array(3).fill("Hours ahead takes a whole number from 1 to 48"));
  assertEquals(await valueOf("hours"), 24);
  assertStringIncludes(person.heard, "Hours ahead is now **24**.");
});

Deno.test("/settings: what only the schema knows, it says itself", async () => {
  const { bot, person, press, valueOf } = make();
  await bot.show(person.command("settings", "to"));
  person.answers.push("-1", "3");
  await press("Change");
  assertEquals(person.problems, ["To can't be that: to must be after from"]);
  assertEquals(await valueOf("to"), 3);
});

Deno.test("/settings: a dialogue that ends without an answer changes nothing", async () => {
  const { bot, person, press, valueOf } = make();
  await bot.show(person.command("settings", "hours"));
  await assertRejects(() => press("Change"), DialogueEnded);
  assertEquals(await valueOf("hours"), 12);
});

Deno.test("/settings: reset goes back to the default", async () => {
  const { bot, person, press, valueOf } = make();
  await bot.show(person.command("settings", "weather.unit F"));
  await bot.show(person.command("settings", "weather.unit"));
  await press("Back to the default");
  assertEquals(await valueOf("unit"), "C");
  assertStringIncludes(person.heard, "Unit is back to the default: **Celsius**.");
  assertEquals(person.buttons, [["✓ Celsius", "Fahrenheit"], ["‹ All settings"]]);
});

Deno.test("/settings with a name and a value sets it at once, however it is typed", async () => {
  const { bot, person, valueOf } = make({ language: "ru" });
  const cases: readonly [string, string, Json][] = [
    ["weather.unit F", "unit", "F"],
    ["UNIT цельсий", "unit", "C"],
    ["hours 7", "hours", 7],
    ["wind 1,5", "wind", 1.5],
    ["rain нет", "rain", false],
    ["rain on", "rain", true],
    ["city New York", "city", "New York"],
    ['city "Old Town"', "city", "Old Town"],
    ["days Mon, Tue", "days", ["Mon", "Tue"]],
  ];
  for (const [typed, field, value] of cases) {
    await bot.show(person.command("settings", typed));
    assertEquals([typed, await valueOf(field)], [typed, value]);
  }
});

Deno.test("/settings with a value that does not fit says what does, and changes nothing", async () => {
  const { bot, person, store } = make();
  const cases: readonly [string, string][] = [
    ["hours 0x10", "a whole number from 1 to 48"],
    ["hours 49", "a whole number from 1 to 48"],
    ["hours 1.5", "a whole number from 1 to 48"],
    ["wind 0", "a number greater than 0"],
    ["rain maybe", "on or off"],
    ["unit K", "one of these: C (Celsius), F (Fahrenheit)"],
    ["city A", "a text of 2 to 20 characters"],
    ["days a,b,c,d", "a list of texts, separated by commas with at most 3 entries"],
    ["to -5", "to must be after from"],
  ];
  for (const [typed, expected] of cases) {
    await bot.show(person.command("settings", typed));
    assertStringIncludes(person.heard, "Nothing has changed");
    assertStringIncludes(person.heard, expected);
  }
  assertEquals(store.stored("settings.values"), {});
});

Deno.test("/settings with an unknown or ambiguous name says so", async () => {
  const { bot, person, configs } = make();
  await bot.show(person.command("settings", "nonsense 5"));
  assertStringIncludes(person.heard, "There is no setting “nonsense”");
  configs.add({ ...weather(), plugin: "tides" });
  await bot.show(person.command("settings", "hours 5"));
  assertStringIncludes(person.heard, "weather.hours, tides.hours");
});

Deno.test("/settings reset takes back everything, a plugin's, or one", async () => {
  const { bot, person, valueOf } = make();
  for (const typed of ["unit F", "hours 7", "rain off"]) await bot.show(person.command("settings", typed));
  await bot.show(person.command("settings", "reset hours"));
  assertEquals(person.heard, "Hours ahead is back to the default: **12**.");
  await bot.show(person.command("settings", "reset hours"));
  assertStringIncludes(person.heard, "at its default already");
  await bot.show(person.command("settings", "reset weather"));
  assertEquals(person.heard, "2 settings are back to their defaults.");
  assertEquals([await valueOf("unit"), await valueOf("rain")], ["C", true]);
  await bot.show(person.command("settings", "reset"));
  assertEquals(person.heard, "All your settings are at their defaults already.");
  await bot.show(person.command("settings", "reset nonsense"));
  assertStringIncludes(person.heard, "There is no setting “nonsense”");
});

Deno.test("/settings: many settings are shown plugin by plugin", async () => {
  const { bot, person, press, configs } = make();
  for (const name of ["a", "b", "c"]) configs.add({ ...weather(), plugin: name });
  await bot.show(person.command("settings"));
  assertEquals(person.buttons, [["Weather"], ["a"], ["b"], ["c"]]);
  await press("Weather");
  assertEquals(person.buttons[0], ["Unit: Celsius"]);
  assertEquals(person.buttons.at(-1), ["‹ All settings"]);
  await bot.show(person.command("settings", "b"));
  assertStringIncludes(person.heard, "**b**\n- Unit: **C**");
});

Deno.test("/settings: a button of a plugin that is gone says so, and so does an empty list", async () => {
  const { bot, person, press, unload } = make();
  await bot.show(person.command("settings"));
  unload();
  await press("Unit: Celsius");
  assertStringIncludes(person.heard, "This setting is gone");
  await bot.show(person.command("settings"));
  assertEquals(person.heard, "None of the plugins has anything to set.");
});

Deno.test("/settings: a button whose value a newer schema refuses changes nothing and says so", async () => {
  const { bot, person, valueOf } = make();
  await bot.show(person.command("settings", "unit"));
  await bot.put(person.press({ plugin: "weather", field: "unit", value: "K" }));
  assertStringIncludes(person.heard, "Nothing has changed: Unit can't be that");
  assertEquals(await valueOf("unit"), "C");
});

Deno.test("/settings: what somebody typed formats nothing", async () => {
  const { bot, person } = make();
  await bot.show(person.command("settings", "city **`x`**"));
  assertEquals(person.heard, "City is now ``**`x`**``.");
});

Deno.test("/settings: where the platform does not say which message was pressed, the answer is a new one", async () => {
  const { bot, person } = make();
  await bot.showSetting(person.press({ plugin: "weather", field: "unit" }, null));
  assertEquals([person.messages.length, person.edits], [1, 0]);
});

Deno.test("/settings speaks Russian, plurals included", async () => {
  const { bot, person, press } = make({ language: "ru-RU" });
  await bot.show(person.command("settings", "hours 7"));
  assertEquals(person.heard, "Часов вперёд: теперь **7**.");
  await bot.show(person.command("settings", "hours 99"));
  assertEquals(person.heard, "Ничего не изменено. Часов вперёд: нужно целое число от 1 до 48.");
  for (const typed of ["unit F", "rain off"]) await bot.show(person.command("settings", typed));
  await bot.show(person.command("settings", "reset"));
  assertEquals(person.heard, "3 настройки снова по умолчанию.");
  await bot.show(person.command("settings"));
  await press("Единица: Цельсий");
  assertStringIncludes(person.heard, "Значение: одно из этих: C (Цельсий), F (Фаренгейт).");
});

Deno.test("/settings: every kind of bound is put into words, in both languages", () => {
  const { translations } = make();
  const schema = z.object({
    a: z.number().min(1).default(1).meta({ setting: true }),
    b: z.number().max(5).default(1).meta({ setting: true }),
    c: z.number().gt(0).lt(5).default(1).meta({ setting: true }),
    d: z.string().min(1).default("x").meta({ setting: true }),
    e: z.string().max(1).default("x").meta({ setting: true }),
    f: z.array(z.string()).min(1).max(2).default(["x"]).meta({ setting: true }),
    g: z.array(z.string()).min(1).default(["x"]).meta({ setting: true }),
  });
  const configs = new PluginConfigs();
  configs.add({ plugin: "p", token: config(schema), value: schema.parse({}) });
  const words = new SettingWords(translations);
  const fields = new StoredSettings(new MemoryStore(), configs, logger("settings")).fields();
  assertEquals(fields.map((field) => words.expects("en", field)), [
    "a number of at least 1",
    "a number of at most 5",
    "a number greater than 0 and less than 5",
    "a text of at least 1 character",
    "a text of at most 1 character",
    "a list of texts, separated by commas with 1 to 2 entries",
    "a list of texts, separated by commas with at least 1 entry",
  ]);
  assertEquals(fields.map((field) => words.expects("ru", field)), [
    "число не меньше 1",
    "число не больше 5",
    "число больше 0 и меньше 5",
    "текст длиной не меньше 1 знака",
    "текст длиной не больше 1 знака",
    "список текстов через запятую длиной от 1 до 2 записей",
    "список текстов через запятую длиной не меньше 1 записи",
  ]);
});

Deno.test("/language: shows the languages by their own names and changes at a press", async () => {
  const { bot, person, press, users } = make();
  await bot.showLanguages(person.command("language"));
  assertEquals(person.heard, "**Language of my replies:** English, as your app says");
  assertEquals(person.buttons, [["English"], ["Русский"]]);
  await press("Русский");
  assertEquals(await users.language("owner"), "ru");
  assertStringIncludes(person.heard, "Теперь я отвечаю по-русски.");
  assertEquals(person.buttons, [["English"], ["✓ Русский"], ["Как в моём приложении"]]);
  await press("Как в моём приложении");
  assertEquals(await users.language("owner"), undefined);
  assertStringIncludes(person.heard, "From now on I answer in the language of your app.");
});

Deno.test("/language with a tag or a name sets it; auto takes it back", async () => {
  const { bot, person, users } = make();
  for (const asked of ["ru", "RU-ru", "русский"]) {
    await users.setLanguage("owner", undefined);
    await bot.showLanguages(person.command("language", asked));
    assertEquals([asked, await users.language("owner")], [asked, "ru"]);
    assertEquals(person.heard, "Теперь я отвечаю по-русски.");
  }
  await bot.showLanguages(person.command("language", "auto"));
  assertEquals(await users.language("owner"), undefined);
});

Deno.test("/language with one I don't speak says which I do", async () => {
  const { bot, person, users } = make();
  await bot.showLanguages(person.command("language", "tlh"));
  assertStringIncludes(person.heard, "English (en) and Русский (ru)");
  assertEquals(await users.language("owner"), undefined);
});

Deno.test("language: everything behind the middleware speaks the account's language, without I/O after the first event", async () => {
  const { bot, person, users, store } = make();
  await users.setLanguage("owner", "ru");
  await users.cleanup();
  const heard: string[] = [];
  for (let event = 0; event < 3; event++) {
    const ctx = person.message("hello");
    await bot.speak(ctx, () => {
      heard.push(ctx.language);
      return Promise.resolve();
    });
  }
  assertEquals(heard, ["ru", "ru", "ru"]);
  assertEquals(store.reads, 1);
});

Deno.test("language: without a choice of the account's the platform's stays", async () => {
  const { bot, person } = make({ language: "ru" });
  const ctx = person.message("hello");
  for (let event = 0; event < 2; event++) await bot.speak(ctx, () => Promise.resolve());
  assertEquals(ctx.language, "ru");
});

Deno.test("settings: every text is there in every language", () => {
  const own = pluginOptionsOf(SettingsPlugin)?.texts;
  assertEquals(own && textProblems("settings", own), []);
});
