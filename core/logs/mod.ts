/** What is said to whoever runs the bot, without a secret in it. */
export {
  configureLogs,
  LOG_LEVELS,
  type Logger,
  logger,
  type LogLevel,
  type LogOptions,
  PluginLog,
  resetLogs,
  type SecretReach,
  Secrets,
  secrets,
} from "./log.ts";
export { Notices, StandardError } from "./notices.ts";
export * from "./stray_errors.ts";
export * from "./trace_masking.ts";
