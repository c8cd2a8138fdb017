/** From an event to its handler: middleware, routes, contexts, questions, and what people are told. */
export type * from "./context.ts";
export { DeadLetters } from "./dead_letters.ts";
export * from "./dialogues.ts";
export type { KeptQuestion } from "./kept_questions.ts";
export { type CommandSet, holdsSecret } from "./routes.ts";
