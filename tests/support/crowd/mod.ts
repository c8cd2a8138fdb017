/** A crowd, what it does, and what must have come of it. */
export { broadcastPlugin, Broadcasts } from "./broadcasts.ts";
export { Choices, modes, settings } from "./choices.ts";
export { Crowd, type Weighted } from "./crowd.ts";
export { ECHO_PLUGIN, Echoes } from "./echoes.ts";
export { Errands } from "./errands.ts";
export { batchOf, type Habit, keyOfNewest, type Member, type Problem, type Seen, timesSaid } from "./habit.ts";
export { NoteTaking } from "./note_taking.ts";
export { Questions } from "./questions.ts";
export { TagDialogues } from "./tag_dialogues.ts";
export { Transcript } from "./transcript.ts";
