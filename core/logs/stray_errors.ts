import { logger } from "./log.ts";
import { runningUnit } from "../watch/plugin_boundary.ts";

/**
 * Logs what nobody has caught, from now on, instead of ending the program: one forgotten await in a plugin must not end everybody's bot, and what
 * was accepted is in the journal anyway.
 */
export function surviveStrayErrors(): void {
  const log = logger("kernel");
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    const unit = runningUnit() ?? "some part";
    log.error("Nobody handles a rejection, so {unit} forgot to await: {error}", { unit, error: event.reason });
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    const unit = runningUnit() ?? "some part";
    log.error("Something of {unit} failed outside of every handler: {error}", {
      unit,
      error: event.error ?? event.message,
    });
  });
}
