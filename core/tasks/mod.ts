/** What runs in the background, and any number of deadlines on one timer. */
export * from "./background_tasks.ts";
export * from "./deadlines.ts";
