/** What schemas of any library say of values, and what is wrong with a value in the words of people. */
export * from "./command_usage.ts";
export * from "./schema.ts";
export { type CheckedValue, checkValue, type IssueWords } from "./schema_check.ts";
export * from "./value_shape.ts";
