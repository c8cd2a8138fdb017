/** A plugin's configuration with a setting of every kind, for the tests of this folder. */
import { config, type ConfigToken, type PluginConfig, type Texts } from "@portico/bot";
import { z } from "zod";

export const schema = z.object({
  unit: z.enum(["C", "F"]).default("C").meta({ setting: true }),
  hours: z.number().int().min(1).max(48).default(12).meta({ setting: true }),
  wind: z.number().positive().default(2.5).meta({ setting: true }),
  rain: z.boolean().meta({ setting: true }).default(true),
  city: z.string().min(2).max(20).default("Riga").meta({ setting: true, title: "City", description: "Where you are." }),
  days: z.array(z.string()).max(3).default([]).meta({ setting: true }),
  from: z.number().default(0).meta({ setting: true }),
  to: z.number().default(24).meta({ setting: true }),
  key: z.string().default("secret"),
}).refine(({ from, to }) => from < to, { path: ["to"], message: "to must be after from" });

export const texts: Texts = {
  en: `
plugin-title = Weather
setting-unit = Unit
    .description = How temperatures are shown.
setting-unit-C = Celsius
setting-unit-F = Fahrenheit
setting-hours = Hours ahead
`,
  ru: `
plugin-title = Погода
setting-unit = Единица
    .description = Как показывать температуру.
setting-unit-C = Цельсий
setting-unit-F = Фаренгейт
setting-hours = Часов вперёд
`,
};

/** The plugin's configuration as the kernel lists it. */
export function weather(configured: object = {}, token: ConfigToken<object> = config(schema)): PluginConfig {
  return { plugin: "weather", token, value: schema.parse(configured) };
}
