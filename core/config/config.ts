/** What the kernel is told from outside: flags before environment before `.env` before `portico.yaml` before defaults. */
import { join } from "node:path";
import { type CommandLine, readCommandLine } from "./command_line.ts";
import {
  type ConfigFiles,
  readDotenv,
  readSettingsFile,
  RealConfigFiles,
  resolvePath,
  resolveSpecifier,
  type SettingsFile,
  type Sourced,
  Variables,
} from "./config_sources.ts";
import { ConfigValues } from "./config_values.ts";
import { ConfigError, messageOf } from "../errors.ts";
import { isRecord } from "../json.ts";
import { LOG_LEVELS, type LogLevel } from "../logs/log.ts";
import { nearest } from "../nearest.ts";
import { PluginValues } from "./plugin_values.ts";

export { type ConfigFiles, RealConfigFiles, type Sourced, Variables } from "./config_sources.ts";
export { type PluginConfigResult, PluginValues, type PluginValuesSources } from "./plugin_values.ts";

/** The kernel's limits. Durations are in milliseconds. */
export interface KernelLimits {
  /** How long a handler of an event may take, 60 s by default. */
  readonly handler: number;
  /** How long a handler of a work item may take, 10 min by default. */
  readonly work: number;
  /** Handlers that run at the same time, 64 by default. */
  readonly concurrency: number;
  /** Handlers of one account that run at the same time, 8 by default. */
  readonly account: number;
  /**
   * Accepted events that wait in memory for their handlers; beyond them nothing is fetched until some are done. 10,000 by default. Of one conversation
   * no more than 64 wait there.
   */
  readonly total: number;
}

/** So many operations in any span of so many milliseconds. */
export interface DeliveryRate {
  /** How many. */
  readonly limit: number;
  /** Milliseconds. */
  readonly window: number;
}

/** How adapters deliver, as far as it is configured: what is left out is the delivery line's or the adapter's to say. */
export interface DeliverySettings {
  /** How often something is tried at most. */
  readonly attempts?: number;
  /** Longest delay before the second attempt, in milliseconds. */
  readonly firstDelay?: number;
  /** What the platform takes of the bot, in one private chat, and in one group. */
  readonly rates: Readonly<Partial<Record<"bot" | "private" | "group", DeliveryRate>>>;
}

/** The kernel's checked configuration. */
export interface KernelConfig {
  /** The data folder, absolute; `./data` by default. */
  readonly data: string;
  /** Names of the adapters to open; empty when nobody has said, so that the program chooses. */
  readonly adapters: readonly string[];
  /** The lowest level that is logged; `undefined` when nobody has said, so that the program chooses. */
  readonly log: LogLevel | "off" | undefined;
  /** Lines for people (the default) or one JSON object a line. */
  readonly logFormat: "human" | "json";
  /** The console speaks one JSON object a line. */
  readonly json: boolean;
  /** Further plugins to load: absolute paths, `npm:…` and other specifiers. */
  readonly plugins: readonly string[];
  /** Where the program listens for HTTP; `undefined` when it does not. */
  readonly http: { readonly hostname: string; readonly port: number } | undefined;
  /** How long a stop waits for what still runs, in milliseconds; 10 s by default. */
  readonly shutdownDeadline: number;
  /** What keeps one handler or account from taking everything. */
  readonly limits: KernelLimits;
  /** How adapters deliver. */
  readonly delivery: DeliverySettings;
  /** The seed by which the console fails on purpose, to be chosen where it is empty; `undefined` where it does not fail on purpose. */
  readonly chaos: string | undefined;
  /** Show the usage (text `usage`) and leave. Nothing else of the configuration has been read then. */
  readonly help: boolean;
  /** Show the version and leave, as for `help`. */
  readonly version: boolean;
  /** What is configured for plugins, unchecked until the plugin's schema is known. */
  readonly pluginValues: PluginValues;
}

/** Where {@link readConfig} reads; the process's own by default. */
export interface ConfigOptions {
  /** The words behind the program's name. */
  readonly args?: readonly string[];
  /** The environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where `.env` and `portico.yaml` are. */
  readonly files?: ConfigFiles;
  /** The adapters there are, so that a wrong name is found; any name will do when left out. */
  readonly adapters?: readonly string[];
  /** Looks at more, such as the settings of adapters. Returns one line for each problem, to be told with all others. */
  readonly check?: (config: KernelConfig) => Promise<readonly string[]>;
}

