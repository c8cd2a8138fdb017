/** Logs: LogTape set up for Portico. Lines go to standard error, for people or as JSON, and never show a secret. */
import { configureSync, getLogger, resetSync } from "@logtape/logtape";
import type { Clock } from "../clock.ts";
import { formatHuman, formatJson } from "./log_format.ts";
import { type Secrets, secrets } from "./secrets.ts";
import { writeStandardError } from "./notices.ts";
import { ValueToken } from "../plugins/token.ts";

export { type SecretReach, Secrets, secrets } from "./secrets.ts";

/** How much a line matters, from the least to the most. */
export type LogLevel = "trace" | "debug" | "info" | "warning" | "error" | "fatal";

/**
 * Writes log lines. A name in braces in the message stands for the property of that name; the other properties are shown
 * beside the message. LogTape's loggers are such loggers.
 *
 * @example
 * ```ts
 * import { logger } from "@portico/bot";
 *
 * logger("vault").warn("Skipped {file}: {error}", { file: "a.md", error: new Error("unreadable") });
 * ```
 */
export interface Logger {
  /** Every step, for who looks for one mistake. */
  trace(message: string, properties?: Record<string, unknown>): void;
  /** What a developer wants to know. */
  debug(message: string, properties?: Record<string, unknown>): void;
  /** What who runs the bot may want to know. */
  info(message: string, properties?: Record<string, unknown>): void;
  /** Something is not as it should be, and was dealt with. */
  warn(message: string, properties?: Record<string, unknown>): void;
  /** Something failed, and somebody should know. */
  error(message: string, properties?: Record<string, unknown>): void;
  /** The process cannot go on. */
  fatal(message: string, properties?: Record<string, unknown>): void;
  /** A logger that adds `properties` to each of its lines. */
  with(properties: Record<string, unknown>): Logger;
}

/** What {@link configureLogs} can be told. */
export interface LogOptions {
  /** The lowest level that is shown, `info` by default; `off` shows nothing. */
  readonly level?: LogLevel | "off";
  /** `human` (the default): lines for people, with stacks from level `debug` down. `json`: one object a line. */
  readonly format?: "human" | "json";
  /** Colours in the lines for people; none by default. */
  readonly colors?: boolean;
  /** Takes one line without its end. Standard error by default. */
  readonly write?: (line: string) => void;
  /** What to mask; the process's own {@link secrets} by default. */
  readonly secrets?: Secrets;
  /** Where the time of a line comes from; the log library's own clock by default. */
  readonly clock?: Clock;
}

/** All levels, the lowest first, and `off`: what `PORTICO_LOG` may be. */
export const LOG_LEVELS: readonly (LogLevel | "off")[] = ["trace", "debug", "info", "warning", "error", "fatal", "off"];

/**
 * Sets the logs up for the whole process, those of libraries that use LogTape too; called again, the newest call holds.
 * What was logged before the first call is nowhere.
 *
 * @example
 * ```ts
 * import { configureLogs, logger } from "@portico/bot";
 *
 * configureLogs({ level: "debug", format: "human" });
 * logger("vault").info("Indexed {notes} notes", { notes: 3 });
 * ```
 */
export function configureLogs(options: LogOptions = {}): void {
  setup = options;
  const { level = "info", format = "human", colors = false, write = writeStandardError, clock } = options;
  const masked = options.secrets ?? secrets;
  const stacks = level === "debug" || level === "trace";
  const toLine = format === "json" ? formatJson(masked) : formatHuman(masked, { colors, stacks });
  configureSync({
    reset: true,
    sinks: {
      lines: (record) => write(toLine(clock === undefined ? record : { ...record, timestamp: clock.now() })),
    },
    loggers: [
      { category: [], sinks: ["lines"], lowestLevel: level === "off" ? null : level },
      // LogTape's own greeting is for those who have forgotten to configure it; its warnings are for us.
      { category: ["logtape", "meta"], lowestLevel: "warning" },
    ],
  });
}

let setup: LogOptions | undefined;

/** How logs are set up, for another thread to do the same; `undefined` before {@link configureLogs}. */
export function logSetup(): Pick<LogOptions, "level" | "format" | "colors"> | undefined {
  if (setup === undefined) return undefined;
  const { level = "info", format = "human", colors = false } = setup;
  return { level, format, colors };
}

/** Undoes {@link configureLogs}: nothing is logged any more. */
export function resetLogs(): void {
  setup = undefined;
  resetSync();
}

/** The logger of a part of Portico: `logger("tasks")` logs in the category `["portico", "tasks"]`. */
export function logger(...category: string[]): Logger {
  return getLogger(["portico", ...category]);
}

/** Injects the logger of the plugin that asks for it. */
export const PluginLog: ValueToken<Logger> = new ValueToken("plugin log");

const loggers = new Map<string, Logger>();

/** The logger of a plugin. It is kept: making one costs more than the line most handlers never write. */
export function logOf(plugin: string): Logger {
  let log = loggers.get(plugin);
  if (log === undefined) loggers.set(plugin, log = logger("plugin", plugin));
  return log;
}
