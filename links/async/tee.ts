// @ts-types="./types/tee.d.ts"
export * from "deno-std/async/tee.js";
