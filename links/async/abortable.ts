// @ts-types="./types/abortable.d.ts"
export * from "deno-std/async/abortable.js";
