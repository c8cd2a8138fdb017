// @ts-types="./types/all_keyed.d.ts"
export * from "deno-std/async/all_keyed.js";