/** What holds where nothing is said. `data` and `plugins` are relative to the working folder's. */
export const defaultLimits: KernelLimits = {
  handler: 60_000,
  work: 600_000,
  concurrency: 64,
  account: 8,
  total: 10_000,
};

const KEYS = ["data", "adapters", "load", "log", "logFormat", "http", "shutdown", "limits", "delivery", "plugins"];

/**
 * Reads and checks everything together.
 *
 * @throws {ConfigError} with one line for each problem: where the value stands, what is wrong, what to do. Exit code 2.
 */
export async function readConfig(options: ConfigOptions = {}): Promise<KernelConfig> {
  const { args = Deno.args, env = Deno.env.toObject(), files = new RealConfigFiles() } = options;
  const line = readCommandLine(args);
  if (line.switches.has("help") || line.switches.has("version")) return justShow(line, files);
  const problems = [...line.problems];
  const before = problems.length;
  const file = await readSettingsFile(files, line.values.config?.at(-1), problems);
  const variables = new Variables(env, await readDotenv(files, problems));
  const complete = problems.length === before;
  checkKeys(file, problems);
  const values = new ConfigValues(line, variables, file, problems);
  const data = readData(values, files);
  await checkData(data, files, problems);
  const config: KernelConfig = {
    data: data.value,
    adapters: readAdapters(values, options.adapters, problems),
    log: values.oneOf("log", LOG_LEVELS, { flag: "log", env: "PORTICO_LOG", aliases: { warn: "warning" } }),
    logFormat: values.oneOf("logFormat", ["human", "json"], { flag: "log-format", env: "PORTICO_LOG_FORMAT" }) ??
      "human",
    json: line.switches.has("json"),
    plugins: readPlugins(values, files, problems),
    http: values.address("http", "PORTICO_HTTP"),
    shutdownDeadline: values.duration("shutdown.deadline", "PORTICO_SHUTDOWN_DEADLINE", 0) ?? 10_000,
    limits: readLimits(values),
    delivery: readDelivery(values),
    chaos: line.optionals.get("chaos"),
    help: false,
    version: false,
    pluginValues: readPluginValues(file, variables, complete, problems),
  };
  problems.push(...await options.check?.(config) ?? []);
  if (problems.length > 0) throw new ConfigError(problems, config);
  return config;
}

/** The configuration when only the usage or the version is wanted: mistakes elsewhere must not be in the way. */
function justShow(line: CommandLine, files: ConfigFiles): KernelConfig {
  return {
    data: join(files.folder, "data"),
    adapters: [],
    log: undefined,
    logFormat: "human",
    json: line.switches.has("json"),
    plugins: [],
    http: undefined,
    shutdownDeadline: 10_000,
    limits: defaultLimits,
    delivery: { rates: {} },
    chaos: undefined,
    help: line.switches.has("help"),
    version: line.switches.has("version"),
    pluginValues: new PluginValues(),
  };
}

function readData(values: ConfigValues, files: ConfigFiles): Sourced<string> {
  const given = values.text("data", { flag: "data", env: "PORTICO_DATA" });
  if (given === undefined) return { value: join(files.folder, "data"), from: "the data folder" };
  return { value: resolvePath(values.folderOf(given, files.folder), given.value), from: given.from };
}

async function checkData(data: Sourced<string>, files: ConfigFiles, problems: string[]): Promise<void> {
  try {
    const kind = await files.kindOf(data.value);
    if (kind === "other") problems.push(`${data.from}: ${data.value} is no folder. Name another place with --data.`);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      const place = JSON.stringify(data.value);
      return void problems.push(`${data.from}: programs may not use ${place}. Name another place with --data.`);
    }
    problems.push(
      `${data.from}: ${JSON.stringify(data.value)} cannot be opened (${messageOf(error)}). ` +
        `Change its permissions, or name another place with --data.`,
    );
  }
}

