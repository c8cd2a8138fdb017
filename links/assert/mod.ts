/** A stand-in for `jsr:@std/assert`: the same functions from the npm package `deno-std`, with the types of the original. */
// @ts-types="./types.d.ts"
export * from "deno-std/assert/mod.js";
