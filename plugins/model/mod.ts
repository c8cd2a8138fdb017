/**
 * The language model behind ask, agent and note: any OpenAI-compatible endpoint, or rules where there is none.
 *
 * @module
 */
export * from "./configured_model.ts";
export * from "./model.ts";
export * from "./model_config.ts";
export * from "./model_error.ts";
export * from "./model_plugin.ts";
export * from "./prompt_data.ts";
