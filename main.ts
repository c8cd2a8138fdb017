/**
 * The composition root: which adapters, which plugins. The only file that knows them all.
 *
 * @module
 */
// The first, to be evaluated before all others.
import { processSignals } from "./core/kernel/process_signals.ts";
import "./core/config/interpreted_schemas.ts";
import {
  type Adapter,
  AdapterFailed,
  checkNetwork,
  checkPlugins,
  type Clock,
  ConfigError,
  configureLogs,
  type Constructor,
  hostOf,
  Kernel,
  type KernelConfig,
  loadPluginModules,
  logger,
  maskTraces,
  messageOf,
  readConfig,
  secrets,
  StandardError,
  type Store,
  StoreError,
  surviveStrayErrors,
  SystemClock,
  Translations,
  type WantedHost,
  WiringError,
} from "./core/mod.ts";
import type { HealthPage, HttpServer } from "./adapters/http/mod.ts";
import { SqliteStore } from "./adapters/sqlite/store.ts";
import {
  checkServer,
  checkTelegram,
  TelegramConfig,
  TelegramModeConfig,
  type TelegramSettings,
} from "./adapters/telegram/telegram_config.ts";
// Of a room whose `mod.ts` no other plugin loads, a start loads the plugin alone.
import { AccessPlugin } from "./plugins/access/access_plugin.ts";
import { AgentPlugin, NoteToolsPlugin, TodayToolPlugin, WebToolPlugin } from "./plugins/agent/mod.ts";
import { AggregationPlugin } from "./plugins/aggregation/mod.ts";
import { AskPlugin } from "./plugins/ask/ask_plugin.ts";
import { ConversationPlugin } from "./plugins/conversation/mod.ts";
import { GitPlugin } from "./plugins/git/git_plugin.ts";
import { McpPlugin } from "./plugins/mcp/mcp_plugin.ts";
import { ModelConfig, ModelPlugin } from "./plugins/model/mod.ts";
import { NotePlugin } from "./plugins/note/note_plugin.ts";
import { SettingsPlugin } from "./plugins/settings/mod.ts";
import { SystemPlugin } from "./plugins/system/system_plugin.ts";
import { VaultPlugin } from "./plugins/vault/mod.ts";
import project from "./deno.json" with { type: "json" };
import { join } from "node:path";

/** All plugins of our own. */
export const PLUGINS: readonly Constructor[] = [
  AccessPlugin,
  AgentPlugin,
  AggregationPlugin,
  AskPlugin,
  ConversationPlugin,
  GitPlugin,
  McpPlugin,
  ModelPlugin,
  NotePlugin,
  NoteToolsPlugin,
  SettingsPlugin,
  SystemPlugin,
  TodayToolPlugin,
  VaultPlugin,
  WebToolPlugin,
];

/** What an adapter is made from. */
interface Workshop {
  readonly config: KernelConfig;
  readonly telegram: TelegramSettings;
  readonly store: Store;
  readonly http: { readonly routes: HttpServer; readonly health: HealthPage } | undefined;
  readonly clock: Clock;
  readonly translations: Translations;
  readonly errors: StandardError;
  /** Asks the program to stop, as Ctrl-C does. */
  readonly interrupt: () => void;
  /** Something of what was piped in was not taken. */
  readonly onLeftOut: () => void;
}

/** Adapters by name; a module is loaded when its adapter is opened. */
const ADAPTERS: Readonly<Record<string, (workshop: Workshop) => Promise<Adapter>>> = {
  console: async ({ config, clock, translations, errors, interrupt, onLeftOut }) => {
    const { openConsole } = await import("./adapters/console/mod.ts");
    const { chooseChaos, watchedDelivery } = await import("./adapters/delivery/mod.ts");
    const { json, data: folder } = config;
    const delivery = await watchedDelivery(config.delivery);
    const chaos = chooseChaos(config.chaos);
    const language = languageOfTerminal();
    const of = { clock, translations, errors, interrupt, onLeftOut, delivery };
    return openConsole({ json, folder, ...of, ...(language && { language }), ...(chaos && { chaos }) });
  },
  telegram: async ({ config, telegram, store, clock, http }) => {
    const { TelegramBotAdapter } = await import("./adapters/telegram/mod.ts");
    const { watchedDelivery } = await import("./adapters/delivery/mod.ts");
    return new TelegramBotAdapter({
      settings: telegram,
      delivery: await watchedDelivery(config.delivery),
      store,
      clock,
      ...(http === undefined ? {} : { http }),
    });
  },
};

