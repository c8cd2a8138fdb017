import { assert, assertEquals, assertRejects, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { config, logger, PluginConfigs } from "@portico/bot";
import { z } from "zod";
import { SettingError } from "../../../plugins/settings/mod.ts";
import { StoredSettings } from "../../../plugins/settings/stored_settings.ts";
import { MemoryStore } from "../../support/memory_store.ts";
import { schema, weather } from "./weather.ts";

const NAMESPACE = "settings.values";

function make(configured: object = {}) {
  const store = new MemoryStore();
  const configs = new PluginConfigs();
  const unload = configs.add(weather(configured));
  return { store, configs, unload, settings: new StoredSettings(store, configs, logger("settings")) };
}

Deno.test("settings: the account's own value comes first, then the configured one, then the schema's", async () => {
  const { settings } = make({ hours: 6 });
  await settings.set("anna", "weather", "unit", "F");
  const { unit, hours, city } = await settings.of("anna", "weather");
  assertEquals([unit, hours, city], ["F", 6, "Riga"]);
  assertEquals((await settings.of("ben", "weather")).unit, "C");
});

Deno.test("settings: what is no setting stays out of them", async () => {
  const { settings } = make();
  assertEquals("key" in await settings.of("anna", "weather"), false);
  await assertRejects(() => settings.set("anna", "weather", "key", "mine"), SettingError, "no setting");
});

Deno.test("settings: a value the schema refuses changes nothing and says why", async () => {
  const { settings, store } = make();
  const error = await assertRejects(() => settings.set("anna", "weather", "hours", 99), SettingError);
  assertEquals(error.code, "invalid_setting");
  assertStringIncludes(error.detail, "48");
  assertEquals(store.stored(NAMESPACE), {});
});

Deno.test("settings: an unknown one is told with those there are", async () => {
  const { settings } = make();
  const error = await assertRejects(() => settings.set("anna", "weather", "hour", 1), SettingError);
  assertEquals(error.code, "unknown_setting");
  assertStringIncludes(error.message, "weather.hours");
  await assertRejects(() => settings.set("anna", "wether", "hours", 1), SettingError, "weather.hours");
});

Deno.test("settings: a rule between two fields counts, whichever of them changes", async () => {
  const { settings } = make();
  await settings.set("anna", "weather", "from", 10);
  await assertRejects(() => settings.set("anna", "weather", "to", 5), SettingError, "to must be after from");
  await settings.set("anna", "weather", "to", 11);
  await assertRejects(() => settings.set("anna", "weather", "from", 12), SettingError);
  const { from, to } = await settings.of("anna", "weather");
  assertEquals([from, to], [10, 11]);
});

Deno.test("settings: reset takes back one, all of a plugin, or everything, and says how many", async () => {
  const { settings, configs, store } = make();
  configs.add({ plugin: "other", token: config(schema), value: schema.parse({}) });
  for (const plugin of ["weather", "other"]) {
    await settings.set("anna", plugin, "hours", 3);
    await settings.set("anna", plugin, "unit", "F");
  }
  assertEquals(await settings.reset("anna", "weather", "hours"), 1);
  assertEquals(await settings.reset("anna", "weather", "hours"), 0);
  assertEquals((await settings.of("anna", "weather")).hours, 12);
  assertEquals((await settings.of("anna", "weather")).unit, "F");
  assertEquals(await settings.reset("anna", "weather"), 1);
  assertEquals(await settings.changed("anna", "other"), { hours: 3, unit: "F" });
  assertEquals(await settings.reset("anna"), 2);
  assertEquals(store.stored(NAMESPACE), {});
});

Deno.test("settings: changes outlive the process, and a new default reaches those who never chose", async () => {
  const { settings, store } = make({ hours: 6 });
  await settings.set("anna", "weather", "unit", "F");
  const configs = new PluginConfigs();
  configs.add(weather({ hours: 7, unit: "C" }));
  const { unit, hours } = await new StoredSettings(store, configs, logger("settings")).of("anna", "weather");
  assertEquals([unit, hours], ["F", 7]);
});

Deno.test("settings: what a newer schema takes no longer is passed over, kept, and stands in nobody's way", async () => {
  const { settings, store } = make();
  const stored = { weather: { hours: 99, unit: "F", gone: 1 } };
  store.put(NAMESPACE, "anna", stored);
  const { hours, unit } = await settings.of("anna", "weather");
  assertEquals([hours, unit], [12, "F"]);
  assertEquals(await settings.changed("anna", "weather"), { unit: "F" });
  await settings.set("anna", "weather", "rain", false);
  assertEquals(store.stored(NAMESPACE).anna, { weather: { ...stored.weather, rain: false } });
});

Deno.test("settings: of a plugin that is not loaded there are none, and what was set comes back with it", async () => {
  const { settings, configs, unload } = make();
  await settings.set("anna", "weather", "unit", "F");
  unload();
  assertEquals(settings.fields(), []);
  assertEquals(await settings.of("anna", "weather"), {});
  configs.add(weather());
  assertEquals((await settings.of("anna", "weather")).unit, "F");
});

Deno.test("settings: a plugin loaded anew with another configuration gives other defaults at once", async () => {
  const { settings, configs, unload } = make({ hours: 6 });
  await settings.set("anna", "weather", "unit", "F");
  assertEquals((await settings.of("anna", "weather")).hours, 6);
  unload();
  configs.add(weather({ hours: 8 }));
  assertEquals((await settings.of("anna", "weather")).hours, 8);
  assertEquals((await settings.of("ben", "weather")).hours, 8);
});

Deno.test("settings: after the first read they are known without I/O, and shared by all who changed nothing", async () => {
  const { settings, store } = make();
  assertEquals(settings.cached("anna", "weather"), undefined);
  const first = await settings.of("anna", "weather");
  await settings.of("ben", "weather");
  const { reads } = store;
  assertStrictEquals(settings.cached("anna", "weather"), first);
  assertStrictEquals(settings.cached("ben", "weather"), first);
  assertStrictEquals(await settings.of("anna", "weather"), first);
  assertEquals(store.reads, reads);
  await settings.set("anna", "weather", "unit", "F");
  const changed = await settings.of("anna", "weather");
  assertStrictEquals(settings.cached("anna", "weather"), changed);
  assert(Object.isFrozen(changed));
});

Deno.test("settings: invalidate asks the store again", async () => {
  const { settings, store } = make();
  await settings.of("anna", "weather");
  store.put(NAMESPACE, "anna", { weather: { unit: "F" } });
  await settings.invalidate("anna");
  assertEquals((await settings.of("anna", "weather")).unit, "F");
});

Deno.test("settings: a field that converts is stored as it was typed and read as it was made", async () => {
  const waiting = z.object({
    wait: z.string().regex(/^\d+s$/).default("5s").transform((text) => parseInt(text) * 1_000).meta({ setting: true }),
  });
  const configs = new PluginConfigs();
  configs.add({ plugin: "p", token: config(waiting), value: { wait: 7_000 }, input: { wait: "7s" } });
  const store = new MemoryStore();
  const settings = new StoredSettings(store, configs, logger("settings"));
  assertEquals(await settings.of("anna", "p"), { wait: 7_000 });
  await settings.set("anna", "p", "wait", "9s");
  assertEquals(await settings.of("anna", "p"), { wait: 9_000 });
  assertEquals(store.stored(NAMESPACE).anna, { p: { wait: "9s" } });
});

Deno.test("settings: changes at the same time are all kept", async () => {
  const { settings } = make();
  await Promise.all([
    settings.set("anna", "weather", "unit", "F"),
    settings.set("anna", "weather", "hours", 3),
    settings.set("anna", "weather", "rain", false),
  ]);
  const { unit, hours, rain } = await settings.of("anna", "weather");
  assertEquals([unit, hours, rain], ["F", 3, false]);
});
