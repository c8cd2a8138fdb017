// @ts-types="./types/debounce.d.ts"
export * from "deno-std/async/debounce.js";