function readAdapters(
  values: ConfigValues,
  known: readonly string[] | undefined,
  problems: string[],
): readonly string[] {
  const given = values.list("adapters", { flag: "adapter", env: "PORTICO_ADAPTERS" });
  for (const name of known === undefined ? [] : given?.value ?? []) {
    if (known?.includes(name)) continue;
    const [near] = nearest(name, known ?? [], 1);
    const hint = near === undefined ? `There are: ${known?.join(", ")}.` : `Did you mean ${near}?`;
    problems.push(`${given?.from}: there is no adapter ${JSON.stringify(name)}. ${hint}`);
  }
  return [...new Set(given?.value)];
}

function readPlugins(values: ConfigValues, files: ConfigFiles, problems: string[]): readonly string[] {
  const given = values.list("load", { flag: "plugin", env: "PORTICO_PLUGINS" });
  if (given === undefined) return [];
  const folder = values.folderOf(given, files.folder);
  const found = new Set<string>();
  for (const specifier of given.value.map((specifier) => resolveSpecifier(folder, specifier))) {
    if (found.has(specifier)) problems.push(`${given.from} names ${specifier} twice. Leave one of them out.`);
    found.add(specifier);
  }
  return [...found];
}

function readLimits(values: ConfigValues): KernelLimits {
  return {
    handler: values.duration("limits.handler", "PORTICO_LIMITS_HANDLER", 1) ?? defaultLimits.handler,
    work: values.duration("limits.work", "PORTICO_LIMITS_WORK", 1) ?? defaultLimits.work,
    concurrency: values.count("limits.concurrency", "PORTICO_LIMITS_CONCURRENCY") ?? defaultLimits.concurrency,
    account: values.count("limits.account", "PORTICO_LIMITS_ACCOUNT") ?? defaultLimits.account,
    total: values.count("limits.total", "PORTICO_LIMITS_TOTAL") ?? defaultLimits.total,
  };
}

function readDelivery(values: ConfigValues): DeliverySettings {
  const attempts = values.count("delivery.attempts", "PORTICO_DELIVERY_ATTEMPTS");
  const firstDelay = values.duration("delivery.firstDelay", "PORTICO_DELIVERY_FIRST_DELAY", 0);
  const bot = values.rate("delivery.bot", "PORTICO_DELIVERY_BOT");
  const person = values.rate("delivery.private", "PORTICO_DELIVERY_PRIVATE");
  const group = values.rate("delivery.group", "PORTICO_DELIVERY_GROUP");
  return {
    ...(attempts === undefined ? {} : { attempts }),
    ...(firstDelay === undefined ? {} : { firstDelay }),
    rates: { ...(bot && { bot }), ...(person && { private: person }), ...(group && { group }) },
  };
}

function readPluginValues(
  file: SettingsFile,
  variables: Variables,
  complete: boolean,
  problems: string[],
): PluginValues {
  const { plugins } = file.content;
  if (Array.isArray(plugins)) {
    problems.push(
      `plugins in ${file.name} holds the settings of plugins by their names. Put what is to be loaded under "load".`,
    );
  } else if (plugins !== undefined && plugins !== null && !isRecord(plugins)) {
    problems.push(`plugins in ${file.name} must hold plugins by their names, each with its settings.`);
  }
  return new PluginValues({ sections: isRecord(plugins) ? plugins : {}, file: file.name, variables, complete });
}

function checkKeys(file: SettingsFile, problems: string[]): void {
  check(file.content, KEYS, "");
  const { limits, shutdown, delivery } = file.content;
  check(delivery, ["attempts", "firstDelay", "bot", "private", "group"], "delivery.");
  check(limits, Object.keys(defaultLimits), "limits.");
  check(shutdown, ["deadline"], "shutdown.");

  function check(section: unknown, known: readonly string[], path: string): void {
    if (section === undefined || section === null) return;
    if (!isRecord(section)) {
      return void problems.push(`${path.slice(0, -1)} in ${file.name} must hold "key: value" lines.`);
    }
    for (const key of Object.keys(section)) {
      if (known.includes(key)) continue;
      const [near] = nearest(key, known, 1);
      const hint = near === undefined ? `There are: ${known.join(", ")}.` : `Did you mean ${path}${near}?`;
      problems.push(`${path}${key} in ${file.name} is no setting. ${hint}`);
    }
  }
}
