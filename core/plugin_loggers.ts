/** The loggers of plugins. */
import { type Logger, logger } from "./log.ts";

const loggers = new Map<string, Logger>();

/** The logger of a plugin. It is kept: making one costs more than the line most handlers never write. */
export function logOf(plugin: string): Logger {
  let log = loggers.get(plugin);
  if (log === undefined) loggers.set(plugin, log = logger("plugin", plugin));
  return log;
}