/** Where the bot says by HTTP how it is. */
const HEALTH_PATH = "/healthz";

/**
 * Exit codes: 2 for what a person has to correct before the start, 3 and 4 for what a platform found, 5 for a pipe of which something was not taken,
 * 6 where only another start can tell what is kept, 130 for a second Ctrl-C.
 */
const MISUSED = 2;
const UNAUTHORIZED = 3;
const CONFLICT = 4;
const LEFT_OUT = 5;
const STORE_ENDED = 6;
const INTERRUPTED = 130;

async function main(errors: StandardError): Promise<number> {
  const translations = new Translations();
  const say = (id: string, args?: Readonly<Record<string, string>>) => {
    const language = translations.pick(languageOfTerminal());
    console.log(translations.t("core", language, id, args));
    return 0;
  };
  const { config, telegram } = await readSettings().catch(failWithPlugins);
  if (config.help) return say("usage");
  if (config.version) return say("version", { version: project.version });
  configureLogs({
    // A person sees what went wrong; a file or a service gets the whole story.
    level: config.log ?? (Deno.stderr.isTerminal() && config.chaos === undefined ? "warning" : "info"),
    format: config.logFormat,
    colors: Deno.stderr.isTerminal() && !Deno.noColor,
    write: (line) => errors.write(line),
  });
  if (Deno.env.has("OTEL_DENO")) maskTraces();
  surviveStrayErrors();
  const leave = processSignals.second.then(() => INTERRUPTED);
  return await Promise.race([run(config, telegram, translations, errors), leave]);
}

/** Reads what is configured for the kernel and for the adapters, and checks it together. */
async function readSettings(): Promise<{ readonly config: KernelConfig; readonly telegram: TelegramSettings }> {
  let telegram: TelegramSettings = { token: "", apiRoot: "", mode: "polling", webhookUrl: "", webhookSecret: "" };
  const config = await readConfig({
    adapters: Object.keys(ADAPTERS),
    check: async (config) => {
      const { value, problems } = await config.pluginValues.pluginConfig("telegram", TelegramConfig);
      if (value === undefined) {
        const { value: rest } = await config.pluginValues.pluginConfig("telegram", TelegramModeConfig);
        return [...problems, ...checkServer(rest?.mode ?? "polling", config.http !== undefined)];
      }
      telegram = value;
      const isOpened = chooseAdapters(config, value).includes("telegram");
      const surroundings = { http: config.http !== undefined, healthPath: HEALTH_PATH };
      return [
        ...isOpened ? checkTelegram(value, surroundings) : [],
        ...await checkNetwork(await hostsOf(config, value)),
      ];
    },
  });
  return { config: { ...config, adapters: chooseAdapters(config, telegram) }, telegram };
}

/**
 * With a token the bot is on Telegram, without one at the terminal. Where somebody sits at the terminal, or a program speaks JSON, both are open:
 * who started the bot can use it there as well.
 */
function chooseAdapters({ adapters, json }: KernelConfig, { token }: TelegramSettings): readonly string[] {
  if (adapters.length > 0) return adapters;
  if (token === "") return ["console"];
  const isAttended = json || (Deno.stdin.isTerminal() && Deno.stdout.isTerminal());
  return isAttended ? ["telegram", "console"] : ["telegram"];
}

/** What the configuration leads to, by HTTP. A wrong setting of a plugin is told with all others of plugins. */
async function hostsOf(config: KernelConfig, telegram: TelegramSettings): Promise<readonly WantedHost[]> {
  const wanted: WantedHost[] = [];
  if (config.http !== undefined) {
    wanted.push({ from: "PORTICO_HTTP", host: `${config.http.hostname}:${config.http.port}` });
  }
  if (chooseAdapters(config, telegram).includes("telegram")) {
    wanted.push({ from: "TELEGRAM_API_ROOT", host: hostOf(telegram.apiRoot) });
  }
  const { value: model } = await config.pluginValues.pluginConfig("model", ModelConfig);
  if (model !== undefined && model.url !== "") wanted.push({ from: "PORTICO_MODEL_URL", host: hostOf(model.url) });
  return wanted;
}

