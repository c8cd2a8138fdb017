// @ts-types="./types/mux_async_iterator.d.ts"
export * from "deno-std/async/mux_async_iterator.js";
