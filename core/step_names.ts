/** What the steps of all questions begin with. */
export const QUESTIONS = "ask:";

/** The step of the message that shows what is going on. */
export const PROGRESS = `${QUESTIONS}progress`;

/**
 * Who tries a dead letter again begins without the steps whose names begin so: what was answered may be why it failed, and the news of the failure has
 * taken the place of what was going on.
 */
export const TAKEN_ANEW = QUESTIONS;
