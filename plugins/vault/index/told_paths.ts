/** Of a look through a vault, as many paths of changed notes are told. */
export const TOLD_PATHS = 1_000;
