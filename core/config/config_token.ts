import type { Schema } from "../schemas/schema.ts";
import { ValueToken } from "../plugins/token.ts";

/** Injects the folder in which everything of the bot is kept, as an absolute path. */
export const DataFolder: ValueToken<string> = new ValueToken<string>("data folder");

/** Injects a plugin's checked configuration; made by `config`. */
export class ConfigToken<T extends object> extends ValueToken<T> {
  /** Made by {@link config}. */
  constructor(
    /** Checks and completes what is configured. */
    readonly schema: Schema<T>,
    /** Environment variables that set fields beside `PORTICO_<PLUGIN>_<FIELD>`. */
    readonly env: Readonly<Record<string, string>>,
  ) {
    super("config");
  }
}

/**
 * A token for a plugin's configuration, from any Standard Schema of an object. Every field needs a default, so that a plugin runs without any
 * configuration. A field marked `setting: true` in its metadata becomes a setting of each account, whose default is what is configured here.
 *
 * ```ts
 * const WeatherConfig = config(z.object({
 *   unit: z.enum(["C", "F"]).default("C").meta({ setting: true }),
 *   key: z.string().default(""),
 * }), { key: "WEATHER_KEY" });
 *
 * @plugin({ name: "weather", config: WeatherConfig })
 * @inject(WeatherConfig)
 * class Weather {
 *   constructor(private readonly config: { unit: "C" | "F"; key: string }) {}
 * }
 * ```
 *
 * @param schema also says, by its JSON Schema where it has one, which fields and settings there are.
 * @param env environment variables by field, beside `PORTICO_<PLUGIN>_<FIELD>`, which always works.
 */
export function config<T extends object>(
  schema: Schema<T>,
  env: { readonly [K in keyof T & string]?: string } = {},
): ConfigToken<T> {
  const named = Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return new ConfigToken(schema, Object.fromEntries(named));
}