function languageOfTerminal(): string | undefined {
  return Deno.env.get("LC_ALL") || Deno.env.get("LC_MESSAGES") || Deno.env.get("LANG");
}

async function run(
  config: KernelConfig,
  telegram: TelegramSettings,
  translations: Translations,
  errors: StandardError,
): Promise<number> {
  const clock = new SystemClock();
  const { types, problems } = await loadPluginModules(config.plugins, clock);
  const path = join(config.data, "portico.db");
  const store = await SqliteStore.open({ path, clock }).catch((error) => failWithPlugins(error, config));
  const http = await openHttp(config, store, clock);
  const interrupt = () => processSignals.interrupt();
  let code = 0;
  const onLeftOut = () => void (code = LEFT_OUT);
  const workshop: Workshop = { config, telegram, store, http, clock, translations, errors, interrupt, onLeftOut };
  const adapters = await Promise.all(config.adapters.map((name) => ADAPTERS[name](workshop)));
  const kernel = new Kernel({
    store,
    adapters,
    plugins: [...PLUGINS, ...types],
    proven: PLUGINS,
    problems,
    data: config.data,
    limits: config.limits,
    values: config.pluginValues,
    version: project.version,
    clock,
    translations,
    // Standard output belongs to the console, and may be read by a program.
    notices: { language: translations.pick(languageOfTerminal()), tell: (text) => errors.write(text) },
  });
  try {
    // A start may take long, with a plugin that waits for something or much to go on with: it can be stopped, or come to its end, as well.
    await Promise.race([Promise.all([kernel.drained, kernel.start()]), processSignals.first]);
  } finally {
    await kernel.stop({ deadline: config.shutdownDeadline });
    http?.routes.close();
  }
  return code;
}

/** Who has to correct something wants to know all of it at once, so what can be known of the plugins is told as well. */
async function failWithPlugins(error: unknown, config?: KernelConfig): Promise<never> {
  const isConfig = error instanceof ConfigError;
  const known = config ?? (isConfig ? error.config : undefined);
  if (known === undefined || !(isConfig || error instanceof StoreError)) throw error;
  const clock = new SystemClock();
  const { types, problems: found } = await loadPluginModules(known.plugins, clock);
  const plugins = [...PLUGINS, ...types];
  const problems = await checkPlugins({ plugins, proven: PLUGINS, problems: found, values: known.pluginValues, clock });
  throw problems.length === 0 ? error : new WiringError(problems, isConfig ? error.problems : [error.message]);
}

/** The HTTP server with its page of health, where one is wanted. */
async function openHttp({ http }: KernelConfig, store: Store, clock: Clock): Promise<Workshop["http"]> {
  if (http === undefined) return undefined;
  const { HealthPage, HttpServer } = await import("./adapters/http/mod.ts");
  const routes = new HttpServer(http, clock, logger("http"));
  const health = new HealthPage();
  health.watch("journal", async () => ({ healthy: true, ...await store.journal.stats() }));
  routes.route(HEALTH_PATH, health.answer);
  routes.start();
  return { routes, health };
}

/** What somebody can correct is said in its own words; anything else is a defect and shows where it is. */
function report(error: unknown, errors: StandardError): number {
  if (error instanceof AdapterFailed) {
    errors.write(secrets.redact(error.message));
    return error.reason === "unauthorized" ? UNAUTHORIZED : CONFLICT;
  }
  const isMisuse = error instanceof ConfigError || error instanceof WiringError || error instanceof StoreError;
  const said = isMisuse ? error.message : error instanceof Error ? error.stack ?? error.message : messageOf(error);
  errors.write(secrets.redact(said));
  if (error instanceof StoreError && error.code === "ended") return STORE_ENDED;
  return isMisuse ? MISUSED : 1;
}

if (import.meta.main) {
  const errors = new StandardError();
  const code = await main(errors).catch((error) => report(error, errors));
  await errors.flush(new SystemClock());
  Deno.exit(code);
}
