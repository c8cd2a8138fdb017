// @ts-types="./types/poll.d.ts"
export * from "deno-std/async/poll.js";
