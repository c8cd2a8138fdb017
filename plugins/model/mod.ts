/**
 * The language model behind ask, agent and note: any OpenAI-compatible endpoint, or rules where there is none.
 *
 * @module
 */
export * from "./model.ts";
export * from "./model_error.ts";
export * from "./model_error_text.ts";
