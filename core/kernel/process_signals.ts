import { StopSignals } from "./stop_signals.ts";

/**
 * Those of this process, from the moment this module is evaluated: a program that imports it before all others hears a signal also while these are
 * evaluated, which is most of what a start has to do.
 */
export const processSignals: StopSignals = new StopSignals();
