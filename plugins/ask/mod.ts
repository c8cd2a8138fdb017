/**
 * The mode that answers from a person's own notes, with sources.
 *
 * @module
 */
export * from "./ask_plugin.ts";
export * from "./config.ts";
export * from "./question.ts";
export * from "./question_answering_service.ts";
