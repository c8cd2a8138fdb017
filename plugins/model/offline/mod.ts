/**
 * The language model that needs no endpoint: rules that quote, and that make plain requests calls of tools.
 *
 * @module
 */
export * from "./offline_model.ts";
