/**
 * The kernel of Portico: the contracts that adapters implement and plugins are written against, and what runs them.
 *
 * @module
 */
export * from "./accounts.ts";
export type * from "./adapter.ts";
export * from "./background_tasks.ts";
export * from "./bot_port.ts";
export * from "./buttons.ts";
export * from "./cached_records.ts";
export * from "./clock.ts";
export * from "./command_usage.ts";
export * from "./config.ts";
export * from "./config_token.ts";
export type * from "./context.ts";
export * from "./contribution.ts";
export * from "./contributions.ts";
export { DeadLetters } from "./dead_letters.ts";
export * from "./deadlines.ts";
export * from "./dialogues.ts";
export * from "./durable_folders.ts";
export * from "./duration.ts";
export * from "./errors.ts";
export * from "./events.ts";
export { type Group, Groups } from "./groups.ts";
export * from "./network_access.ts";
export * from "./i18n.ts";
export * from "./inject.ts";
export * from "./json.ts";
export type { KeptQuestion } from "./kept_questions.ts";
export * from "./kernel.ts";
export type * from "./kernel_options.ts";
export * from "./kernel_status.ts";
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
export * from "./markdown.ts";
export * from "./nearest.ts";
export { Notices, StandardError } from "./notices.ts";
export * from "./operation_port.ts";
export * from "./operations.ts";
export * from "./paced_progress.ts";
export * from "./plugin.ts";
export * from "./plugin_configs.ts";
export { checkPlugins } from "./plugin_inspection.ts";
export * from "./plugin_loader.ts";
export * from "./plugin_scope.ts";
export * from "./plugin_values.ts";
export * from "./points.ts";
export { type CommandSet, holdsSecret } from "./routes.ts";
export * from "./schema.ts";
export { type CheckedValue, checkValue, type IssueWords } from "./schema_check.ts";
export * from "./sha256.ts";
export * from "./stop_signals.ts";
export * from "./store.ts";
export * from "./stray_errors.ts";
export { endsWithin } from "./endings.ts";
export * from "./token.ts";
export * from "./trace_masking.ts";
export * from "./value_shape.ts";
export { WorkQueue } from "./work_queue.ts";
