/** A value that survives `JSON.stringify` and `JSON.parse` unchanged: what may be journaled or sent to a worker. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };
