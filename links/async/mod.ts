/** A stand-in for `jsr:@std/async`: the same functions from the npm package `deno-std`, with the types of the original. */
export * from "./abortable.ts";
export * from "./all_keyed.ts";
export * from "./deadline.ts";
export * from "./debounce.ts";
export * from "./delay.ts";
export * from "./lazy.ts";
export * from "./mux_async_iterator.ts";
export * from "./poll.ts";
export * from "./pool.ts";
export * from "./retry.ts";
export * from "./tee.ts";
