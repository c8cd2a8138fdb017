/** The loggers of plugins. */
import { type Logger, logger } from "./log.ts";
import { ValueToken } from "./token.ts";

/** Injects the logger of the plugin that asks for it. */
export const PluginLog: ValueToken<Logger> = new ValueToken("plugin log");

const loggers = new Map<string, Logger>();

/** The logger of a plugin. It is kept: making one costs more than the line most handlers never write. */
export function logOf(plugin: string): Logger {
  let log = loggers.get(plugin);
  if (log === undefined) loggers.set(plugin, log = logger("plugin", plugin));
  return log;
}
