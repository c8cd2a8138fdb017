/**
 * The kernel of Portico: the contracts that adapters implement and plugins are written against, and what runs them.
 *
 * @module
 */
export * from "./accounts.ts";
export * from "./adapter.ts";
export * from "./background_tasks.ts";
export * from "./bot_port.ts";
export * from "./buttons.ts";
export * from "./cached_records.ts";
export * from "./clock.ts";
export * from "./command_usage.ts";
export * from "./config.ts";
export * from "./config_token.ts";
export * from "./context.ts";
export * from "./contribution.ts";
export * from "./contributions.ts";
export * from "./dead_letters.ts";
export * from "./deadlines.ts";
export * from "./decorators.ts";
export * from "./dialogues.ts";
export * from "./duration.ts";
export * from "./errors.ts";
export * from "./events.ts";
export * from "./groups.ts";
export * from "./i18n.ts";
export * from "./inject.ts";
export * from "./json.ts";
export * from "./kernel.ts";
export * from "./kernel_options.ts";
export * from "./kernel_status.ts";
export * from "./log.ts";
export * from "./nearest.ts";
export * from "./network_access.ts";
export * from "./notices.ts";
export * from "./operation_port.ts";
export * from "./operations.ts";
export * from "./plugin.ts";
export * from "./plugin_check.ts";
export * from "./plugin_configs.ts";
export * from "./plugin_loader.ts";
export * from "./plugin_log.ts";
export * from "./plugin_scope.ts";
export * from "./plugin_values.ts";
export * from "./points.ts";
export * from "./schema.ts";
export * from "./schema_check.ts";
export * from "./sha256.ts";
export { StandardError } from "./standard_error.ts";
export * from "./stop_signals.ts";
export * from "./store.ts";
export * from "./stray_errors.ts";
export * from "./token.ts";
export * from "./trace_masking.ts";
export * from "./value_fit.ts";
export * from "./value_shape.ts";
export * from "./value_words.ts";
export * from "./work_queue.ts";
