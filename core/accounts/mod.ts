/** Who people are, and who may come in. */
export * from "./accounts.ts";
export { type Group, Groups } from "./groups.ts";
