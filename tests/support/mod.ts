/** What the tests of all folders share. */
export * from "./clock.ts";
export * from "./logs.ts";
export * from "./random.ts";
export * from "./tasks.ts";
