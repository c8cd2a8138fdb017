/**
 * The composition root: which adapters, which plugins. The only file that knows them all.
 *
 * @module
 */
import {
  type Adapter,
  checkPlugins,
  type Clock,
  ConfigError,
  configureLogs,
  type Constructor,
  Kernel,
  type KernelConfig,
  loadPluginModules,
  logger,
  messageOf,
  readConfig,
  StoreError,
  SystemClock,
  Translations,
  WiringError,
} from "./core/mod.ts";
import { SqliteStore } from "./adapters/sqlite/mod.ts";
import { AccessPlugin } from "./plugins/access/mod.ts";
import { AggregationPlugin } from "./plugins/aggregation/mod.ts";
import { NotePlugin } from "./plugins/note/mod.ts";
import { SettingsPlugin } from "./plugins/settings/mod.ts";
import { SystemPlugin } from "./plugins/system/mod.ts";
import { VaultPlugin } from "./plugins/vault/mod.ts";
import project from "./deno.json" with { type: "json" };
import { join } from "node:path";

const PLUGINS: readonly Constructor[] = [
  AccessPlugin,
  AggregationPlugin,
  NotePlugin,
  SettingsPlugin,
  SystemPlugin,
  VaultPlugin,
];

/** What an adapter is made from. */
interface Workshop {
  readonly config: KernelConfig;
  readonly clock: Clock;
  readonly translations: Translations;
  /** Asks the program to stop, as Ctrl-C does. */
  readonly interrupt: () => void;
}

/** Adapters by name; a module is loaded when its adapter is opened. */
const ADAPTERS: Readonly<Record<string, (workshop: Workshop) => Promise<Adapter>>> = {
  console: async ({ config, clock, translations, interrupt }) => {
    const { openConsole } = await import("./adapters/console/mod.ts");
    return openConsole({ json: config.json, folder: config.data, clock, translations, interrupt });
  },
};

/** Exit codes: 2 for what a person has to correct before the start, 130 for a second Ctrl-C. */
const MISUSED = 2;
const INTERRUPTED = 130;

async function main(): Promise<number> {
  const translations = new Translations();
  const say = (id: string, args?: Readonly<Record<string, string>>) => {
    const language = translations.pick(Deno.env.get("LC_ALL") || Deno.env.get("LANG"));
    console.log(translations.t("core", language, id, args));
    return 0;
  };
  const config = await readConfig({ adapters: Object.keys(ADAPTERS) }).catch(failWithPlugins);
  if (config.help) return say("usage");
  if (config.version) return say("version", { version: project.version });
  configureLogs({
    // A person sees what went wrong; a file or a service gets the whole story.
    level: config.log ?? (Deno.stderr.isTerminal() ? "warning" : "info"),
    format: config.logFormat,
    colors: Deno.stderr.isTerminal() && !Deno.noColor,
  });
  surviveStrayErrors();
  return await run(config, translations);
}

/** One forgotten await in a plugin must not end everybody's bot: it is logged, and what was accepted is in the journal anyway. */
function surviveStrayErrors(): void {
  const log = logger("kernel");
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log.error("Nobody handles a rejection, so some part forgot to await: {error}", { error: event.reason });
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    log.error("Something failed outside of every handler: {error}", { error: event.error ?? event.message });
  });
}

async function run(config: KernelConfig, translations: Translations): Promise<number> {
  const clock = new SystemClock();
  const signals = new Signals();
  const { types, problems } = await loadPluginModules(config.plugins, clock);
  const workshop: Workshop = { config, clock, translations, interrupt: () => signals.interrupt() };
  const store = await openStore(config, clock).catch((error) => failWithPlugins(error, config));
  const adapters = await Promise.all(
    (config.adapters.length > 0 ? config.adapters : ["console"]).map((name) => ADAPTERS[name](workshop)),
  );
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
  });
  try {
    // A start may take long, with a plugin that waits for something or much to go on with: it can be stopped as well.
    await Promise.race([kernel.start().then(() => kernel.drained), signals.first]);
  } finally {
    await kernel.stop({ deadline: config.shutdownDeadline });
  }
  return 0;
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

async function openStore(config: KernelConfig, clock: Clock): Promise<SqliteStore> {
  return await SqliteStore.open({
    path: join(config.data, "portico.db"),
    clock,
    onDamaged: ({ part, file, reason }) => {
      const told = part === "database"
        ? "The database was damaged ({reason}). It is kept as {file}; an empty one was begun."
        : "The log of the database is damaged ({reason}), so that what was accepted last may be lost. It is kept as {file}.";
      logger("store").error(told, { reason, file });
    },
  });
}

/** The first signal asks to stop, the second leaves at once. */
class Signals {
  readonly #first = Promise.withResolvers<void>();
  #asked = false;

  constructor() {
    Deno.addSignalListener("SIGINT", () => this.interrupt());
    if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", () => this.interrupt());
  }

  /** Resolves at the first one. */
  get first(): Promise<void> {
    return this.#first.promise;
  }

  interrupt(): void {
    if (this.#asked) Deno.exit(INTERRUPTED);
    this.#asked = true;
    this.#first.resolve();
  }
}

/** What somebody can correct is said in its own words; anything else is a defect and shows where it is. */
function report(error: unknown): number {
  const isMisuse = error instanceof ConfigError || error instanceof WiringError || error instanceof StoreError;
  console.error(isMisuse ? error.message : error instanceof Error ? error.stack ?? error.message : messageOf(error));
  return isMisuse ? MISUSED : 1;
}

if (import.meta.main) Deno.exit(await main().catch(report));
