/** The kernel itself: puts the parts together, starts them in order, and stops them in order. */
export * from "./kernel.ts";
export type * from "./kernel_options.ts";
export * from "./kernel_status.ts";
export * from "./stop_signals.ts";
