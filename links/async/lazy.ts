// @ts-types="./types/lazy.d.ts"
export * from "deno-std/async/lazy.js";
