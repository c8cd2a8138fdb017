/** What somebody writes to configure the bot: flags, the environment, `.env` and `portico.yaml`. */
import { assert } from "@std/assert";
import fc from "fast-check";
import { ConfigError, type ConfigFiles, readConfig } from "../../../core/mod.ts";
import { AccessConfig } from "../../../plugins/access/access_config.ts";
import { AggregationConfig } from "../../../plugins/aggregation/config.ts";
import { GitConfig } from "../../../plugins/git/git_config.ts";
import { ModelConfig } from "../../../plugins/model/mod.ts";
import { TelegramConfig } from "../../../adapters/telegram/telegram_config.ts";
import { nastyJson, nastyLine, nastyName } from "./nasty_texts.ts";
import type { InputTarget } from "./target.ts";

/** All that is said. */
interface Configured {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly dotenv?: string;
  readonly yaml?: string;
}

const FLAGS = [
  "--data",
  "--adapter",
  "--plugin",
  "--json",
  "--log",
  "--log-format",
  "--chaos",
  "--config",
  "--help",
  "-x",
  "--",
];
const VARIABLES = [
  ..."PORTICO_DATA PORTICO_ADAPTERS PORTICO_HTTP PORTICO_PLUGINS PORTICO_LOG PORTICO_OWNER PORTICO_ALLOW".split(" "),
  ..."PORTICO_SHUTDOWN_DEADLINE PORTICO_LIMITS_HANDLER PORTICO_LIMITS_TOTAL PORTICO_DELIVERY_BOT PORTICO_GIT".split(
    " ",
  ),
  ..."PORTICO_GIT_REMOTE PORTICO_MODEL_URL TELEGRAM_BOT_TOKEN TELEGRAM_API_ROOT TELEGRAM_MODE PORTICO___PROTO___X"
    .split(" "),
];
const value = fc.oneof(
  nastyName,
  fc.constantFrom(
    "1",
    "10s",
    "30/1s",
    "0",
    "-1",
    "1e9h",
    "off",
    "on",
    "true",
    "a:b",
    "telegram:1, x",
    "https://",
    "::",
    "0.0.0.0:99999",
  ),
  nastyLine,
);
const KEYS = [
  "data",
  "adapters",
  "load",
  "log",
  "http",
  "shutdown",
  "limits",
  "delivery",
  "plugins",
  "__proto__",
  "constructor",
  "plugins.git",
];
const yaml = fc.oneof(
  fc.dictionary(fc.constantFrom(...KEYS), nastyJson).map((settings) => JSON.stringify(settings)),
  fc.record({ plugins: fc.dictionary(fc.constantFrom("git", "access", "model", "telegram", "__proto__"), nastyJson) })
    .map((settings) => JSON.stringify(settings)),
  fc.array(
    fc.constantFrom(
      "a: &a [*a]",
      "plugins: &p {git: *p}",
      "limits: *x",
      "<<: *p",
      "log: !!js x",
      "\tx: y",
      "- x",
      "---",
    ),
    {
      maxLength: 4,
    },
  ).map((lines) => lines.join("\n")),
  nastyLine,
);
const configured: fc.Arbitrary<Configured> = fc.record({
  args: fc.array(
    fc.oneof(
      fc.constantFrom(...FLAGS),
      value,
      fc.tuple(fc.constantFrom(...FLAGS), value).map((pair) => pair.join("=")),
    ),
    {
      maxLength: 5,
    },
  ),
  env: fc.dictionary(fc.constantFrom(...VARIABLES), value.map((text) => text.replaceAll("\0", "")), { maxKeys: 6 }),
  dotenv: fc.array(fc.oneof(nastyLine, fc.tuple(fc.constantFrom(...VARIABLES), value).map((pair) => pair.join("="))), {
    maxLength: 5,
  })
    .map((lines) => lines.join("\n")),
  yaml,
}, { requiredKeys: [] });

/** See the file's comment. */
export const configTarget: InputTarget<Configured> = {
  name: "configuration",
  inputs: configured,
  // Each token that is read is a secret of the process from then on, which every error is looked through for.
  costs: 20,
  open: () => ({
    async feed({ args = [], env = {}, dotenv, yaml }) {
      const files = new GivenFiles({ ".env": dotenv, "portico.yaml": yaml });
      await told(() => readConfig({ args, env, files, adapters: ["console", "telegram"], check: checkPlugins }));
      const { data } = await readConfig({ args: [], env: {}, files: new GivenFiles({}) });
      assert(data.endsWith("data"), "what was configured before is still there");
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }),
};

/** As plugins and adapters read what is theirs. */
const checkPlugins: Exclude<Parameters<typeof readConfig>[0], undefined>["check"] = async ({ pluginValues }) => {
  const checked = [
    await pluginValues.pluginConfig("access", AccessConfig),
    await pluginValues.pluginConfig("aggregation", AggregationConfig),
    await pluginValues.pluginConfig("git", GitConfig),
    await pluginValues.pluginConfig("model", ModelConfig),
    await pluginValues.pluginConfig("telegram", TelegramConfig),
  ];
  return checked.flatMap(({ problems = [] }) => problems);
};

/** Either it can be used, or each line says what is wrong. */
async function told(read: () => Promise<unknown>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    assert(
      error.problems.length > 0 && error.problems.every((problem) => problem.trim() !== ""),
      "a problem says nothing",
    );
  }
}

class GivenFiles implements ConfigFiles {
  readonly folder = "/nowhere";

  constructor(private readonly texts: Readonly<Record<string, string | undefined>>) {}

  readText(path: string): Promise<string> {
    const text = this.texts[path.slice(this.folder.length + 1)];
    return text === undefined ? Promise.reject(new Deno.errors.NotFound(path)) : Promise.resolve(text);
  }

  kindOf(): Promise<"folder" | "other" | "nothing"> {
    return Promise.resolve("nothing");
  }
}
